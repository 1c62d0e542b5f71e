package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"gatehouse/internal/testkit"
)

// shell runs what stands on a page as if it were typed, but for two things: a server
// runs in the background once it is ready, and systemctl is about that server.
const shell = `
serving() { tries=0; until command gatehouse status -data ./data >/dev/null 2>&1; do
	kill -0 "$server"; tries=$((tries + 1)); test "$tries" -lt 300; sleep 0.1; done; }
gatehouse() {
	if [ "$1" != serve ] || [ "${2:-}" = -print-config ]; then command gatehouse "$@"; return; fi
	shift; flags="$*"
	if kill -0 "${server:-nobody}" 2>/dev/null; then systemctl stop; fi
	command gatehouse serve "$@" -addr 127.0.0.1:0 -ops-addr '' >>serve.log 2>&1 & server=$!
	echo "$server" >server.pid; serving
}
systemctl() {
	kill -TERM "$server"; wait "$server"
	if [ "$1" = restart ]; then gatehouse serve $flags; fi
}
mkdir -p backups other-disk safe-place
gatehouse serve -data ./data -deletions-log ./other-disk/deletions.log
cp ./data/hold-keys.json ./data/receipt-key.json ./data/receipt-key.pub ./safe-place/
gatehouse import -data ./data -site help people.csv
`

// aside takes the placeholders of the page's other commands, one behind the other.
const aside = `
token=$(gatehouse token create -data ./data -role ORGANIZATION_ADMIN -json | sed 's/.*"id":"\(tok_[0-9a-f]*\)".*/\1/')
backup=$(echo ./backups/gatehouse-* | cut -d ' ' -f 1)
`

// TestOperationsPage runs every block of docs/operations.md in its order, and then
// each command that stands within its text.
func TestOperationsPage(t *testing.T) {
	const page = "../../docs/operations.md"
	var script strings.Builder
	script.WriteString(shell)
	blocks := testkit.Examples(t, page)
	for _, b := range blocks {
		script.WriteString("echo '$ the next block'\n" + b.Code)
	}
	script.WriteString(aside)
	commands := regexp.MustCompile("`(gatehouse [a-z]+ [^`]*-[^`]*)`").FindAllStringSubmatch(string(read(t, page)), -1)
	seen := map[string]bool{}
	for _, c := range commands {
		command := strings.NewReplacer("DIR2", "./restored", "DIR", "./data", "BACKUP", "$backup", "LOG", "./other-disk/deletions.log", "tok_…", "$token",
			"-receipt FILE", "-receipt receipt.json", "-key receipt-key.pub", "-key ./data/receipt-key.pub").Replace(c[1])
		if !seen[command] && !strings.Contains(command, "receipt.json") { // keys.txtar and verify_receipt have that one.
			seen[command] = true
			script.WriteString("echo '$ " + command + "'\n" + command + "\n")
		}
	}
	if len(blocks) < 4 || len(seen) < 7 {
		t.Fatalf("got %d blocks and %d commands of %s, want all of them", len(blocks), len(seen), page)
	}
	script.WriteString("systemctl stop\necho done\n")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "people.csv"), []byte("name,email\nAnn Lee,ann@acme.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "bash", "-eu", "-o", "pipefail", "-c", script.String())
	command.Dir = dir
	out, err := command.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "done\n") {
		t.Errorf("the commands of %s end with %v:\n%s", page, err, out)
		if log, err := os.ReadFile(filepath.Join(dir, "serve.log")); err == nil {
			t.Logf("the servers said:\n%s", log)
		}
		stopLeft(t, filepath.Join(dir, "server.pid"))
	}
}

// stopLeft ends the server that a failed script left behind.
func stopLeft(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		return
	}
	if pid := number(string(text)); pid > 1 {
		_ = syscall.Kill(pid, syscall.SIGTERM)
	}
}

func number(text string) (n int) {
	for _, digit := range strings.TrimSpace(text) {
		n = 10*n + int(digit-'0')
	}
	return n
}
