package crash

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// busyLimit is the share of a core that a server may take while it can't write. One
// that spins takes a half and more; seen: 0.00 to 0.03.
const busyLimit = 0.4

// TestNoRoom lets no file of a running server grow: changes are refused, reads go
// on, the processor stays idle, and all is well once there is room.
func TestNoRoom(t *testing.T) {
	w := newWorld(t, t.TempDir(), 20)
	room := func(bytes uint64) {
		limit := unix.Rlimit{Cur: bytes, Max: unix.RLIM_INFINITY}
		if err := unix.Prlimit(w.p.command.Process.Pid, unix.RLIMIT_FSIZE, &limit, nil); err != nil {
			t.Fatal(err)
		}
	}
	w.fullDisk(func() { room(0) }, func() { room(unix.RLIM_INFINITY) }, true)
}

// TestDiskFull fills a small file system with the whole directory on it, then one
// with the index alone. Where none can be mounted TestNoRoom has to do.
func TestDiskFull(t *testing.T) {
	for name, folder := range map[string]string{"store": "", "index": "search"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			disk := filepath.Join(dir, folder)
			if err := os.MkdirAll(disk, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=8m"); errors.Is(err, syscall.EPERM) {
				t.Logf("no file system can be mounted here (%v): not tried with a full one", err)
				return
			} else if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := syscall.Unmount(disk, 0); err != nil {
					t.Error(err)
				}
			})
			w := newWorld(t, dir, 20)
			filler := filepath.Join(disk, "filler")
			w.fullDisk(func() { fill(t, filler) }, func() {
				if err := os.Remove(filler); err != nil {
					t.Fatal(err)
				}
			}, folder == "")
		})
	}
}

// fullDisk takes the room away and gives it back. A full disk of the store refuses
// changes; that of the index alone need not.
func (w *world) fullDisk(take, give func(), refuses bool) {
	w.t.Helper()
	take()
	refused := 0
	for range 200 {
		_, code := w.tryInvite()
		if code == "TRY_AGAIN" {
			refused++
		} else if code != "" {
			w.t.Fatalf("got %s without room, want TRY_AGAIN or success\n%s", code, w.p.output)
		}
	}
	if refuses && refused == 0 {
		w.t.Error("no change was refused, want TRY_AGAIN")
	}
	for _, who := range w.client.people[:20] {
		wrong, err := compare(w.p, who)
		if err != nil || len(wrong) > 0 {
			w.t.Fatalf("reads without room: got %v, error %v\n%s", wrong, err, w.p.output)
		}
	}
	before := w.processorTime()
	const look = 2 * time.Second
	<-time.After(look)
	share := float64(w.processorTime()-before) / float64(look)
	w.t.Logf("the server takes %.2f of a core while it can't write", share)
	if share > busyLimit {
		w.t.Errorf("the server takes %.2f of a core while it can't write, want less than %.2f", share, busyLimit)
	}
	give()
	deadline := time.Now().Add(patience)
	for {
		_, code := w.tryInvite()
		if code == "" {
			break
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("changes still get %s although there is room\n%s", code, w.p.output)
		}
		<-time.After(50 * time.Millisecond)
	}
	w.check()
	w.t.Logf("%d of 200 changes were refused; the log has %d lines", refused, strings.Count(w.p.output.String(), "\n"))
	w.stop()
	w.p = start(w.t, w.dir)
	w.check()
	w.stop()
}

// processorTime is what the server has used so far.
func (w *world) processorTime() time.Duration {
	w.t.Helper()
	var clock unix.Timespec
	// The clock of another process, as clock_getcpuclockid(3) makes its number.
	if err := unix.ClockGettime(int32(^w.p.command.Process.Pid<<3|2), &clock); err != nil {
		w.t.Fatal(err)
	}
	return time.Duration(clock.Nano())
}

// fill writes a file until there is no room.
func fill(t *testing.T, path string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for size := 1 << 16; size > 0; {
		_, err := file.Write(make([]byte, size))
		if errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
