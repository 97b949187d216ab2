"""Phones and far ends as user agents: INVITE, ACK, BYE, re-INVITE, CANCEL, REGISTER from either end, with the retransmissions of RFC 3261.

Everything here runs in the far side's thread. One side of a call is a Leg; both sides of a call have the same Call-ID.
"""
import collections, itertools, re, secrets, socket, time

from . import sip
from .registrars import Registrars
from .wire import Wire

T1, T2, GIVE_UP = 0.5, 4.0, 32.0
PING = 2.0
_numbers = itertools.count(1)
_MEDIA = re.compile(r"^c=IN IP4 (\S+)\s*$.*?^m=audio (\d+) ", re.M | re.S)


class ClientTransaction:
    """One request to its conclusion. finished(response), or finished(None) when nothing came."""

    def __init__(self, side, method, data, flow, branch, finished, provisional=None):
        self.side, self.method, self.data, self.flow, self.branch = side, method, data, flow, branch
        self.finished, self.provisional = finished, provisional
        self.wait, self.proceeding, self.is_second = T1, False, False
        side.clients[branch] = self
        self.began = side.loop.time()
        self.timer = self.bound = None
        self.send()

    def send(self):
        self.flow.send(self.data, self.broken if self.flow.is_reliable else None)
        if not self.flow.is_reliable:
            self.timer = self.side.loop.call_later(self.wait, self.again)
        if self.bound is None:
            self.bound = self.side.loop.call_later(GIVE_UP, self.over)

    def again(self):
        if self.method == "INVITE" and self.proceeding:
            return
        self.side.retransmitted += 1
        self.wait = self.wait * 2 if self.method == "INVITE" else min(self.wait * 2, T2)
        self.send()

    def broken(self):
        """The connection was lost with the request on it: once more, over a new one."""
        if self.branch not in self.side.clients:
            return
        if self.is_second:
            self.over()
        else:
            self.is_second = True
            self.flow.connection = None
            self.send()

    def received(self, response):
        if response.status < 200:
            self.proceeding = True
            if self.method == "INVITE" and self.bound:
                self.bound.cancel()
                self.bound = self.side.loop.call_later(180, self.over)
            if self.provisional:
                self.provisional(response)
            return
        self.end()
        self.finished(response)

    def over(self):
        self.end()
        self.finished(None)

    def end(self):
        self.side.clients.pop(self.branch, None)
        for timer in (self.timer, self.bound):
            if timer:
                timer.cancel()
        if self.flow.connection is not None:
            self.flow.connection.settled(self.broken)


class Agent:
    """A phone or far end at an address of its own. ring: seconds, or what says them for an INVITE."""

    def __init__(self, side, address, user, protocol="udp", password=None, ring=0.05, answers=True, media=False):
        self.side, self.address, self.user, self.protocol, self.password = side, address, user, protocol, password
        self.ring, self.answers, self.media = ring, answers, media
        self.port = 5061 if protocol == "tls" else 5060
        self.registered = self.refused = 0
        self.last_status, self.failures, self.registered_at = None, [], 0.0
        self.connections, self.kept = {}, set()  # over which it registered where, and where it looks after that
        side.agents[address] = self

    @property
    def contact(self):
        more = "" if self.protocol == "udp" else f";transport={self.protocol}"
        return f"<sip:{self.user}@{self.address}:{self.port}{more}>"

    def via(self, branch):
        return f"SIP/2.0/{self.protocol.upper()} {self.address}:{self.port};branch={branch};rport"

    def flow_to(self, host, port=None):
        return self.side.wire.flow(self.protocol, self.address, (host, port or self.port))

    def register(self, node, expires=3600, every=None):
        """Registers at a node, and again that often."""
        call_id, cseq = f"reg-{secrets.token_hex(6)}", itertools.count(1)
        target = f"sip:{node}:{self.port}" + ("" if self.protocol == "udp" else f";transport={self.protocol}")
        address = f"<sip:{self.user}@{node}>"

        def send(authorization=()):
            branch = sip.new_branch()
            data = sip.request("REGISTER", target, self.via(branch), f"{address};tag={call_id[-6:]}", address, call_id, next(cseq),
                               f"Contact: {self.contact}", f"Expires: {expires}", *authorization)
            flow = self.flow_to(node)
            ClientTransaction(self.side, "REGISTER", data, flow, branch, lambda response: answered(response, bool(authorization)))
            self.connections[node] = flow.connection

        def answered(response, was_proven):
            if response is not None and response.status == 401 and (not was_proven or "stale=true" in response.first("www-authenticate").lower()):
                value = next(filter(None, (sip.credentials(c, self.user, self.password, "REGISTER", target) for c in response.all("www-authenticate"))))
                send([f"Authorization: {value}"])
                return
            self.last_status = response.status if response is not None else 0
            if self.last_status == 200:
                self.registered += 1
                self.registered_at = time.monotonic()
            else:
                self.failures.append((time.monotonic(), self.last_status))
            if every:
                self.side.loop.call_later(every, send)

        def keep():
            """Over streams a phone notices that the connection over which it registered is gone by pinging it (RFC 5626 3.5.1), and registers over
            another: also when a request or an answer of its own has made that already."""
            connection = self.connections.get(node)
            if connection is not None and connection.is_open:
                connection.write(b"\r\n\r\n", None)
            else:
                send()
            self.side.loop.call_later(PING, keep)

        send()
        # Once for each place where it registers, however often it is told to.
        if self.protocol != "udp" and node not in self.kept:
            self.kept.add(node)
            self.side.loop.call_later(PING, keep)


