package news

import (
	"time"

	"sitrep/internal/sanitize"
)

// Warning is one official message about a hazard, with the values of the
// Common Alerting Protocol (OASIS CAP 1.2, section 3.2). Formats that are not
// CAP fill the fields that they state; a field that a message does not state
// keeps its zero value. A Warning is plain data: a copy shares its slices.
type Warning struct {
	Format WarningFormat
	ID     string // as its authority writes it; unique for a sender only
	// Series names the messages about one event in formats without
	// references: the newest of a series replaces the others. Empty: the
	// references say what replaces what.
	Series string
	Also   []string // other series of the same event (USGS ids, GLIDE number)
	Sender string   // CAP sender: a name, an address or a domain
	// Authority names the issuer as people know it (CAP senderName).
	Authority sanitize.Clean
	// Index marks an entry of a list: the full message is at Link.
	Index bool
	URL   string // a page about the warning; http or https; empty: none
	Link  string // the full message; http or https; empty: none

	Sent     time.Time
	Status   WarningStatus
	Kind     WarningKind
	Replaces []WarningRef // CAP references, without the message's own

	Event     sanitize.Clean
	Codes     []string // event codes: "SAME=RWT"
	Hazard    Hazard
	Severity  Severity
	Urgency   Urgency
	Certainty Certainty
	Level     Level
	Responses []Response
	Languages []string // of all info blocks, as written
	Headline  sanitize.Clean
	Details   sanitize.Clean // CAP description, with line breaks
	Advice    sanitize.Clean // CAP instruction, with line breaks

	Effective time.Time
	Onset     time.Time // the event's expected begin; a quake's time
	Expires   time.Time // of the message
	Ends      time.Time // of the event
	// Open marks an event that goes on: Ends is the time of the latest
	// report, not an announced end (GDACS iscurrent).
	Open bool
	// Closed marks an event that its source lists as past.
	Closed bool

	Areas []WarningArea
	Quake *Quake // measured values; nil: no earthquake
	Place *Point // a single point of the event; nil: not given

	// Feed is the feed that brought the message; empty: no feed did.
	Feed FeedID `json:"-"`
}

// WarningSeen is a message as the cache has it.
type WarningSeen struct {
	Warning

	Num   int64     // in the cache
	Seen  time.Time // when it was seen first
	Tries int       // to fetch the message at Link
	Next  time.Time // not to be fetched again before; zero: at once
}

// WarningLink is what became of fetching the message that an entry of a list
// leads to. The zero value: there is no such message, and it is not looked for
// again.
type WarningLink struct {
	Warnings []WarningUntil // the message; it counts in place of the entry
	Reading  int            // version of the reading that made it
	Next     time.Time      // without Warnings: when to fetch it again; zero: never
}

// WarningUntil is a message with the time at which it is over if no other
// message replaces it.
type WarningUntil struct {
	Warning Warning
	Over    time.Time
}

// WarningFormat names the document format that a warning was read from.
type WarningFormat string

// The formats of official messages.
const (
	FormatCAP       WarningFormat = "cap"          // CAP 1.0 to 1.2 in XML
	FormatCAPFeed   WarningFormat = "cap-feed"     // Atom or RSS with CAP elements
	FormatCAPJSON   WarningFormat = "cap-json"     // CAP with the same names in JSON
	FormatNWS       WarningFormat = "nws-geojson"  // api.weather.gov
	FormatGDACS     WarningFormat = "gdacs"        // RSS of GDACS
	FormatUSGS      WarningFormat = "usgs-geojson" // GeoJSON of the USGS
	FormatUSGSAtom  WarningFormat = "usgs-atom"    // Atom of the USGS
	FormatEMSC      WarningFormat = "emsc"         // RSS or JSON of the EMSC
	FormatNHC       WarningFormat = "nhc"          // RSS of the US hurricane centers
	FormatJMA       WarningFormat = "jma"          // XML of the Japan Meteorological Agency
	FormatNINA      WarningFormat = "nina"         // lists of the German warning app
	FormatPlainFeed WarningFormat = "feed"         // an ordinary feed, nothing official in it
)

// WarningStatus is CAP status: how a message is to be handled. Networks that
// have a status of their own (USGS: automatic, reviewed) keep its word.
type WarningStatus string

// The values of CAP status.
const (
	StatusActual   WarningStatus = "Actual"
	StatusExercise WarningStatus = "Exercise"
	StatusSystem   WarningStatus = "System"
	StatusTest     WarningStatus = "Test"
	StatusDraft    WarningStatus = "Draft"
)

// WarningKind is CAP msgType: the role of a message.
type WarningKind string

