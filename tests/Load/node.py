"""Starts, sets up and ends a Release node for the load scripts. Loopback only; every wait has a bound."""
import glob, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.error, urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BENCH = os.environ.get("BENCH", os.path.join(os.path.dirname(ROOT), "shared", "bench"))
PROGRAM = os.path.join(ROOT, "silo", "bin", "Release", "net10.0", "system-connector.dll")
KEY = "load-scripts-key-0123456789"
PREFIX = "sc-load-"
START_SECONDS = 120
UNBOUNDED = dict(channels=0, callsPerSecond=0, pendingTransactions=0)  # what a connector may take is not what is measured


def build():
    """Builds the node unless what is built is newer than every source file."""
    if os.path.exists(PROGRAM):
        built = os.path.getmtime(PROGRAM)
        sources = [f for part in ("sip", "grains", "api", "console", "silo", "eng") for f in glob.glob(f"{ROOT}/{part}/**/*.*", recursive=True)
                   if not re.search(r"/(bin|obj)/", f)] + glob.glob(f"{ROOT}/Directory.*") + glob.glob(f"{ROOT}/global.json")
        if all(os.path.getmtime(f) <= built for f in sources):
            return
    done = subprocess.run(["dotnet", "build", "-c", "Release", "silo"], cwd=ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
    if done.returncode:
        sys.exit(done.stdout)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def certificate():
    """A certificate for 127.0.0.1 and its key; the path without .crt and .key."""
    path = os.path.join(tempfile.mkdtemp(prefix=PREFIX), "node")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path + ".key", "-out", path + ".crt"],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=60)
    return path


class Node:
    """A node's process: PID is its own."""

    def __init__(self, sip="127.0.0.1:5060", directory=None, options=()):
        self.sip, self.directory, self.options = sip, directory or tempfile.mkdtemp(prefix=PREFIX), options
        self.api = f"http://127.0.0.1:{free_port()}"

    def start(self):
        """Starts it and waits until it serves; says how many seconds that took."""
        log = open(os.path.join(self.directory, "node.log"), "ab")
        began = time.monotonic()
        self.process = subprocess.Popen(
            ["dotnet", PROGRAM, f"--Sip:Listen:0=udp:{self.sip}", f"--Sip:Listen:1=tcp:{self.sip}", f"--Api:Urls={self.api}",
             f"--Api:BootstrapKey={KEY}", f"--Storage:Directory={self.directory}",
             "--Sip:Digest:Algorithms:0=Md5", *self.options],  # SIPp 3.6 reads only the first challenge and knows only MD5
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.directory, start_new_session=True)
        self.pid = self.process.pid
        while time.monotonic() - began < START_SECONDS:
            if self.process.poll() is not None:
                self.fail(f"the node ended with {self.process.returncode}")
            try:
                with urllib.request.urlopen(self.request("/graphql?query=%7B__typename%7D"), timeout=2) as answer:
                    if answer.status == 200:
                        return time.monotonic() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        self.fail(f"the node is not ready after {START_SECONDS} s")

    def stop(self):
        end(self.pid)
        self.process.wait(10)

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)

    def fail(self, what):
        with open(os.path.join(self.directory, "node.log"), errors="replace") as log:
            print(log.read()[-4000:], file=sys.stderr)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)
        self.remove()
        sys.exit(what)

    def cpu_seconds(self):
        """CPU time used since its start, threads that ended included."""
        return time.clock_gettime_ns((~self.pid << 3) | 2) / 1e9

    def rss_mb(self):
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    # ---- GraphQL ----

    def request(self, path, body=None):
        headers = {"Authorization": f"Bearer {KEY}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        return urllib.request.Request(self.api + path, data=body, headers=headers)

    def query(self, document, **variables):
        body = json.dumps({"query": document, "variables": variables}).encode()
        try:
            with urllib.request.urlopen(self.request("/graphql", body), timeout=60) as answer:
                result = json.load(answer)
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"GraphQL: {error.code} {error.read().decode(errors='replace')[:2000]}") from error
        if result.get("errors"):
            raise RuntimeError(f"GraphQL: {json.dumps(result['errors'])[:2000]}")
        return result["data"]

    def change(self, mutation, selection, *inputs):
        """Several changes of one kind in one request; fails on the first that is refused."""
        kind = mutation[0].upper() + mutation[1:] + "Input!"
        document = "mutation Change(" + " ".join(f"$i{n}: {kind}" for n in range(len(inputs))) + ") {" + " ".join(
            f"c{n}: {mutation}(input: $i{n}) {{ {selection} errors {{ __typename ... on Error {{ field message }} }} }}" for n in range(len(inputs))) + "}"
        data = self.query(document, **{f"i{n}": one for n, one in enumerate(inputs)})
        for payload in data.values():
            if payload["errors"]:
                raise RuntimeError(f"{mutation} refused: {json.dumps(payload['errors'])[:2000]}")
        return [data[f"c{n}"] for n in range(len(inputs))]

    def default_site(self):
        """The id of the default site; there is one afterwards."""
        for site in self.query("{ sites { nodes { id isDefault } } }")["sites"]["nodes"]:
            if site["isDefault"]:
                return site["id"]
        return self.change("createSite", "site { id }", {"name": "Load", "isDefault": True})[0]["site"]["id"]

    def wait_route(self, site, number, outcome="REMOTE", seconds=20):
        until = time.monotonic() + seconds
        while True:
            route = self.query("query E($s: ID!, $n: String!) { explainRoute(siteId: $s, number: $n) { outcome summary } }", s=site, n=number)["explainRoute"]
            if route and route["outcome"] == outcome:
                return
            if time.monotonic() > until:
                self.fail(f"{number} is not routed {outcome}: {route}")
            time.sleep(0.05)


def end(pid, seconds=15):
    """Asks a process to end, and makes it end after the bound."""
    def gone():
        try:
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                return True
        except OSError:
            pass
        return not os.path.exists(f"/proc/{pid}")
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if gone():
                return
            time.sleep(0.05)


def set_up_for_bench(node, uas_digest=False, register=False):
    """What the harness's README says under "Our node must"."""
    site = node.default_site()
    west = dict(siteId=site, limits=UNBOUNDED, name="Calling PBX", connectionType="GENERIC_IP_AUTH", ipAddress="127.0.0.2",
                extensionRanges=[dict(min="100", max="199")], allowTransit=True)
    east = dict(siteId=site, limits=UNBOUNDED, name="Called PBX", ipAddress="127.0.0.3:5080", extensionRanges=[dict(min="200", max="299")])
    if uas_digest:
        east.update(connectionType="GENERIC_PASSWORD_AUTH", username="trunk", password="secret", register=False)
    else:
        east.update(connectionType="GENERIC_IP_AUTH")
    node.change("createConnector", "connector { id }", west, east)
    node.wait_route(site, "200")
    if register:
        node.change("putLocalNumbers", "localNumbers { number }", dict(siteId=site, numbers=[
            dict(number=str(n), kind="EXTENSION", owner="", secret="secret") for n in range(1000, 2000)]))
        node.wait_route(site, "1999", "LOCAL")
