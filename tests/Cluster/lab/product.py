"""A node as operators run it: a process of its own, known by its sockets only."""
import glob, http.client, json, os, re, shutil, signal, subprocess, threading, time

from . import network, processes, report

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
KEY = "cluster-scripts-key-0123456789"
MASTER_KEY = "c3lzdGVtLWNvbm5lY3Rvci1jbHVzdGVyLXNjcmlwdHM="
UNBOUNDED = dict(channels=0, callsPerSecond=0, pendingTransactions=0)  # what a connector may take is not what is measured


def program(folder, root=ROOT):
    """Builds the node where its source is newer, and copies it to a folder, which later builds do not touch."""
    if not shutil.which("dotnet"):
        report.skip("the .NET SDK is not installed")
    built = os.path.join(root, "silo", "bin", "Release", "net10.0")
    if not _is_current(root, os.path.join(built, "system-connector.dll")):
        done = subprocess.run(["dotnet", "build", "-c", "Release", "silo"], cwd=root, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, timeout=600, env=dict(os.environ, MSBUILDDISABLENODEREUSE="1"))
        if done.returncode:
            raise RuntimeError(done.stdout[-4000:])
    shutil.copytree(built, folder)
    return folder


def _is_current(root, path):
    if not os.path.exists(path):
        return False
    at = os.path.getmtime(path)
    sources = [f for part in ("sip", "grains", "api", "silo", "eng") for f in glob.glob(f"{root}/{part}/**/*.*", recursive=True) if not re.search(r"/(bin|obj)/", f)]
    return all(os.path.getmtime(f) <= at for f in sources + glob.glob(f"{root}/Directory.*") + glob.glob(f"{root}/global.json"))


def certificate(folder, addresses):
    """One certificate for all these addresses, and its key; the path without .crt and .key."""
    path = os.path.join(folder, "lab")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=cluster lab",
                    "-addext", "subjectAltName=" + ",".join(f"IP:{a}" for a in addresses), "-keyout", path + ".key", "-out", path + ".crt"],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=60)
    return path


class Refused(Exception):
    """A change that was refused with typed errors."""

    def __init__(self, errors):
        super().__init__(json.dumps(errors)[:2000])
        self.errors = errors
        self.kinds = {e["__typename"] for e in errors}


