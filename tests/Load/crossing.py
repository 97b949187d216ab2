"""The part of scale that has several nodes: CPU per call with 1, 2 and 3 of them, for calls that stay on a node and calls that cross."""
import os, sys, time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Cluster"))
from lab import cluster as clusters, network, processes, product, report
from sipp import *

CONNECTORS, WARM_UP, IDLE, CALLED, PORT = 12, 8, 4, network.FAR_ENDS + ".200.1", 5080
answers = callee("answers", recv(request="INVITE", rrs="true"), send(response(180, "Ringing")), '<pause milliseconds="100"/>',
                 send(response(200, "OK", SDP.format(version=1, port=42000)), retrans=500), recv(request="ACK"), recv(request="BYE"),
                 send(response(200, "OK", contact=False, tag="")))
calls = scenario("calls", invite(), recv(response=100, optional="true"), recv(response=180), recv(response=200, rrs="true"), send(in_dialog("ACK", 1)),
                 '<pause milliseconds="500"/>', send(in_dialog("BYE", 2), retrans=500), recv(response=200))


def calling(node):
    """The calling PBX of a node."""
    return f"{network.FAR_ENDS}.201.{node.number}"


def set_up(cluster):
    """{node: numbers of the connectors whose home it is}"""
    api = cluster.nodes[0].api
    common = dict(siteId=cluster.site, limits=product.UNBOUNDED)
    api.change("createConnector", "connector { id }", *[
        dict(common, name=f"calling {node.number}", connectionType="GENERIC_IP_AUTH", ipAddress=calling(node), allowTransit=True,
             extensionRanges=[dict(min=f"{100 * node.number}", max=f"{100 * node.number + 99}")]) for node in cluster.nodes])
    cluster.create_connectors(dict(common, name=f"c{n:04}", connectionType="GENERIC_PASSWORD_AUTH", username=f"u{n}", password="secret", register=False,
                                   ipAddress=f"{CALLED}:{PORT}", extensionRanges=[dict(min=f"{2000 + n * 10}", max=f"{2009 + n * 10}")]) for n in range(CONNECTORS))
    for n in range(CONNECTORS):
        cluster.wait_route(str(2000 + n * 10))
    time.sleep(2)
    homes = {name: trunk["node"] for name, trunk in api.trunks(cluster.site).items() if name.startswith("c0")}
    return {node: [2000 + int(name[1:]) * 10 for name, home in homes.items() if home == node.name] for node in cluster.nodes}


def run(cluster, homes, crosses, rate, seconds):
    """(calls, those that did not end well, CPU microseconds for each call over all nodes), with that many calls a second for each node."""
    one = []
    for node in cluster.nodes:
        numbers = [n for other in cluster.nodes if (other is not node) == crosses for n in homes[other]]
        path = os.path.join(cluster.folder, f"{node.name}.csv")
        with open(path, "w") as out:
            out.write("SEQUENTIAL\n" + "".join(f"{n}\n" for n in numbers))
        one.append(Sipp(f"calls-{node.name}", calls, (calling(node), 5090), f"{node.sip}:5060", "-inf", path, "-r", str(rate), "-l", "10000",
                        "-recv_timeout", "20000", calls=rate * (WARM_UP + seconds)))
    def done():
        return sum(s.last("TotalCallCreated")[0] for s in one), sum(s.last("FailedCall(C)")[0] for s in one)
    def cpu():
        return sum(processes.cpu_seconds(node.pid) for node in cluster.nodes)
    try:
        time.sleep(WARM_UP)
        (calls_before, _), cpu_before = done(), cpu()
        time.sleep(seconds - 1)
        (calls_after, _), cpu_after = done(), cpu()
        for s in one:
            s.wait(60)
        _, failed = done()
        made = sum(s.last("SuccessfulCall(C)")[0] for s in one)
        for s in one:
            if s.errors():
                print(s.errors()[:600], flush=True)
        return made + failed, failed, (cpu_after - cpu_before) / max(1, calls_after - calls_before) * 1e6
    finally:
        for s in one:
            s.remove()


def main(rate, seconds):
    rows, bad = [], 0
    for count in (1, 2, 3):
        with clusters.Cluster(count, options=[("Sip:Digest:Algorithms:0", "Md5")]) as cluster:
            callee_process = Sipp("answers", answers, (CALLED, PORT))
            try:
                homes = set_up(cluster)
                found = [(crosses, *run(cluster, homes, crosses, rate, seconds)) for crosses in (False, True)[:min(count, 2)]]
                # What the nodes use of themselves, when the compiler has nothing left to do.
                time.sleep(IDLE)
                before = sum(processes.cpu_seconds(node.pid) for node in cluster.nodes)
                time.sleep(IDLE)
                idle = (sum(processes.cpu_seconds(node.pid) for node in cluster.nodes) - before) / IDLE
                for crosses, made, failed, us in found:
                    bad += failed
                    rows.append((count, "crosses" if crosses else "stays", rate * count, made, failed, round(us), round(us - idle / (rate * count) * 1e6), f"{idle * 100:.1f} %", round(1e6 / us)))
                    print(f"    {rows[-1]}", flush=True)
            finally:
                callee_process.remove()
    print()
    report.table(("nodes", "call", "per s", "calls", "failed", "CPU us per call", "without idle", "idle, of a core", "calls/s of a core"), rows)
    stays = {row[0]: row[6] for row in rows if row[1] == "stays"}
    crosses = {row[0]: row[6] for row in rows if row[1] == "crosses"}
    print(f"{'MISSED' if bad else 'MET'}: CPU per call with 1, 2, 3 nodes {'/'.join(str(v) for v in stays.values())} us; crossing costs "
          f"{' and '.join(f'{crosses[n] / stays[n]:.2f}' for n in crosses)} times a call that stays; {bad} calls failed")
    return 1 if bad else 0
