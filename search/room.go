package search

import (
	"runtime"
	"runtime/debug"
	"sync"
	"syscall"
)

// rebuildWorkers are the places for a rebuild: four goroutines of it may keep a core busy
// at once (the one that fills, the engine's merger and persister, and that of the
// analysis), and two places more for the questions that come meanwhile.
const rebuildWorkers = 6

// rebuildGC is how much garbage may be made beside what is used, in percent, before it is
// collected while a rebuild runs, which makes much: questions wait for each collection.
const rebuildGC = 400

// room gives the scheduler places for the workers of rebuilds. Without them a question
// waits for the end of a worker's turn, of ten milliseconds and more; with them the
// system, which has shorter turns and favours who has slept, shares the cores out.
var room struct {
	sync.Mutex
	rebuilds int
	before   int
	gc       int // The percentage of before.
}

// makeRoom makes places until leave is called.
func makeRoom() (leave func()) {
	room.Lock()
	defer room.Unlock()
	if room.rebuilds == 0 {
		room.before = runtime.GOMAXPROCS(0)
		runtime.GOMAXPROCS(room.before + rebuildWorkers)
		if room.gc = debug.SetGCPercent(rebuildGC); room.gc < 0 || room.gc > rebuildGC {
			debug.SetGCPercent(room.gc)
		}
	}
	room.rebuilds++
	return func() {
		room.Lock()
		defer room.Unlock()
		if room.rebuilds--; room.rebuilds > 0 {
			return
		}
		debug.SetGCPercent(room.gc)
		runtime.SetDefaultGOMAXPROCS() // Which follows the limits of a container again.
		if runtime.GOMAXPROCS(0) != room.before {
			runtime.GOMAXPROCS(room.before)
		}
	}
}

// behindOthers runs work on a thread of its own, which the system lets wait for all others
// (nice 19): it takes the time that questions leave. Where the system refuses, it is as
// good as they are.
func behindOthers(work func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // For good: the thread ends with the goroutine.
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 19)
		done <- work()
	}()
	return <-done
}
