#!/usr/bin/env python3
"""neighbours ROLE ... : the far ends of bad-neighbour, good and bad, each role a process of its own. Loopback only.

  good COUNT                 answers health checks and calls on 127.1.0.1 .. COUNT, port 5080
  bad SECONDS                every kind of bad far end on 127.1.1.x .. 127.1.5.x, and a DNS server on 127.1.9.53, port 5353
  flood HOST:PORT RATE SECONDS   garbage from 127.1.8.1, RATE datagrams per second
  drip HOST PORT COUNT SECONDS   COUNT connections to each given port that send one byte a second
"""
import random, selectors, signal, socket, sys, time

SDP = b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0\r\n"
LONGEST_SECONDS = 600


def fields(data):
    """The header fields that a response repeats."""
    return [l for l in data.split(b"\r\n\r\n", 1)[0].split(b"\r\n")[1:] if l[:4].lower() in (b"via:", b"from") or l[:3].lower() == b"to:" or l[:7].lower() in (b"call-id", b"record-") or l[:5].lower() == b"cseq:"]


def respond(data, status, more=(), body=b"", tag=b"far", cseq=0):
    lines = [b"SIP/2.0 " + status]
    for line in fields(data):
        if line[:3].lower() == b"to:" and b";tag=" not in line:
            line += b";tag=" + tag
        if cseq and line[:5].lower() == b"cseq:":
            number, method = line[5:].split()
            line = b"CSeq: %d %s" % (int(number) + cseq, method)
        lines.append(line)
    lines += more
    if body:
        lines.append(b"Content-Type: application/sdp")
    lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def udp(address, port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    s.bind((address, port))
    return s


def serve(handlers, seconds):
    """Calls handler(socket) for each socket that has something, for so long."""
    with selectors.DefaultSelector() as selector:
        for s, handler in handlers:
            selector.register(s, selectors.EVENT_READ, handler)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for key, _ in selector.select(0.5):
                for s, handler in key.data(key.fileobj) or ():
                    selector.register(s, selectors.EVENT_READ, handler)


# ---- good ----

def answer(s):
    data, peer = s.recvfrom(65536)
    if data.startswith(b"INVITE "):
        contact = [b"Contact: <sip:far@%s:%d>" % (s.getsockname()[0].encode(), s.getsockname()[1])]
        s.sendto(respond(data, b"180 Ringing", contact), peer)
        s.sendto(respond(data, b"200 OK", contact, SDP), peer)
    elif data[:7] in (b"OPTIONS", b"BYE sip"):
        s.sendto(respond(data, b"200 OK"), peer)


# ---- bad ----

def swallow(s):
    s.recvfrom(65536)


def challenge(s):
    """Whatever is answered to its challenge: another challenge."""
    data, peer = s.recvfrom(65536)
    if not data.startswith((b"ACK ", b"SIP/")):
        s.sendto(respond(data, b"401 Unauthorized", [b'WWW-Authenticate: Digest realm="far", nonce="%x", algorithm=MD5, qop="auth", stale=true' % random.getrandbits(64)]), peer)


def lie(s):
    """Answers with another CSeq than was asked with."""
    data, peer = s.recvfrom(65536)
    if not data.startswith((b"ACK ", b"SIP/")):
        s.sendto(respond(data, b"200 OK", cseq=1), peer)


def accept_and_hang(s):
    connection, _ = s.accept()
    connection.setblocking(False)
    return [(connection, ignore)]


def ignore(connection):
    try:
        if connection.recv(65536):
            return
    except OSError:
        pass
    # The selector forgets what is closed only when told: half closed it rests.
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    time.sleep(0.001)


def listen(address, port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address, port))
    s.listen(64)
    return s


def name_server(s):
    """SERVFAIL for everything below servfail.test, no answer for everything below silent.test."""
    data, peer = s.recvfrom(4096)
    if len(data) > 12 and b"\x08servfail\x04test" in data.lower():
        end = 12
        while data[end]:
            end += data[end] + 1
        s.sendto(data[:2] + b"\x81\x82" + b"\x00\x01\x00\x00\x00\x00\x00\x00" + data[12:end + 5], peer)


