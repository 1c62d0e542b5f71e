package cli

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
)

// firstHandedOver is where the sockets begin that a process is started with.
const firstHandedOver = 3

// handedOver gives the socket that whoever started this process listens on for it, as
// systemd does by a socket unit (sd_listen_fds(3)); nil: none. Connections wait in it
// while no process runs, so a restart loses none.
func handedOver(env func(string) (string, bool)) (net.Listener, error) {
	process, _ := env("LISTEN_PID")
	count, _ := env("LISTEN_FDS")
	if process != strconv.Itoa(os.Getpid()) || count == "" || count == "0" {
		return nil, nil // What stands there is meant for another process.
	}
	if count != "1" {
		return nil, fmt.Errorf("%s sockets were handed over, and there is use for one: keep one ListenStream in gatehouse.socket", count)
	}
	syscall.CloseOnExec(firstHandedOver)
	file := os.NewFile(firstHandedOver, "handed over")
	listener, err := net.FileListener(file)
	if err != nil {
		return nil, fmt.Errorf("use the socket that was handed over: %w: its ListenStream is a HOST:PORT", err)
	}
	if closed := file.Close(); closed != nil { // The listener has its own.
		return nil, closed
	}
	if _, ok := listener.(*net.TCPListener); !ok {
		return nil, fmt.Errorf("the socket that was handed over is %s: its ListenStream is a HOST:PORT", listener.Addr().Network())
	}
	return listener, nil
}
