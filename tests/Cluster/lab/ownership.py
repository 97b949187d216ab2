"""Who registered a connector, for how long, as its far end saw it.

A registration's life is what has one Call-ID: each home of a connector takes a new one. Two homes at the same time are two lives that
overlap: the later one had begun when the former one still sent a REGISTER.
"""
import collections

Life = collections.namedtuple("Life", "far user source call_id first last count ended")


def lives(log):
    """The lives of each (far end, user), in the order in which they began; only what was granted counts."""
    found = {}
    for r in log:
        if r.status != 200:
            continue
        key = r.far, r.user, r.call_id, r.source
        life = found.get(key)
        if r.expires:
            found[key] = Life(r.far, r.user, r.source, r.call_id, life.first if life else r.at, r.at, (life.count if life else 0) + 1, None)
        elif life:
            found[key] = life._replace(ended=r.at)
    grouped = collections.defaultdict(list)
    for life in sorted(found.values(), key=lambda life: life.first):
        grouped[life.far, life.user].append(life)
    return grouped


def overlaps(log):
    """For each (far end, user) with more than one life: the longest time for which two registered it, 0 when none did."""
    worst = {}
    for key, several in lives(log).items():
        longest, latest = 0.0, several[0].last
        for life in several[1:]:
            longest = max(longest, latest - life.first)
            latest = max(latest, life.last)
        worst[key] = max(0.0, longest)
    return worst


def owner(log):
    """The source of the last granted REGISTER of each (far end, user)."""
    last = {}
    for r in log:
        if r.status == 200 and r.expires:
            last[r.far, r.user] = r.source
    return last


def taken_over(log, since, keys):
    """How long after that moment each of them was first registered again; what was not is missing."""
    times = {}
    for r in log:
        key = r.far, r.user
        if r.status == 200 and r.expires and r.at > since and key in keys and key not in times:
            times[key] = r.at - since
    return times


def longest_absence(log, since, until):
    """The longest time between these moments for which a far end had no binding of ours at all."""
    bound, worst = collections.defaultdict(dict), 0.0
    for r in log:
        if r.status != 200 or r.at > until:
            continue
        contacts = bound[r.far, r.user]
        if contacts:
            worst = max(worst, r.at - max(since, *contacts.values()))
        contacts[r.contact] = r.at + r.expires
    return max([worst] + [until - max(since, *contacts.values()) for contacts in bound.values()])
