"""Processes that end with us, also when we are killed."""
import ctypes, os, signal, subprocess, threading, time

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)


def _end_with_parent():
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def start(command, **options):
    """Starts a program; by the main thread only, for with the thread that starts it, it ends."""
    assert threading.current_thread() is threading.main_thread()
    options.setdefault("stdin", subprocess.DEVNULL)
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent, **options)


def end(process, seconds=15):
    """Asks it to end, and makes it end after the bound. Gives back how it ended."""
    for signed in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is not None:
            break
        try:
            os.kill(process.pid, signal.SIGCONT)
            os.kill(process.pid, signed)
        except ProcessLookupError:
            pass
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
    return process.poll()


def cpu_seconds(pid):
    """CPU time used since its start, threads that ended included."""
    return time.clock_gettime_ns((~pid << 3) | 2) / 1e9


def rss_mb(pid):
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def wait_until(holds, seconds, what, every=0.05):
    """Waits until it holds and gives back what it gave; fails after the bound."""
    until = time.monotonic() + seconds
    while True:
        value = holds()
        if value:
            return value
        if time.monotonic() > until:
            raise RuntimeError(f"{what} within {seconds} s")
        time.sleep(every)
