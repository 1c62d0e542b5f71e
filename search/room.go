package search

import (
	"runtime"
	"sync"
)

// rebuildWorkers are the places for a rebuild: five goroutines of it may keep a core busy
// at once (the one that fills, the engine's merger and persister, and two of the
// analysis), and one place more for the questions that come meanwhile.
const rebuildWorkers = 6

// room gives the scheduler places for the workers of rebuilds. Without them a question
// waits for the end of a worker's turn, of ten milliseconds and more; with them the
// system, which has shorter turns and favours who has slept, shares the cores out.
var room struct {
	sync.Mutex
	rebuilds int
	before   int
}

// makeRoom makes places until leave is called.
func makeRoom() (leave func()) {
	room.Lock()
	defer room.Unlock()
	if room.rebuilds == 0 {
		room.before = runtime.GOMAXPROCS(0)
		runtime.GOMAXPROCS(room.before + rebuildWorkers)
	}
	room.rebuilds++
	return func() {
		room.Lock()
		defer room.Unlock()
		if room.rebuilds--; room.rebuilds > 0 {
			return
		}
		runtime.SetDefaultGOMAXPROCS() // Which follows the limits of a container again.
		if runtime.GOMAXPROCS(0) != room.before {
			runtime.GOMAXPROCS(room.before)
		}
	}
}
