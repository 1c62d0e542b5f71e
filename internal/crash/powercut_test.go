package crash

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// shortCuts are part of every test run; GATEHOUSE_CRASH_CUTS asks for more.
const shortCuts = 4

// TestPowerCut does what TestCrash does with the power cut instead of a kill: what
// the operating system had taken, and not yet given to the disk, is lost. Where no
// file system can be mounted it says so, and goes on with a copy of the directory as
// a stopped process leaves it, which is as hard as a kill.
func TestPowerCut(t *testing.T) {
	d, err := newDisk(t)
	if err != nil {
		t.Logf("NO POWER IS CUT: no file system can be mounted here (%v). A copy of the directory stands in for it.", err)
	}
	h := newHarnessIn(t, filepath.Join(d.mount, "data"), seed(t))
	h.end = d.cut
	h.run(asked(t, "GATEHOUSE_CRASH_CUTS", shortCuts))
}

// diskSize is that of the file system, in bytes. The file behind it is sparse.
const diskSize = 256 << 20

// settleTime is how long nothing may have reached the disk before it is copied:
// what a process was waiting for when it was stopped still ends.
const settleTime = 50 * time.Millisecond

// disk is a file system in a file. The file holds what would be on the disk if the
// power were cut now: the rest is in the operating system's memory.
type disk struct {
	t     *testing.T
	image string // "": none can be mounted, mount is a directory like any other.
	mount string
}

// newDisk makes one and mounts it. The disk that comes with an error is a plain
// directory.
func newDisk(t *testing.T) (*disk, error) {
	t.Helper()
	dir := t.TempDir()
	d := &disk{t: t, mount: filepath.Join(dir, "disk")}
	if err := os.Mkdir(d.mount, 0o700); err != nil {
		t.Fatal(err)
	}
	image := filepath.Join(dir, "image")
	if err := os.WriteFile(image, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(image, diskSize); err != nil {
		t.Fatal(err)
	}
	if err := tool("mkfs.ext4", "-q", image); err != nil {
		return d, err
	}
	if err := tool("mount", "-o", "loop", image, d.mount); err != nil {
		return d, err
	}
	d.image = image
	t.Cleanup(func() {
		if err := tool("umount", d.mount); err != nil {
			t.Error(err)
		}
	})
	return d, nil
}

func tool(name string, args ...string) error {
	if text, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %.200s", name, err, text)
	}
	return nil
}

// cut ends a process by a power cut: what it is served from afterwards is the disk
// as it stood when the process was stopped.
func (d *disk) cut(p *process) {
	d.t.Helper()
	if err := p.command.Process.Signal(syscall.SIGSTOP); err != nil {
		d.t.Fatalf("%v\n%s", err, p.output)
	}
	if d.image == "" {
		d.check(tool("cp", "-a", d.mount, d.mount+".cut"))
		p.kill()
		d.check(os.RemoveAll(d.mount))
		d.check(os.Rename(d.mount+".cut", d.mount))
		return
	}
	cut := d.image + ".cut"
	for copied := false; !copied; {
		before := d.written()
		time.Sleep(max(0, settleTime-time.Since(before)))
		d.check(tool("cp", "--sparse=always", d.image, cut))
		// The file system writes by itself every few seconds. A copy from before and
		// after such a write is none that a cut could leave.
		copied = d.written().Equal(before)
	}
	p.kill()
	d.check(tool("umount", d.mount))
	d.check(os.Rename(cut, d.image))
	d.check(tool("mount", "-o", "loop", d.image, d.mount))
}

// written is when something reached the disk last.
func (d *disk) written() time.Time {
	info, err := os.Stat(d.image)
	d.check(err)
	return info.ModTime()
}

func (d *disk) check(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}
