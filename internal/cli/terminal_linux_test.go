package cli_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal opens a pseudo terminal: what a process writes to the second file comes
// out of the first.
func terminal(t *testing.T) (screen, tty *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { screen.Close() })
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tty.Close() })
	return screen, tty
}

// drawn reads all that is drawn from now on: a terminal gives it in pieces, as they
// come through, and keeps some thousand characters only for who reads late. What it
// returns is called once the process has ended.
func drawn(screen, tty *os.File) (shown func() string) {
	all := make(chan string, 1)
	go func() {
		text, _ := io.ReadAll(screen) // Its error says that nobody writes any more.
		all <- string(text)
	}()
	return func() string {
		tty.Close()
		return <-all
	}
}

// TestGreeting starts a server at a terminal: the token and the links are shown
// there, and only there.
func TestGreeting(t *testing.T) {
	screen, tty := terminal(t)
	dir := t.TempDir()
	log, err := os.Create(t.TempDir() + "/log")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	command := exec.Command("gatehouse", "serve", "-data", dir, "-addr", "127.0.0.1:0")
	command.Stdout, command.Stderr = tty, log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	defer command.Wait()
	defer command.Process.Signal(syscall.SIGTERM)
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(screen); scanner.Scan(); {
			lines <- strings.TrimSpace(scanner.Text())
		}
	}()
	var shown []string
	limit := time.After(patience)
	for len(shown) == 0 || !strings.HasPrefix(shown[len(shown)-1], "GraphiQL") {
		select {
		case line := <-lines:
			shown = append(shown, line)
		case <-limit:
			t.Fatalf("nothing was shown at the terminal but %q", shown)
		}
	}
	secret, err := os.ReadFile(dir + "/first-token")
	if err != nil {
		t.Fatal(err)
	}
	token := strings.TrimSpace(string(secret))
	screenText := strings.Join(shown, "\n")
	for _, want := range []string{"Token     " + token, "/#token=" + token, "/graphiql#token=" + token} {
		if !strings.Contains(screenText, want) {
			t.Errorf("the terminal shows %q, want %q in it", screenText, want)
		}
	}
	logged, err := os.ReadFile(log.Name())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(logged), token) || !strings.Contains(string(logged), "listening") {
		t.Errorf("the log is %q, want the address without the token", logged)
	}
}

// TestProgress imports a file at a terminal: a bar moves, and is gone at the end.
func TestProgress(t *testing.T) {
	screen, tty := terminal(t)
	file := t.TempDir() + "/people.csv"
	var rows strings.Builder
	rows.WriteString("name,email\n")
	for i := range 3000 {
		fmt.Fprintf(&rows, "Person %d,p%d@acme.example\n", i, i)
	}
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("gatehouse", "import", "-data", t.TempDir(), "-site", "help", file)
	command.Stderr = tty
	shown := drawn(screen, tty)
	out, err := command.Output()
	if err != nil || !strings.Contains(string(out), "created          3000") {
		t.Fatalf("got %s, error %v", out, err)
	}
	text := shown()
	if !strings.Contains(text, "Importing ") || !strings.Contains(text, "[==") || !strings.Contains(text, "1000 rows") {
		t.Errorf("the terminal shows %q, want a bar", text)
	}
	if !strings.HasSuffix(text, "\r\x1b[K") {
		t.Errorf("the terminal ends with %q, want the bar cleared", text[max(0, len(text)-40):])
	}
}

// TestBulkProgress revokes at a terminal, wide and narrow: the bar says what is done
// and how far it is, no line is longer than the terminal, and nothing of it stays.
func TestBulkProgress(t *testing.T) {
	dir := t.TempDir()
	var people, addresses strings.Builder
	people.WriteString("name,email\n")
	addresses.WriteString("email\n")
	for i := range 2000 {
		fmt.Fprintf(&people, "Person %d,p%d@acme.example\n", i, i)
		fmt.Fprintf(&addresses, "p%d@acme.example\n", i)
	}
	files := [2]string{dir + "/people.csv", dir + "/addresses.csv"}
	for i, text := range []string{people.String(), addresses.String()} {
		if err := os.WriteFile(files[i], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data := dir + "/data"
	if out, err := exec.Command("gatehouse", "import", "-data", data, "-site", "help", files[0]).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v", out, err)
	}
	for _, c := range []struct {
		action, doing string
		width         uint16
		bar           bool
	}{{"revoke", "Revoking ", 80, true}, {"grant", "Granting ", 30, false}} {
		screen, tty := terminal(t)
		if err := unix.IoctlSetWinsize(int(tty.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: c.width}); err != nil {
			t.Fatal(err)
		}
		command := exec.Command("gatehouse", "bulk", "-data", data, "-site", "help", "-action", c.action, files[1])
		command.Stderr = tty
		shown := drawn(screen, tty)
		out, err := command.Output()
		if err != nil || strings.Count(string(out), "CHANGED") != 2000 {
			t.Fatalf("%s: got %.200s, error %v", c.action, out, err)
		}
		bars, summary, found := strings.Cut(shown(), "\r\x1b[K")
		lines := strings.Split(strings.ReplaceAll(bars, "\x1b[K", ""), "\r")
		if !found || len(lines) < 2 || !strings.HasPrefix(lines[1], c.doing) || strings.Contains(bars, "[=") != c.bar || !strings.Contains(summary, "CHANGED") {
			t.Errorf("the terminal shows %q, then %q; want the bar of %q, then the summary", bars, summary, c.action)
		}
		for _, line := range lines {
			if len(line) >= int(c.width) {
				t.Errorf("%q is too long for %d columns", line, c.width)
			}
		}
	}
}
