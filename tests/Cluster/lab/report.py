"""How a script says what it found. Status 0: met, 1: missed, 77: skipped, since this machine cannot run it."""
import sys

SKIPPED = 77
is_counted = False  # tests/run counts checks by the last line


def skip(reason):
    print(f"skipped {reason}\n0 passed, 0 failed, 1 skipped" if is_counted else f"SKIPPED: {reason}")
    sys.exit(SKIPPED)


def table(head, rows):
    """Columns as wide as they must be; numbers to the right."""
    cells = [[str(c) for c in head]] + [[f"{c:.2f}" if isinstance(c, float) else str(c) for c in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    numeric = [all(isinstance(row[i], (int, float)) or row[i] in ("", "-") for row in rows) for i in range(len(head))]
    for row in cells:
        print("  ".join(c.rjust(w) if n else c.ljust(w) for c, w, n in zip(row, widths, numeric)).rstrip())


def percentile(values, share):
    """The smallest value that at least this share of them does not exceed; nan of none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * share // 100) - 1))]


class Verdict:
    """Collects what was missed; the last line holds verdict and figures."""

    def __init__(self):
        self.missed, self.figures, self.kept = [], [], 0

    def require(self, holds, what, figure=None):
        """What must hold; the figure stands in the last line either way."""
        if not holds:
            self.missed.append(f"{what}" + (f" ({figure})" if figure else ""))
        else:
            self.kept += 1
            if figure:
                self.figures.append(figure)
        print(f"  {'ok    ' if holds else 'MISSED'} {what}" + (f": {figure}" if figure else ""), flush=True)

    def note(self, figure):
        self.figures.append(figure)

    def end(self):
        print(f"{'MISSED: ' + '; '.join(self.missed) if self.missed else 'MET: ' + '; '.join(self.figures)}", flush=True)
        if is_counted:
            print("".join(f"FAILED {what}\n" for what in self.missed) + f"{self.kept} passed, {len(self.missed)} failed, 0 skipped", flush=True)
        return 1 if self.missed else 0


def step(text):
    print(f"-- {text}", flush=True)
