package httpd

import (
	"context"
	"io"
	"net/http"
	"time"

	"gatehouse/account"
)

// maxExports is how many exports are written at once: each reads the whole of a
// site.
const maxExports = 4

// exportPause is how long a client may take nothing of an export before it is cut.
const exportPause = 60 * time.Second

// Export is a file of accounts that was asked for and may be had.
type Export interface {
	MediaType() string
	FileName() string
	// Write writes the file and calls back after every piece.
	Write(ctx context.Context, out io.Writer, tell func(done int) error) error
}

// exports answers GET /export?site=KEY&format=csv: the accounts of a site as a file.
type exports struct {
	Config
	slots chan struct{}
}

func newExports(c Config) *exports { return &exports{c, make(chan struct{}, maxExports)} }

// ServeHTTP streams a file. What goes wrong behind its beginning cuts the
// connection, so that nobody takes a part for the whole.
func (e *exports) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		methodNotAllowed("GET")(w, r)
		return
	}
	if from := r.Header.Get("Sec-Fetch-Site"); from != "" && from != "same-origin" && from != "none" {
		refuse(w, r, http.StatusForbidden, &account.Error{Code: account.Forbidden, Message: "An export can't be asked for by the page of another site."})
		return
	}
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	default:
		refuse(w, r, http.StatusServiceUnavailable, &account.Error{
			Code: account.StoreIsBusy, RetryAfter: 10 * time.Second, Message: "Other exports are being written, and this one was not begun. Ask again in a moment.",
		})
		return
	}
	format := r.URL.Query().Get("format")
	if format == "" {
		format = "csv"
	}
	file, err := e.Export(r.Context(), r.URL.Query().Get("site"), format)
	if err != nil {
		e.refuse(w, r, err)
		return
	}
	header := w.Header()
	header.Set("Content-Type", file.MediaType())
	header.Set("Content-Disposition", `attachment; filename="`+file.FileName()+`"`)
	header.Set("Cache-Control", "no-store")
	connection := http.NewResponseController(w)
	// The door's time limits are for short answers. An error means that the server
	// in front has none.
	_ = connection.SetReadDeadline(time.Time{})
	err = file.Write(r.Context(), w, func(int) error {
		// Deadlines are of the machine's clock, whatever ours says.
		_ = connection.SetWriteDeadline(time.Now().Add(exportPause))
		return connection.Flush()
	})
	if err != nil {
		if r.Context().Err() == nil {
			e.Log.Warn("an export was cut", "request", account.RequestIDFrom(r.Context()), "error", err)
		}
		panic(http.ErrAbortHandler)
	}
}

// exportStatus is how a refused export is told in HTTP.
var exportStatus = map[account.Code]int{
	account.Unauthenticated: http.StatusUnauthorized, account.Forbidden: http.StatusForbidden,
	account.InvalidArgument: http.StatusBadRequest, account.NotFound: http.StatusNotFound, account.StoreIsBusy: http.StatusServiceUnavailable,
}

func (e *exports) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status, known := exportStatus[account.CodeOf(err)]
	if !known {
		status = http.StatusInternalServerError
		e.Log.Error("an export failed", "request", account.RequestIDFrom(r.Context()), "error", err)
	}
	refuse(w, r, status, err)
}
