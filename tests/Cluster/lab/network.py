"""Network namespaces on one wire.

The script's own namespace is the hub: a bridge, with the far ends and phones behind it. Each node and the database have a namespace
of their own. Nothing of it has a name on the machine, so that runs do not meet, and all of it ends with the processes in it.

  10.77.0.1       the hub, the way to all far ends and phones
  10.77.1.N       node N as the other nodes and the database know it
  10.77.2.N       node N as phones and far ends know it: moves to another node when N dies
  10.77.3.1       the database
  10.78.0.0/16    far ends: every address of it is the hub's
  10.79.0.0/16    phones, likewise
"""
import ctypes, os, shutil, socket, struct, subprocess, threading

from . import processes, report

HUB, DATABASE = "10.77.0.1", "10.77.3.1"
FAR_ENDS, PHONES = "10.78", "10.79"
NOBODY = "02:00:00:00:00:99"  # a link address that none of us has
_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)


def fixed(number):
    return f"10.77.1.{number}"


def moving(number):
    return f"10.77.2.{number}"


def ip(*words, inside=None, check=True):
    done = subprocess.run([*(inside.prefix if inside else ()), "ip", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=20)
    if check and done.returncode:
        raise RuntimeError(f"ip {' '.join(words)}: {done.stdout.strip()}")
    return done.stdout


def require():
    """Ends the script as skipped where it cannot run."""
    if not os.sys.platform.startswith("linux"):
        report.skip("network namespaces are Linux's")
    if os.geteuid() != 0:
        report.skip("network namespaces are made by root; this is not root")
    for program, package in (("ip", "iproute2"), ("nsenter", "util-linux"), ("setpriv", "util-linux")):
        if not shutil.which(program):
            report.skip(f"{program} is not installed (Debian: {package})")


def enter():
    """Takes this process, its main thread and those begun later, into a network of its own: the hub."""
    if _libc.unshare(_CLONE_NEWNET):
        report.skip(f"no network namespace can be made here: {os.strerror(ctypes.get_errno())}")
    ip("link", "set", "lo", "up")
    try:
        ip("link", "add", "name", "wire", "type", "bridge", "stp_state", "0", "forward_delay", "0")
    except RuntimeError as error:
        report.skip(f"no bridge can be made here: {error}")
    # A bridge takes the lowest of its ports' link addresses, a new one with each port, unless it has one.
    ip("link", "set", "wire", "address", "02:00:00:00:00:01", "up")
    ip("address", "add", f"{HUB}/16", "dev", "wire")
    for network in (FAR_ENDS, PHONES):
        ip("route", "add", "local", f"{network}.0.0/16", "dev", "lo")


class Place:
    """A namespace with one wire to the hub."""

    _next = 0

    def __init__(self, name, address):
        Place._next += 1
        self.name, self.address, self.addresses = name, address, [address]
        self.port, self.link = f"w{Place._next}", f"02:00:00:00:01:{Place._next:02x}"
        # It keeps the namespace, and ends with us whatever becomes of us.
        self.keeper = processes.start(["unshare", "--net", "sh", "-c", "ip link set lo up && echo ready && exec cat"],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.keeper.stdout.readline() != b"ready\n":
            raise RuntimeError(f"no namespace for {name}")
        self.prefix = ["nsenter", f"--net=/proc/{self.keeper.pid}/ns/net"]
        ip("link", "add", "name", self.port, "type", "veth", "peer", "name", "eth0", "address", self.link, "netns", str(self.keeper.pid))
        ip("link", "set", self.port, "master", "wire", "up")
        ip("link", "set", "eth0", "up", inside=self)
        ip("address", "add", f"{address}/16", "dev", "eth0", inside=self)
        for network in (FAR_ENDS, PHONES):
            ip("route", "add", f"{network}.0.0/16", "via", HUB, inside=self)
        self.within(self._allow_binding_early)
        self._announcer = self.within(lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW))
        self.within(lambda: self._announcer.bind(("eth0", 0x0806)))

    @staticmethod
    def _allow_binding_early():
        """As deploy/systemd/system-connector.sysctl: a node starts before its moving address is back."""
        with open("/proc/sys/net/ipv4/ip_nonlocal_bind", "w") as setting:
            setting.write("1")

    def within(self, action):
        """Does something in it, such as making a socket, which stays where it was made. In a thread that ends there."""
        result = []

        def run():
            try:
                with open(f"/proc/{self.keeper.pid}/ns/net") as network:
                    if _libc.setns(network.fileno(), _CLONE_NEWNET):
                        raise OSError(ctypes.get_errno(), "setns")
                result.append((action(), None))
            except Exception as error:
                result.append((None, error))

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        value, error = result[0]
        if error:
            raise error
        return value

    def add(self, address):
        """Takes an address and says so to everybody on the wire (a gratuitous ARP), as keepalived does."""
        ip("address", "add", f"{address}/32", "dev", "eth0", inside=self)
        self.addresses.append(address)
        link, own = bytes.fromhex(self.link.replace(":", "")), socket.inet_aton(address)
        for operation in (1, 2):
            arp = struct.pack("!HHBBH", 1, 0x0800, 6, 4, operation) + link + own + b"\xff" * 6 + own
            self._announcer.send(b"\xff" * 6 + link + b"\x08\x06" + arp)

    def remove(self, address):
        if address in self.addresses:
            ip("address", "del", f"{address}/32", "dev", "eth0", inside=self)
            self.addresses.remove(address)

    def unplug(self):
        """Everything that is sent to it or by it is lost without a word."""
        ip("link", "set", self.port, "nomaster")

    def plug(self):
        ip("link", "set", self.port, "master", "wire")

    def end(self):
        self._announcer.close()
        self.keeper.stdin.close()
        processes.end(self.keeper)


def move(address, source, target):
    """Moves an address to a survivor."""
    source.remove(address)
    target.add(address)


def deafen(one, other):
    """What one sends to the other is lost without a word."""
    for address in other.addresses:
        ip("neighbour", "replace", address, "lladdr", NOBODY, "nud", "permanent", "dev", "eth0", inside=one)


def hear(one, other):
    for address in other.addresses:
        ip("neighbour", "del", address, "dev", "eth0", inside=one, check=False)


def part(one, other):
    """Cuts two places from each other, and from nobody else."""
    deafen(one, other)
    deafen(other, one)


def join(one, other):
    hear(one, other)
    hear(other, one)
