package remote

import (
	"errors"

	"sitrep/feeds/fetch"
	"sitrep/internal/sanitize"
)

// Sentence returns for people why a round failed, and the remedy.
func Sentence(err error) sanitize.Clean {
	switch {
	case err == nil:
		return sanitize.Clean{}
	case errors.Is(err, ErrSignIn):
		return sanitize.Lit("The server does not accept the user or the secret. Look at user and secret_file of the peer.")
	case errors.Is(err, errRepeats):
		return sanitize.Lit("The server repeats itself, so not all could be read. Trying again later.")
	case errors.Is(err, errOtherAnswer):
		return sanitize.Lit("The server does not answer as this kind of server does. Look at type and url of the peer.")
	case errors.Is(err, fetch.ErrPrivate):
		return sanitize.Lit("The server is at a private address that it was not asked at. Check the url of the peer.")
	case errors.Is(err, fetch.ErrTooLarge):
		return sanitize.Lit("The server sends more than can be read at once. Trying again later.")
	case errors.Is(err, fetch.ErrRedirect):
		return sanitize.Lit("The server answers that it is at another address. Name that one as url of the peer.")
	}
	if se, ok := errors.AsType[*fetch.StatusError](err); ok && se.Status == 404 {
		return sanitize.Lit("There is no such server at this address (404). Look at type and url of the peer.")
	}
	return fetch.Sentence(err)
}
