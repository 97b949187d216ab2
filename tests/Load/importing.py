"""What a connector costs while thousands are imported into one site."""
import time

import node as nodes

QUARTERS, BAR, BOUND_SECONDS = 4, 2.0, 500
LINE = "Branch {i:05},GENERIC_IP_AUTH,127.{a}.{b}.{c}:5999,{low}-{high},false"


def main(connectors):
    nodes.build()
    node = nodes.Node("127.0.0.1:5062")
    try:
        node.start()
        site = node.default_site()
        lines = [LINE.format(i=i, a=128 + i // 62500, b=i // 250 % 250, c=1 + i % 250, low=2_000_000 + i * 100, high=2_000_099 + i * 100) for i in range(connectors)]
        content = "\n".join(["name,connectionType,ipAddress,extensionRanges,enabled", *lines, ""])
        marks = [(node.cpu_seconds(), time.monotonic())]
        job = node.change("importConnectors", "job { id }", dict(siteId=site, format="CSV", content=content))[0]["job"]["id"]
        while len(marks) <= QUARTERS:
            now = node.query("query J($id: ID!) { job(id: $id) { state progress { done } faults { message } } }", id=job)["job"]
            if now["faults"] or now["state"] not in ("QUEUED", "RUNNING", "SUCCEEDED"):
                raise RuntimeError(f"the import ended: {now}")
            if time.monotonic() - marks[0][1] > BOUND_SECONDS:
                raise RuntimeError(f"not imported within {BOUND_SECONDS} s")
            if now["progress"]["done"] >= connectors * len(marks) // QUARTERS:
                marks.append((node.cpu_seconds(), time.monotonic()))
            else:
                time.sleep(0.05)
        print(f"{'connectors':>11} {'CPU ms each':>12} {'s':>6}")
        each = []
        for quarter, (before, after) in enumerate(zip(marks, marks[1:])):
            each.append((after[0] - before[0]) * 1000 * QUARTERS / connectors)
            print(f"{connectors * (quarter + 1) // QUARTERS:>11} {each[-1]:>12.2f} {after[1] - before[1]:>6.1f}")
        ratio = each[-1] / each[0]
        print(f"{'MET' if ratio <= BAR else 'MISSED'}: a connector costs {each[-1]:.2f} ms of CPU at the end, {ratio:.2f} times as much as at the beginning (bar {BAR})")
        return 0 if ratio <= BAR else 1
    except RuntimeError as error:
        node.fail(str(error))
    finally:
        if node.process.poll() is None:
            node.stop()
        node.remove()
