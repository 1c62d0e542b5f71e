package cli

import (
	"io"
	"log/slog"
	"strings"
)

// logLevels are the names that -log-level takes.
var logLevels = map[string]slog.Level{
	"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

// logger gives a log of that form, from that level on.
func logger(out io.Writer, format, level string) (*slog.Logger, error) {
	lowest, known := logLevels[strings.ToLower(level)]
	if !known {
		return nil, misused("gatehouse serve -log-level warn", "-log-level is debug, info, warn or error, not %q", level)
	}
	options := &slog.HandlerOptions{Level: lowest}
	switch strings.ToLower(format) {
	case "json":
		return slog.New(slog.NewJSONHandler(out, options)), nil
	case "text":
		return slog.New(slog.NewTextHandler(out, options)), nil
	}
	return nil, misused("gatehouse serve -log-format json", "-log-format is text or json, not %q", format)
}