class Leg:
    """One side of a call.

    state: calling, ringing, answered (200 sent or seen, no ACK), confirmed, ended, failed
    status: of the final response when it failed; 0 when nothing came
    """

    def __init__(self, agent, call_id, is_caller):
        self.agent, self.side, self.call_id, self.is_caller = agent, agent.side, call_id, is_caller
        self.state, self.status, self.at = "calling", None, {}
        self.tag, self.cseq, self.version, self.routes = secrets.token_hex(4), 0, 1, []
        self.remote_sdp, self.socket, self.heard = "", None, 0
        self.ack_data, self.timers, self.on_change = {}, {}, None
        self.reason = ""
        if agent.media:
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.socket.setblocking(False)
            self.socket.bind((agent.address, 0))
            self.side.loop.add_reader(self.socket, self._hear)
        self.side.legs[agent.address, call_id] = self
        self._went("began")

    # ---- what a user does ----

    def invite(self, node, number, acks=True):
        """Calls a number by way of a node."""
        self.node, self.acks = node, acks
        more = "" if self.agent.protocol == "udp" else f";transport={self.agent.protocol}"
        self.target = f"sip:{number}@{node}:{self.agent.port}{more}"
        self.local, self.remote = f"<sip:{self.agent.user}@{node}>;tag={self.tag}", f"<sip:{number}@{node}>"
        self._invite()
        return self

    def cancel(self):
        branch, uri, cseq = self.invited
        data = sip.request("CANCEL", uri, self.agent.via(branch), self.local, self.remote, self.call_id, cseq)
        # It has the branch of its INVITE; the key must differ.
        ClientTransaction(self.side, "CANCEL", data, self.agent.flow_to(self.node), branch + " CANCEL", lambda response: None)

    def ack(self):
        """Acknowledges the last 200; what was held back until now included."""
        self._went("acked")
        self._set("confirmed")
        self.acks = True
        self._flow().send(self.ack_data[max(self.ack_data)])

    def bye(self, done=None):
        self._request("BYE", lambda response: self._bye_done(response, done))
        self._went("bye sent")

    def reinvite(self, done=None):
        self.version += 1

        def finished(response):
            status = response.status if response is not None else 0
            if 200 <= status < 300:
                self._take(response)
                self._acknowledge(response)
            self.at["re-INVITE answered"] = time.monotonic()
            if done:
                done(status)

        self._request("INVITE", finished, f"Contact: {self.agent.contact}", body=self._sdp())

    def say(self, count=3):
        """Some packets of voice to where the other side's description says."""
        found = _MEDIA.search(self.remote_sdp.replace("\r\n", "\n"))
        if found and self.socket:
            packet = b"\x80\x00" + bytes(10) + self.call_id.encode()[:8].ljust(160, b"\xd5")
            for _ in range(count):
                try:
                    self.socket.sendto(packet, (found[1], int(found[2])))
                except OSError:
                    pass

    # ---- what happens ----

    def _invite(self, *authorization):
        self.cseq += 1
        branch = sip.new_branch()
        self.invited = branch, self.target, self.cseq
        data = sip.request("INVITE", self.target, self.agent.via(branch), self.local, self.remote, self.call_id, self.cseq,
                           f"Contact: {self.agent.contact}", *authorization, body=self._sdp())
        ClientTransaction(self.side, "INVITE", data, self.agent.flow_to(self.node), branch, lambda r: self._invite_done(r, bool(authorization), branch), self._provisional)

    def _provisional(self, response):
        if response.status > 100 and self.state == "calling":
            self._went("ringing")
            self._set("ringing")

    def _invite_done(self, response, was_proven, branch):
        if response is None:
            self.fail(0)
            return
        if response.status < 300:
            self.remote = response.first("to")
            self.target = sip.uri(response.first("contact")) or self.target
            self.routes = list(reversed(sip.list_of(response.all("record-route"))))
            self.remote_sdp = response.body
            self._went("answered")
            self._set("answered")
            self._acknowledge(response)
            return
        ack = sip.request("ACK", self.invited[1], self.agent.via(branch), self.local, response.first("to"), self.call_id, response.cseq)
        self.agent.flow_to(self.node).send(ack)
        if response.status in (401, 407) and not was_proven and self.agent.password is not None:
            field, answer = ("www-authenticate", "Authorization") if response.status == 401 else ("proxy-authenticate", "Proxy-Authorization")
            value = next(filter(None, (sip.credentials(c, self.agent.user, self.agent.password, "INVITE", self.target) for c in response.all(field))), None)
            if value:
                self._invite(f"{answer}: {value}")
                return
        self.reason = response.first("reason") or response.reason
        self.fail(response.status)

    def _acknowledge(self, response):
        if response.cseq not in self.ack_data:
            branch = sip.new_branch()
            self.ack_data[response.cseq] = sip.request("ACK", self.target, self.agent.via(branch), self.local, self.remote, self.call_id, response.cseq,
                                                       *[f"Route: {r}" for r in self.routes])
        if self.acks:
            self.ack()

    def answered_again(self, response):
        """A 200 that was sent again: so is our ACK, unless we hold it back."""
        if response.cseq in self.ack_data and self.acks:
            self._flow().send(self.ack_data[response.cseq])

    def invited_by(self, message, flow):
        """The called side: rings, and answers."""
        self.local, self.remote = message.first("to") + ";tag=" + self.tag, message.first("from")
        self.target = sip.uri(message.first("contact"))
        self.routes = sip.list_of(message.all("record-route"))
        self.remote_sdp, self.acks, self.came_from = message.body, True, flow.remote[0]
        self.invitation = message, flow
        if not self.agent.answers:
            self._final(message, flow, 486, "Busy Here")
            self.fail(486)
            return
        self.side.answer(message, flow, sip.respond(message, 180, "Ringing", f"Contact: {self.agent.contact}", to_tag=self.tag))
        self._went("ringing")
        self._set("ringing")
        ring = self.agent.ring(message) if callable(self.agent.ring) else self.agent.ring
        self.timers["ring"] = self.side.loop.call_later(ring, self._answer, message, flow)

    def _answer(self, message, flow):
        if self.state in ("ringing", "confirmed"):
            self._went("answered")
            if self.state == "ringing":
                self._set("answered")
            self._final(message, flow, 200, "OK", f"Contact: {self.agent.contact}", body=self._sdp())

    def reinvited_by(self, message, flow):
        self._take(message)
        self.version += 1
        self._went("re-INVITEd")
        self._final(message, flow, 200, "OK", f"Contact: {self.agent.contact}", body=self._sdp())

    def acked_by(self, message):
        timer = self.timers.pop(("final", message.cseq), None)
        if timer:
            timer.cancel()
        if self.state == "answered":
            self._went("acked")
            self._set("confirmed")

    def ended_by(self, message, flow):
        self.side.answer(message, flow, sip.respond(message, 200, "OK", to_tag=self.tag))
        self._went("bye received")
        self.end()

    def cancelled_by(self, message, flow):
        self.side.answer(message, flow, sip.respond(message, 200, "OK", to_tag=self.tag))
        if self.state == "ringing":
            self._final(*self.invitation, 487, "Request Terminated")
            self.fail(487)

    def end(self):
        if self.state not in ("ended", "failed"):
            self._went("ended")
            self._set("ended")
        self._quiet()

    def fail(self, status):
        self.status = status
        self._went("ended")
        self._set("failed")
        self._quiet()

    # ---- the parts of it ----

    def _final(self, message, flow, status, reason, *fields, body=""):
        """A final answer to an INVITE, again and again until it is acknowledged: a 200 over every transport, others over UDP."""
        data = sip.respond(message, status, reason, *fields, to_tag=self.tag, body=body)
        began, key = self.side.loop.time(), ("final", message.cseq)

        def send(wait):
            self.side.answer(message, flow, data)
            if wait > T1:
                self.side.retransmitted += 1
            if self.side.loop.time() - began > GIVE_UP:
                self._went("never acknowledged")
                self.timers.pop(key, None)
                return
            if status == 200 or not flow.is_reliable:
                self.timers[key] = self.side.loop.call_later(wait, send, min(2 * wait, T2))

        send(T1)

    def _request(self, method, finished, *fields, body=""):
        self.cseq += 1
        branch = sip.new_branch()
        data = sip.request(method, self.target, self.agent.via(branch), self.local, self.remote, self.call_id, self.cseq,
                           *[f"Route: {r}" for r in self.routes], *fields, body=body)
        ClientTransaction(self.side, method, data, self._flow(), branch, finished)

    def _bye_done(self, response, done):
        status = response.status if response is not None else 0
        self.bye_status = status
        self.end()
        if done:
            done(status)

    def _flow(self):
        first = sip.uri(self.routes[0]) if self.routes else self.target
        _, host, port = sip.place(first, self.agent.protocol)
        return self.agent.flow_to(host, port)

    def _take(self, message):
        self.target = sip.uri(message.first("contact")) or self.target
        self.remote_sdp = message.body or self.remote_sdp

    def _sdp(self):
        port = self.socket.getsockname()[1] if self.socket else 40000
        return (f"v=0\r\no=- 1 {self.version} IN IP4 {self.agent.address}\r\ns=-\r\nc=IN IP4 {self.agent.address}\r\nt=0 0\r\n"
                f"m=audio {port} RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n")

    def _hear(self):
        try:
            self.socket.recv(2048)
            self.heard += 1
        except OSError:
            pass

    def _went(self, what):
        self.at.setdefault(what, time.monotonic())

    def _set(self, state):
        self.state = state
        if self.on_change:
            self.on_change(self)

    def _quiet(self):
        for key in [k for k in self.timers if k == "ring" or self.state == "ended"]:
            self.timers.pop(key).cancel()
        if self.socket:
            self.side.loop.remove_reader(self.socket)
            self.socket.close()
            self.socket = None


