package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// This file hands the request for a poll of all feeds to the process that polls, and
// its report back.

// pollAll, before a token, is the request for all feeds, due or not, in the place of a
// feed's address.
const pollAll = "all "

// answerLook is how often a process that waits looks for an answer.
const answerLook = 200 * time.Millisecond

// handedReport is a report as it is handed over.
type handedReport struct {
	feeds.Report
	Errors []handedError `json:"errors"`
}

type handedError struct{ Feed, Name, URL, Err string }

// AskPollAll asks the process that polls for all feeds, and returns the token of the
// answer.
func (a *App) AskPollAll(ctx context.Context) (token string, err error) {
	token = a.DB.NewToken(a.Process)
	return token, a.DB.AddRequest(ctx, news.FeedID(pollAll+token))
}

// AwaitPollAll waits for the answer of a token. If the process that polls has gone, it
// returns the lease, which is held then, to poll with; holding is its context.
func (a *App) AwaitPollAll(ctx context.Context, token, command string) (report feeds.Report, holding context.Context, l Lease, err error) {
	tick := time.NewTicker(answerLook)
	defer tick.Stop()
	for n := 0; ; n++ {
		text, ok, err := a.DB.AnswerTo(ctx, token)
		if err != nil || ok {
			if err == nil {
				report, err = readReport(text)
			}
			return report, ctx, Lease{}, err
		}
		if n%10 == 9 { // whoever polls may have gone
			if holding, l, err = a.HoldPolling(ctx, command); err != nil || l.Held {
				return report, holding, l, err
			}
		}
		select {
		case <-ctx.Done():
			return report, ctx, Lease{}, ctx.Err()
		case <-tick.C:
		}
	}
}

// answered returns the request that others make by the addresses of feeds, and has
// their answers kept.
func (a *App) answered(ctx context.Context, ids []news.FeedID) feeds.RefreshRequest {
	var tokens []string
	for _, id := range ids {
		if token, ok := strings.CutPrefix(string(id), pollAll); ok {
			tokens = append(tokens, token)
		}
	}
	if len(tokens) == 0 {
		return requestFor(ids)
	}
	return feeds.RefreshRequest{All: true, Done: func(r feeds.Report) {
		text, err := json.Marshal(handed(r))
		for _, token := range tokens {
			if err == nil {
				err = a.DB.Answer(ctx, token, string(text))
			}
		}
		if err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "answer who asked for all feeds", slog.Any("error", err))
		}
	}}
}

func handed(r feeds.Report) handedReport {
	out := handedReport{Report: r}
	out.Report.Errors = nil
	for _, x := range r.Errors {
		out.Errors = append(out.Errors, handedError{string(x.Feed), x.Name.String(), x.URL, x.Err.String()})
	}
	return out
}

func readReport(text string) (feeds.Report, error) {
	var in handedReport
	if err := json.Unmarshal([]byte(text), &in); err != nil {
		return feeds.Report{}, fmt.Errorf("read the report of another process: %w", err)
	}
	for _, x := range in.Errors {
		in.Report.Errors = append(in.Report.Errors, feeds.FeedError{Feed: news.FeedID(x.Feed), Name: sanitize.Line(x.Name), URL: x.URL, Err: sanitize.Line(x.Err)})
	}
	return in.Report, nil
}
