"""The sockets of the far side. One thread runs everything (asyncio); others hand it work with Wire.run.

Over UDP one socket stands for every address of the hub: a datagram says at which it came, and another with which it leaves. Over
TCP and TLS a listener takes what comes to any address, and connections are opened from the address of who opens them.
"""
import asyncio, resource, socket, ssl, struct, threading, time

_IP_PKTINFO, _IP_FREEBIND = 8, 15
_SO_TIMESTAMPNS = 35
_READS = 64  # datagrams in a row before timers and connections have their turn


class Flow:
    """A way to one peer from one of our addresses. Over streams it opens a connection when there is none."""

    __slots__ = ("wire", "protocol", "local", "remote", "connection")

    def __init__(self, wire, protocol, local, remote, connection=None):
        self.wire, self.protocol, self.local, self.remote, self.connection = wire, protocol, local, remote, connection

    @property
    def is_reliable(self):
        return self.protocol != "udp"

    def send(self, data, on_failure=None):
        if self.protocol == "udp":
            self.wire.send_datagram(data, self.local, self.remote)
        elif self.connection is not None and self.connection.is_open:
            self.connection.write(data, on_failure)
        else:
            self.connection = self.wire.connection(self.protocol, self.local[0], self.remote)
            self.connection.write(data, on_failure)


class Connection(asyncio.Protocol):
    """One TCP or TLS connection; frames messages by their Content-Length."""

    def __init__(self, wire, protocol, key=None):
        self.wire, self.protocol, self.key = wire, protocol, key
        self.transport, self.waiting, self.pending, self.is_open = None, [], {}, True
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport
        self.local, self.remote = transport.get_extra_info("sockname"), transport.get_extra_info("peername")
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.wire.open.add(self)
        for data in self.waiting:
            transport.write(data)
        self.waiting = []

    def write(self, data, on_failure):
        if on_failure is not None:
            self.pending[id(on_failure)] = on_failure
        if self.transport is None:
            self.waiting.append(data)
        else:
            self.transport.write(data)

    def settled(self, on_failure):
        """Its transaction needs to know no more."""
        self.pending.pop(id(on_failure), None)

    def data_received(self, data):
        self.buffer += data
        while True:
            self.buffer = self.buffer.lstrip(b"\r\n")
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            at = head.find(b"\r\ncontent-length:")
            if at < 0:
                at = head.find(b"\r\nl:")
            length = int(head[at + 2:].split(b"\r\n", 1)[0].split(b":", 1)[1]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            message, self.buffer = self.buffer[:end + 4 + length], self.buffer[end + 4 + length:]
            self.wire.receive(message, Flow(self.wire, self.protocol, self.local, self.remote, self), time.monotonic())

    def connection_lost(self, error):
        self.is_open = False
        self.wire.open.discard(self)
        if self.key and self.wire.connections.get(self.key) is self:
            del self.wire.connections[self.key]
        pending, self.pending = self.pending, {}
        for on_failure in pending.values():
            on_failure()


class Wire:
    """All sockets of the far side, and the thread that serves them."""

    def __init__(self, receive, protocols=("udp",), certificate=None):
        self.receive, self.certificate = receive, certificate
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self.connections, self.open = {}, set()
        self.datagrams = self.lost = 0
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for option, size in ((33, 16 << 20), (32, 16 << 20)):  # SO_RCVBUFFORCE, SO_SNDBUFFORCE
            self._udp.setsockopt(socket.SOL_SOCKET, option, size)
        self._udp.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        self._udp.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._udp.bind(("0.0.0.0", 5060))
        self._udp.setblocking(False)
        self._offset = time.time() - time.monotonic()
        self._sources = {}
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, args=(protocols,), daemon=True, name="far-side")
        ready = threading.Event()
        self._ready = ready
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError("the far side did not start")

    # ---- the thread ----

    def _serve(self, protocols):
        asyncio.set_event_loop(self.loop)
        self.loop.add_reader(self._udp, self._read)
        if "tcp" in protocols:
            self.loop.run_until_complete(self.loop.create_server(lambda: Connection(self, "tcp"), "0.0.0.0", 5060, backlog=1024))
        if "tls" in protocols:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.certificate + ".crt", self.certificate + ".key")
            self.loop.run_until_complete(self.loop.create_server(lambda: Connection(self, "tls"), "0.0.0.0", 5061, backlog=1024, ssl=context))
        self._ready.set()
        self.loop.run_forever()

    def _read(self):
        for _ in range(_READS):
            try:
                data, ancillary, _, peer = self._udp.recvmsg(65536, 96)
            except BlockingIOError:
                return
            except OSError:
                continue  # an ICMP error of an earlier datagram
            local, at = "", 0.0
            for level, kind, value in ancillary:
                if level == socket.IPPROTO_IP and kind == _IP_PKTINFO:
                    local = socket.inet_ntoa(value[8:12])
                elif level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS:
                    seconds, nanoseconds = struct.unpack("qq", value)
                    at = seconds + nanoseconds / 1e9 - self._offset
            self.datagrams += 1
            if len(data) > 4:
                self.receive(data, Flow(self, "udp", (local, 5060), peer), at)

    # ---- sending, in the thread ----

    def send_datagram(self, data, local, remote):
        source = self._sources.get(local[0])
        if source is None:
            source = self._sources[local[0]] = [(socket.IPPROTO_IP, _IP_PKTINFO, struct.pack("=I4s4s", 0, socket.inet_aton(local[0]), b"\0" * 4))]
        try:
            self._udp.sendmsg([data], source, 0, remote)
        except OSError:
            self.lost += 1

    def flow(self, protocol, local, remote):
        """From an address of ours to an address and port."""
        return Flow(self, protocol, (local, 5060), remote)

    def connection(self, protocol, local, remote):
        """The open connection from there to there, or a new one."""
        key = protocol, local, remote
        found = self.connections.get(key)
        if found is None or not found.is_open:
            found = self.connections[key] = Connection(self, protocol, key)
            self.loop.create_task(self._connect(found, protocol, local, remote))
        return found

    async def _connect(self, connection, protocol, local, remote):
        context = None
        if protocol == "tls":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.load_verify_locations(self.certificate + ".crt")
        raw = socket.socket()
        try:
            raw.setblocking(False)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            raw.bind((local, 0))
            await asyncio.wait_for(self.loop.sock_connect(raw, remote), 5)
            await asyncio.wait_for(self.loop.create_connection(lambda: connection, sock=raw, ssl=context, server_hostname="" if context else None), 5)
        except (OSError, asyncio.TimeoutError, ssl.SSLError) as error:
            raw.close()
            connection.connection_lost(error)

    # ---- from other threads ----

    def run(self, action, seconds=60):
        """Does it in the far side's thread and gives back what it gives."""
        async def call():
            return action()
        return asyncio.run_coroutine_threadsafe(call(), self.loop).result(seconds)

    def post(self, action):
        self.loop.call_soon_threadsafe(action)

    def close(self):
        async def end():
            for task in asyncio.all_tasks():
                if task is not asyncio.current_task():
                    task.cancel()
        try:
            asyncio.run_coroutine_threadsafe(end(), self.loop).result(5)
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(5)
            self._udp.close()