class FarSide:
    """All phones and far ends; and the registrars, which every other address is."""

    def __init__(self, registrars=None, protocols=("udp",), certificate=None):
        self.registrars = registrars or Registrars()
        self.agents, self.legs, self.clients = {}, {}, {}
        self.answered = collections.OrderedDict()  # what was answered to (branch, method), for 32 s
        self.retransmitted = self.strays = 0
        self.wire = Wire(self.receive, protocols, certificate)
        self.loop = self.wire.loop

    def run(self, action, seconds=60):
        return self.wire.run(action, seconds)

    def close(self):
        self.wire.close()

    def answer(self, message, flow, data):
        self.answered[message.branch, message.method] = data, self.loop.time()
        flow.send(data)
        while self.answered:
            key, (_, at) = next(iter(self.answered.items()))
            if self.loop.time() - at < GIVE_UP:
                break
            del self.answered[key]

    def receive(self, data, flow, at):
        message = sip.parse(data)
        if message is None:
            self.strays += 1
        elif message.status:
            self._response(message, flow)
        else:
            if flow.is_reliable:
                # Where answers go when the connection is lost (RFC 3261 18.2.2).
                sent_by = message.first("via").split(" ", 1)[-1].split(";", 1)[0].strip().partition(":")
                flow.remote = (sent_by[0], int(sent_by[2] or (5061 if flow.protocol == "tls" else 5060)))
            self._request(message, flow, at)

    def _response(self, message, flow):
        client = self.clients.get(message.branch + (" CANCEL" if message.method == "CANCEL" else ""))
        if client is not None and client.method == message.method:
            client.received(message)
        elif message.method == "INVITE" and 200 <= message.status < 300:
            leg = self.legs.get((flow.local[0], message.call_id))
            if leg is not None:
                leg.answered_again(message)

    def _request(self, message, flow, at):
        method = message.method
        if method == "REGISTER":
            self.registrars.register(message, flow, at)
            return
        if method == "OPTIONS":
            self.registrars.ping(message, flow, at)
            return
        leg = self.legs.get((flow.local[0], message.call_id))
        if method == "ACK":
            if leg is not None:
                leg.acked_by(message)
            return
        known = self.answered.get((message.branch, method))
        if known is not None:
            flow.send(known[0])
            return
        agent = self.agents.get(flow.local[0])
        if method == "INVITE" and leg is None and agent is not None:
            if sip.tag(message.first("to")):
                self.answer(message, flow, sip.respond(message, 481, "Call Does Not Exist"))
                return
            leg = Leg(agent, message.call_id, False)
            leg.invited_by(message, flow)
        elif leg is None:
            self.answer(message, flow, sip.respond(message, 481 if agent else 404, "Unknown here", to_tag="far"))
        elif method == "INVITE" and sip.tag(message.first("to")):
            leg.reinvited_by(message, flow)
        elif method == "INVITE" and message.cseq != leg.invitation[0].cseq and leg.state == "ringing":
            # Offered once more, another way: with another CSeq it is no merged request (RFC 3261 8.2.2.2). Who lifts takes this one.
            leg.end()
            Leg(agent, message.call_id, False).invited_by(message, flow)
        elif method == "INVITE":
            self.answer(message, flow, sip.respond(message, 482, "Loop Detected", to_tag=leg.tag))
        elif method == "BYE":
            leg.ended_by(message, flow)
        elif method == "CANCEL":
            leg.cancelled_by(message, flow)
        else:
            self.answer(message, flow, sip.respond(message, 200, "OK", to_tag=leg.tag))

    def call(self, agent, node, number, acks=True, on_change=None):
        """A call from an agent by way of a node."""
        leg = Leg(agent, f"c{next(_numbers)}-{secrets.token_hex(4)}@{agent.address}", True)
        leg.on_change = on_change
        return leg.invite(node, number, acks)

    def called(self, leg):
        """The other side of a call; None where nobody was called."""
        return next((other for (_, call_id), other in self.legs.items() if call_id == leg.call_id and other is not leg), None)

    def forget(self):
        """Forgets calls that are over."""
        for key in [k for k, leg in self.legs.items() if leg.state in ("ended", "failed")]:
            del self.legs[key]


