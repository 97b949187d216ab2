"""A cluster put together for one script, and taken apart again however the script ends."""
import concurrent.futures, os, shutil, signal, sys, tempfile, time, traceback

from . import agents, network, postgres, processes, product, registrars, report

PASSWORD = "correct-horse-battery"
FAR_END = network.FAR_ENDS + ".{}.{}"
PHONE = network.PHONES + ".{}.{}"


def far_address(n):
    return FAR_END.format(1 + n // 250, 1 + n % 250)


def phone_address(n):
    return PHONE.format(1 + n // 250, 1 + n % 250)


class Cluster:
    """with Cluster(3) as cluster: three nodes, their database, the far side.

    protocols   what nodes and the far side speak: udp, tcp, tls
    spare       so many more nodes have a place, and are not started
    options     further settings of each node: [(key, value)]
    far         the registrars
    standby     whether a node takes other nodes' addresses when they move to it
    program     the folder of the built node, for node N: a function, or one for all
    """

    def __init__(self, nodes=3, spare=0, protocols=("udp",), options=(), far=None, standby=True, program=None, api_port=8080):
        self.count, self.spare, self.protocols, self.options = nodes, spare, protocols, list(options)
        self.standby, self.program = standby, program
        self.registrars = far or registrars.Registrars(PASSWORD)
        self.nodes, self.all, self.database, self.far = [], [], None, None
        self.keep = os.environ.get("KEEP") == "1"

    def __enter__(self):
        network.require()
        postgres.require()
        for signed in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signed, lambda number, _: sys.exit(128 + number))
        # All that is written is below it; the database's user must get through.
        self.folder = tempfile.mkdtemp(prefix="sc-cluster-")
        os.chmod(self.folder, 0o711)
        try:
            if self.program is None:
                self.program = product.program(os.path.join(self.folder, "program"))
            self._set_up()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def _set_up(self):
        network.enter()
        total = self.count + self.spare
        addresses = [network.moving(n + 1) for n in range(total)] + [far_address(n) for n in range(100)]
        self.certificate = product.certificate(self.folder, addresses) if "tls" in self.protocols else None
        self.database_place = network.Place("db", network.DATABASE)
        self.database = postgres.Postgres(self.database_place, os.path.join(self.folder, "database"))
        self.far = agents.FarSide(self.registrars, self.protocols, self.certificate)
        for number in range(1, total + 1):
            program = self.program(number) if callable(self.program) else self.program
            self.all.append(product.Node(number, program, self.folder, self.settings(number, total)))
        self.nodes = self.all[:self.count]
        self.start(self.nodes)
        self.site = self.nodes[0].api.default_site() if self.nodes else None

    def settings(self, number, total):
        """What node N is told."""
        listen = [f"{p}:{{}}:{5061 if p == 'tls' else 5060}" for p in self.protocols]
        settings = [(f"Sip:Listen:{i}", uri.format(network.moving(number))) for i, uri in enumerate(listen)]
        if self.standby:
            others = [uri.format(network.moving(n)) for n in range(1, total + 1) if n != number for uri in listen]
            settings += [(f"Sip:StandbyListen:{i}", uri) for i, uri in enumerate(others)]
        if self.certificate:
            settings += [("Sip:Tls:Certificate", self.certificate + ".crt"), ("Sip:Tls:Key", self.certificate + ".key"),
                         ("Sip:Tls:CertificateAuthorities", self.certificate + ".crt")]
        return settings + [
            ("Api:Urls", f"http://{network.fixed(number)}:8080"), ("Api:BootstrapKey", product.KEY),
            ("Storage:Provider", "PostgreSql"), ("Storage:ConnectionString", self.database.connection_string), ("Storage:MasterKey", product.MASTER_KEY),
            ("Storage:Directory", os.path.join(self.folder, f"n{number}", "storage")),
            ("Cluster:NodeName", f"n{number}"), ("Cluster:Address", network.fixed(number)), ("Cluster:SiloPort", "11111"), ("Cluster:LinkPort", "11112"),
            *self.options]

    def start(self, nodes):
        """Starts them all at once and waits until each serves; gives back how long each took."""
        for node in nodes:
            node.start(wait=False)
        return [node.wait() for node in nodes]

    def node_at(self, address):
        """The node that has that address at first: who sent what came from there."""
        return next((n for n in self.all if address in (n.sip, n.place.address)), None)

    def move_address(self, node, survivor):
        network.move(node.sip, node.place, survivor.place)

    def move_address_back(self, node):
        """Also where it never left the node: everybody is told anew where it is."""
        for other in self.all:
            other.place.remove(node.sip)
        node.place.add(node.sip)

    def create_connectors(self, inputs, batch=20, threads=4):
        """Connectors by name: {name: id}; by way of all running nodes."""
        nodes = [n for n in self.nodes if n.is_running]
        inputs = list(inputs)
        jobs = [inputs[i:i + batch] for i in range(0, len(inputs), batch)]
        made = {}

        def create(job):
            index, several = job
            payloads = nodes[index % len(nodes)].api.change("createConnector", "connector { id name }", *several)
            made.update({p["connector"]["name"]: p["connector"]["id"] for p in payloads})

        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            list(pool.map(create, enumerate(jobs)))
        return made

    def far_end(self, n, first, last, **more):
        """The input for connector N, of password type, that registers at a far end of its own."""
        values = dict(siteId=self.site, name=f"c{n:04}", connectionType="GENERIC_PASSWORD_AUTH", ipAddress=far_address(n), username=f"u{n:04}",
                      password=PASSWORD, limits=product.UNBOUNDED, extensionRanges=[dict(min=str(first), max=str(last))])
        values.update(more)
        return values

    def wait_registered(self, count, seconds=60, since=0.0):
        """Waits until so many far ends granted a registration since then."""
        def registered():
            return len({(r.far, r.user) for r in self.registrars.accepted(since)}) >= count
        processes.wait_until(registered, seconds, f"{count} connectors did not register")

    def wait_route(self, number, outcome="REMOTE", seconds=20):
        """Waits until every running node routes the number so."""
        for node in self.nodes:
            if node.is_running:
                processes.wait_until(lambda: node.api.route(self.site, number)[0] == outcome, seconds, f"{node.name} does not route {number} {outcome}")

    def __exit__(self, kind, error, trace):
        if kind not in (None, SystemExit, KeyboardInterrupt):
            traceback.print_exception(kind, error, trace)
            for node in self.all:
                if node.process:
                    print(f"---- the last of {node.name}'s log", file=sys.stderr)
                    print(node.log_tail(), file=sys.stderr)
        # A second Ctrl+C must not leave anything behind.
        for signed in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signed, signal.SIG_IGN)
        for node in self.all:
            if node.is_running:
                node.process.kill()
        for end in [*[node.end for node in self.all], *[thing.close for thing in [self.far] if thing], *[thing.end for thing in [self.database] if thing]]:
            try:
                end()
            except Exception as problem:
                print(f"while taking the cluster apart: {problem}", file=sys.stderr)
        if self.database:
            self.database_place.end()
        for folder in ("program", "database") if self.keep else ("",):
            shutil.rmtree(os.path.join(self.folder, folder), ignore_errors=True)
        if self.keep:
            print(f"logs: {self.folder}", file=sys.stderr)
        if kind not in (None, SystemExit, KeyboardInterrupt):
            sys.exit(1)
        return False