// The values of CAP msgType.
const (
	KindAlert  WarningKind = "Alert"
	KindUpdate WarningKind = "Update"
	KindCancel WarningKind = "Cancel"
	KindAck    WarningKind = "Ack"
	KindError  WarningKind = "Error"
)

// Severity is CAP severity. The zero value means that the format states none.
type Severity string

// The values of CAP severity.
const (
	SeverityExtreme  Severity = "Extreme"
	SeveritySevere   Severity = "Severe"
	SeverityModerate Severity = "Moderate"
	SeverityMinor    Severity = "Minor"
	SeverityUnknown  Severity = "Unknown"
)

// Rank orders severities: 4 for Extreme down to 1 for Minor, 0 for Unknown,
// the empty value and values outside CAP.
func (s Severity) Rank() int {
	switch s {
	case SeverityExtreme:
		return 4
	case SeveritySevere:
		return 3
	case SeverityModerate:
		return 2
	case SeverityMinor:
		return 1
	case SeverityUnknown:
	}
	return 0
}

// Urgency is CAP urgency. The zero value means that the format states none.
type Urgency string

// The values of CAP urgency.
const (
	UrgencyImmediate Urgency = "Immediate"
	UrgencyExpected  Urgency = "Expected"
	UrgencyFuture    Urgency = "Future"
	UrgencyPast      Urgency = "Past"
	UrgencyUnknown   Urgency = "Unknown"
)

// Certainty is CAP certainty. The zero value means that the format states
// none.
type Certainty string

// The values of CAP certainty. CAP 1.1 and 1.2 ask to treat Very Likely, a
// value of CAP 1.0, as Likely.
const (
	CertaintyObserved   Certainty = "Observed"
	CertaintyVeryLikely Certainty = "Very Likely"
	CertaintyLikely     Certainty = "Likely"
	CertaintyPossible   Certainty = "Possible"
	CertaintyUnlikely   Certainty = "Unlikely"
	CertaintyUnknown    Certainty = "Unknown"
)

// Response is CAP responseType: the recommended action.
type Response string

// ResponseAllClear ends a warning: the event no longer poses a threat.
const ResponseAllClear Response = "AllClear"

// Level is a color that the authority gives, in lower case. Other words that
// a source uses in its place are kept as written.
type Level string

// The colors of MeteoAlarm, GDACS and the PAGER system of the USGS.
const (
	LevelGreen  Level = "green"
	LevelYellow Level = "yellow"
	LevelOrange Level = "orange"
	LevelRed    Level = "red"
)

// Severity returns the severity that a color stands for, and "" for other
// words: green is Minor, yellow Moderate, orange Severe, red Extreme.
func (l Level) Severity() Severity {
	switch l {
	case LevelGreen:
		return SeverityMinor
	case LevelYellow:
		return SeverityModerate
	case LevelOrange:
		return SeveritySevere
	case LevelRed:
		return SeverityExtreme
	}
	return ""
}

// Hazard is a code of the GLIDE number system (glidenumber.net), which GDACS
// uses too. The zero value means unknown.
type Hazard string

// The hazards that sitrep distinguishes.
const (
	HazardAvalanche  Hazard = "AV"
	HazardCold       Hazard = "CW"
	HazardCyclone    Hazard = "TC"
	HazardDrought    Hazard = "DR"
	HazardEarthquake Hazard = "EQ"
	HazardFlood      Hazard = "FL"
	HazardHeat       Hazard = "HT"
	HazardStorm      Hazard = "ST"
	HazardSurge      Hazard = "SS"
	HazardTsunami    Hazard = "TS"
	HazardVolcano    Hazard = "VO"
	HazardWildfire   Hazard = "WF"
	HazardWind       Hazard = "VW"
)

// WarningRef names an earlier message. Sender and Sent are zero where the
// format states the identifier only.
type WarningRef struct {
	Sender string
	ID     string
	Sent   time.Time
}

// WarningArea is one area of a warning.
type WarningArea struct {
	Name     sanitize.Clean
	Codes    []string // geocodes: "EMMA_ID=EI807"
	Polygons [][]Point
	Circles  []Circle
}

// Point is a place on the Earth (WGS 84): degrees north from -90 to 90 and
// degrees east from -180 to 180.
type Point struct{ Lat, Lon float64 }

// Circle is a point and the kilometers around it.
type Circle struct {
	Point
	RadiusKM float64
}

// Quake holds the measured values of an earthquake. Its time is the warning's
// Onset, its place the warning's Place.
type Quake struct {
	Network   string   // who measured: "us", "emsc"; lower case
	Magnitude *float64 // nil: unknown
	DepthKM   *float64 // kilometers below sea level; nil: unknown
}