class Traffic:
    """New calls at a steady rate, each answered, held and hung up; what became of each: (began, answered or None, outcome).

    choose() gives (agent, node's address, number) for the next call. outcome: "ok", or what went wrong.
    """

    def __init__(self, side, rate, hold, choose):
        self.side, self.rate, self.hold, self.choose = side, rate, hold, choose
        self.results, self.open, self._stop, self._due = [], 0, True, 0.0

    def start(self):
        self._stop = False
        self.side.run(self._begin)
        return self

    def _begin(self):
        self._due = self.side.loop.time()
        self._tick()

    def _tick(self):
        now = self.side.loop.time()
        while self._due <= now and not self._stop:
            self._due += 1 / self.rate
            self._call()
        if not self._stop:
            self.side.loop.call_at(self._due, self._tick)

    def _call(self):
        agent, node, number = self.choose()
        result = [time.monotonic(), None, "open", node]
        self.results.append(result)
        self.open += 1

        def over(outcome):
            if result[2] == "open":
                result[2] = outcome
                self.open -= 1
                # Both sides are remembered for as long as something late may come.
                self.side.loop.call_later(GIVE_UP, self._forget, leg.call_id, agent.address)

        def changed(leg):
            if leg.state == "confirmed" and result[1] is None:
                result[1] = time.monotonic()
                self.side.loop.call_later(self.hold, leg.bye, lambda status: over("ok" if status == 200 else f"BYE {status}"))
            elif leg.state == "failed":
                over(f"INVITE {leg.status}")

        leg = self.side.call(agent, node, number, on_change=changed)
        result.append(leg)

    def _forget(self, call_id, address):
        self.side.legs.pop((address, call_id), None)

    def stop(self, seconds=40):
        """No more new ones; waits for those that are open."""
        self._stop = True
        until = time.monotonic() + seconds
        while self.open and time.monotonic() < until:
            time.sleep(0.05)
        return self.results
