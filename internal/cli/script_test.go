package cli_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/internal/cli"
)

var update = flag.Bool("update", false, "write the expected output in testdata/script anew")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gatehouse": gatehouse})
}

// gatehouse is main of the binary: scripts run it as a process of its own.
func gatehouse() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Main(ctx, os.Args[1:], &cli.Console{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.LookupEnv, Now: time.Now,
	}))
}

// TestScripts runs every script of testdata/script against the real command line.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"ready": ready,
			"get":   get,
			"gql":   gql,
			"mode":  mode,
			"field": field,
			"term":  term,
			"sql":   sqlite,

			"erased": erased,
		},
	})
}

// ready waits until the server of a directory answers every surface, and puts its
// address into $URL: ready DIR.
func ready(ts *testscript.TestScript, neg bool, args []string) {
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		dir, err := os.Open(ts.MkAbs(args[0]))
		if err != nil {
			return nil, err
		}
		defer dir.Close()
		// The directory may lie too deep for the address of a socket.
		return new(net.Dialer).DialContext(ctx, "unix", fmt.Sprintf("/proc/self/fd/%d/control.sock", dir.Fd()))
	}}}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		url, err := address(ctx, &client)
		if err == nil {
			ts.Setenv("URL", url)
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			ts.Fatalf("no server on %s: %v", args[0], err)
		}
	}
}

func address(ctx context.Context, client *http.Client) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://gatehouse/ready", nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var line struct{ Final struct{ URL string } }
	if err := json.NewDecoder(response.Body).Decode(&line); err != nil {
		return "", err
	}
	if line.Final.URL == "" {
		return "", errors.New("the server tells no address")
	}
	return line.Final.URL, nil
}

// get prints the status and the body of a page: get PATH.
func get(ts *testscript.TestScript, neg bool, args []string) {
	response, err := http.Get(ts.Getenv("URL") + args[0])
	ts.Check(err)
	show(ts, response)
}

// gql asks the API with a token or with the one that a file holds: gql TOKEN DOCUMENT.
func gql(ts *testscript.TestScript, neg bool, args []string) {
	show(ts, post(ts, args[0], args[1]))
}

func post(ts *testscript.TestScript, token, document string) *http.Response {
	if !strings.HasPrefix(token, "gh_") {
		token = strings.TrimSpace(ts.ReadFile(token))
	}
	body, err := json.Marshal(map[string]string{"query": document})
	ts.Check(err)
	request, err := http.NewRequest(http.MethodPost, ts.Getenv("URL")+"/graphql", bytes.NewReader(body))
	ts.Check(err)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	return response
}

func show(ts *testscript.TestScript, response *http.Response) {
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	_, err = io.WriteString(ts.Stdout(), response.Status+"\n"+string(body)+"\n")
	ts.Check(err)
}

// mode checks the permissions of a file: mode 0600 FILE.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// field takes a field of the JSON that was printed last: field NAME VARIABLE.
func field(ts *testscript.TestScript, neg bool, args []string) {
	var object map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &object))
	ts.Setenv(args[1], fmt.Sprint(object[args[0]]))
}

// term asks the processes in the background to end, as an init system would.
func term(ts *testscript.TestScript, neg bool, args []string) {
	for _, command := range ts.BackgroundCmds() {
		if err := command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			ts.Fatalf("ask the process to end: %v", err)
		}
	}
}

// erased waits for the receipt of a deletion and writes it to a file: erased TOKEN ID FILE.
func erased(ts *testscript.TestScript, neg bool, args []string) {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for range patience / (50 * time.Millisecond) {
		var answer struct {
			Data struct{ Node struct{ Receipt string } }
		}
		text := post(ts, args[0], fmt.Sprintf(`{node(id:%q){... on Deletion{receipt}}}`, args[1]))
		defer text.Body.Close()
		ts.Check(json.NewDecoder(text.Body).Decode(&answer))
		if receipt := answer.Data.Node.Receipt; receipt != "" {
			ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(receipt), 0o600))
			return
		}
		<-again.C
	}
	ts.Fatalf("%s is not erased from the files", args[1])
}

// sqlite changes a database behind everybody's back: sql FILE STATEMENTS. The
// driver is the store's.
func sqlite(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite3", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(args[1])
	ts.Check(errors.Join(err, db.Close()))
}