class GraphQl:
    """A node's API; a connection for each thread."""

    def __init__(self, address, port=8080):
        self.url = f"http://{address}:{port}/graphql"
        self._place, self._links = (address, port), threading.local()

    def query(self, document, seconds=60, **variables):
        return self._ask(json.dumps({"query": document, "variables": variables}).encode(), seconds)

    def _ask(self, body, seconds):
        for attempt in (1, 2):
            link = getattr(self._links, "link", None)
            fresh = link is None
            if fresh:
                link = self._links.link = http.client.HTTPConnection(*self._place, timeout=seconds)
            link.timeout = seconds
            if link.sock:
                link.sock.settimeout(seconds)
            try:
                link.request("POST", "/graphql", body, {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"})
                answer = link.getresponse()
                text = answer.read()
                break
            except (OSError, http.client.HTTPException):
                link.close()
                self._links.link = None
                # A connection that rested may have been closed meanwhile; a new one tells the truth.
                if fresh or attempt == 2:
                    raise
        try:
            result = json.loads(text)
        except ValueError:
            raise RuntimeError(f"GraphQL: {answer.status} {text[:500]!r}") from None
        if result.get("errors"):
            raise RuntimeError(f"GraphQL: {json.dumps(result['errors'])[:2000]}")
        return result["data"]

    def change(self, mutation, selection, *inputs, seconds=60):
        """Several changes of one kind in one request; raises Refused on the first that is refused."""
        kind = mutation[0].upper() + mutation[1:] + "Input!"
        document = "mutation Change(" + " ".join(f"$i{n}: {kind}" for n in range(len(inputs))) + ") {" + " ".join(
            f"c{n}: {mutation}(input: $i{n}) {{ {selection} errors {{ __typename ... on Error {{ field message }} }} }}" for n in range(len(inputs))) + "}"
        data = self.query(document, seconds, **{f"i{n}": one for n, one in enumerate(inputs)})
        for payload in data.values():
            if payload["errors"]:
                raise Refused(payload["errors"])
        return [data[f"c{n}"] for n in range(len(inputs))]

    def default_site(self):
        """The id of the default site; there is one afterwards."""
        for site in self.query("{ sites { nodes { id isDefault } } }")["sites"]["nodes"]:
            if site["isDefault"]:
                return site["id"]
        return self.change("createSite", "site { id }", {"name": "Lab", "isDefault": True})[0]["site"]["id"]

    def route(self, site, number, seconds=60):
        """(outcome, names of the candidates)"""
        found = self.query("query E($s: ID!, $n: String!) { explainRoute(siteId: $s, number: $n) { outcome candidates { name } } }", seconds, s=site, n=number)["explainRoute"]
        return (found["outcome"], [c["name"] for c in found["candidates"]]) if found else (None, [])

    def trunks(self, site, selection="state node usable since"):
        """{connector's name: its trunk} as this node knows them."""
        found, after = {}, None
        while True:
            page = self.query(f"query T($s: ID!, $a: String) {{ site(id: $s) {{ connectors(first: 200, after: $a) {{ nodes {{ id name trunk {{ {selection} }} }} "
                              "pageInfo { hasNextPage endCursor } } } }", s=site, a=after)["site"]["connectors"]
            found.update({node["name"]: node["trunk"] for node in page["nodes"]})
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]


class Node:
    """Node number N: its place, its process and its API."""

    def __init__(self, number, program, folder, settings):
        self.number, self.name, self.settings = number, f"n{number}", settings
        self.sip, self.program = network.moving(number), program
        self.place = network.Place(self.name, network.fixed(number))
        self.place.add(self.sip)
        self.folder = os.path.join(folder, self.name)
        os.makedirs(self.folder, exist_ok=True)
        self.log = os.path.join(self.folder, "node.log")
        self.api = GraphQl(self.place.address)
        self.process = None

    def start(self, wait=True):
        self.began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = processes.start([*self.place.prefix, "dotnet", os.path.join(self.program, "system-connector.dll"),
                                            *[f"--{key}={value}" for key, value in self.settings]], stdout=log, stderr=log, cwd=self.folder,
                                           env=dict(os.environ, DOTNET_CLI_TELEMETRY_OPTOUT="1"))
        if wait:
            self.wait()
        return self

    def wait(self, seconds=90):
        """Waits until it serves; gives back how long it has run by then."""
        processes.wait_until(self.is_serving, max(1, seconds - (time.monotonic() - self.began)), f"{self.name} did not serve", 0.02)
        return time.monotonic() - self.began

    def is_serving(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.log_tail()}")
        try:
            return self.api.query("{ __typename }", seconds=2)
        except (OSError, RuntimeError, http.client.HTTPException):
            return None

    @property
    def pid(self):
        return self.process.pid

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        """kill -9; gives back when."""
        at = time.monotonic()
        self.process.kill()
        self.process.wait(10)
        return at

    def freeze(self):
        at = time.monotonic()
        os.kill(self.pid, signal.SIGSTOP)
        return at

    def thaw(self):
        at = time.monotonic()
        os.kill(self.pid, signal.SIGCONT)
        return at

    def stop(self, seconds=60):
        """SIGTERM, and then waits; gives back how long it took."""
        began = time.monotonic()
        self.process.terminate()
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)
            raise RuntimeError(f"{self.name} did not stop within {seconds} s") from None
        return time.monotonic() - began

    def log_text(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def log_tail(self, entries=5):
        """Its last warnings and errors, and what it said last."""
        said = re.split(r"\n(?=(?:info|warn|fail|crit|dbug): )", self.log_text())
        worse = [entry for entry in said if entry.startswith(("warn", "fail", "crit"))][-entries:]
        return "\n".join(entry[:300] for entry in worse + [entry for entry in said[-entries:] if entry not in worse])

    def end(self):
        if self.process:
            processes.end(self.process)
        self.place.end()