# kind: (how many, address of the n-th, what it does there)
BAD = {
    "blackhole": (8, "127.1.1.{}", lambda a: (udp(a, 5080), swallow)),
    "401 storm": (8, "127.1.2.{}", lambda a: (udp(a, 5080), challenge)),
    "TCP silent": (6, "127.1.3.{}", lambda a: (listen(a, 5080), accept_and_hang)),
    "TLS silent": (6, "127.1.4.{}", lambda a: (listen(a, 5081), accept_and_hang)),
    "wrong CSeq": (5, "127.1.5.{}", lambda a: (udp(a, 5080), lie)),
    "SERVFAIL": (8, "b{}.servfail.test", None),
    "DNS silent": (8, "b{}.silent.test", None),
    "garbage": (1, "127.1.8.{}", lambda a: (udp(a, 5080), swallow)),
}
NAME_SERVER = ("127.1.9.53", 5353)


# ---- attackers ----

def payloads():
    chance = random.Random(1)
    made = []
    for n in range(500):
        kind = n % 5
        noise = bytes(chance.randrange(256) for _ in range(chance.randrange(20, 600)))
        if kind == 0:
            made.append(noise)
        elif kind == 1:
            made.append(b"INVITE sip:10000@127.0.0.1 SIP/2.0\r\n" + noise)
        elif kind == 2:
            made.append(b"REGISTER sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 127.1.8.1;branch=z9hG4bK%x\r\nCSeq: x\r\n\r\n" % n)
        elif kind == 3:
            made.append(b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK%016x\r\nCall-ID: %d\r\nCSeq: 1 INVITE\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\n\r\n" % (chance.getrandbits(64), n))
        else:
            made.append(b"BYE sip:10000@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.1.8.1;branch=z9hG4bK%x\r\nCall-ID: %d\r\nCSeq: 1 BYE\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nMax-Forwards: 70\r\n\r\n" % (n, n))
    return made


def flood(target, rate, seconds):
    """Says at the end, also when it is asked to end sooner, how many datagrams a second it sent."""
    host, port = target.split(":")
    made, n = payloads(), 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(print(round(n / (time.monotonic() - began)))))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind(("127.1.8.1", 0))
        began = time.monotonic()
        while (now := time.monotonic() - began) < seconds:
            due = int(now * rate)
            for n in range(n, due):
                s.sendto(made[n % len(made)], (host, int(port)))
            time.sleep(0.002)


def drip(host, ports, count, seconds):
    """Slowloris: opens connections, sends a byte a second over each, and opens again what was closed."""
    until, open_ = time.monotonic() + seconds, []
    text = b"INVITE sip:10000@127.0.0.1 SIP/2.0\r\nVia: " + b"x" * LONGEST_SECONDS
    while time.monotonic() < until:
        for port in ports:
            while sum(p == port for _, p, _ in open_) < count:
                s = socket.socket()
                s.setblocking(False)
                s.bind((f"127.1.7.{random.randrange(1, 250)}", 0))
                s.connect_ex((host, port))
                open_.append([s, port, 0])
        kept = []
        for one in open_:
            try:
                one[0].send(text[one[2]:one[2] + 1])
                one[2] += 1
                kept.append(one)
            except BlockingIOError:
                kept.append(one)
            except OSError:
                one[0].close()
        open_ = kept
        time.sleep(1)


def main(role, *words):
    if role == "good":
        serve([(udp(f"127.1.0.{n + 1}", 5080), answer) for n in range(int(words[0]))], LONGEST_SECONDS)
    elif role == "bad":
        handlers = [make(address.format(n + 1)) for count, address, make in BAD.values() if make for n in range(count)]
        serve(handlers + [(udp(*NAME_SERVER), name_server)], min(LONGEST_SECONDS, float(words[0])))
    elif role == "flood" and words[0].startswith("127."):
        flood(words[0], min(20_000, int(words[1])), min(LONGEST_SECONDS, float(words[2])))
    elif role == "drip" and words[0].startswith("127."):
        drip(words[0], [int(p) for p in words[1].split(",")], min(200, int(words[2])), min(LONGEST_SECONDS, float(words[3])))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
