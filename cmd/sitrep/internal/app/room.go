package app

// farPreview is the width from which stories are previewed over SSH by default: a
// preview costs more bytes than the move before it.
const farPreview = 140

// PreviewFrom returns the width from which the story under the cursor is shown, by the
// setting reader.preview; 0: it never is. Remote: the terminal is at the other end of an
// SSH connection.
func PreviewFrom(setting string, remote bool) int {
	switch {
	case setting == "off":
		return 0
	case setting != "on" && remote:
		return farPreview
	}
	return 1
}

// HintsFrom returns the height from which a row names keys, by the setting
// reader.hints; 0: none does.
func HintsFrom(setting string) int {
	switch setting {
	case "on":
		return 1
	case "off":
		return 0
	}
	return 25
}
