"""Far ends that we register with: any address of theirs is one. Every REGISTER is written down with the time at which the kernel had it."""
import collections, time

from . import sip

Register = collections.namedtuple("Register", "at source far user call_id cseq expires contact status")
Options = collections.namedtuple("Options", "at source far call_id")

NONCE = "6c6162"
CHALLENGE = f'WWW-Authenticate: Digest realm="far", nonce="{NONCE}", algorithm=MD5, qop="auth"'


class Registrars:
    """Answers REGISTER and OPTIONS for all far ends.

    password  what everybody must prove, or None: nobody is challenged
    grant     seconds that are granted at most
    """

    def __init__(self, password=None, grant=3600):
        self.password, self.grant, self.silent = password, grant, False
        self.log, self.options = [], []
        self.bindings = collections.defaultdict(dict)  # (far end, user): {contact: when it ends}
        self.two_contacts = collections.Counter()

    def register(self, message, flow, at):
        if self.silent:
            return
        user = sip.user(sip.uri(message.first("to")))
        contact = message.first("contact")
        asked = next((p[8:] for p in contact.split(";") if p.strip().lower().startswith("expires=")), message.first("expires", "3600"))
        expires = min(int(asked), self.grant) if asked.isdigit() else self.grant
        authorization = message.first("authorization")
        status = 200
        if self.password is not None and not (authorization and sip.is_right(authorization, "REGISTER", self.password)):
            status = 401
        self.log.append(Register(at, flow.remote[0], flow.local[0], user, message.call_id, message.cseq, expires, sip.uri(contact), status))
        if status == 401:
            flow.send(sip.respond(message, 401, "Unauthorized", CHALLENGE, to_tag="far"))
            return
        bound = self.bindings[flow.local[0], user]
        now = time.monotonic()
        for other in [c for c, ends in bound.items() if ends <= now]:
            del bound[other]
        if expires == 0:
            bound.pop(sip.uri(contact), None)
        elif contact:
            bound[sip.uri(contact)] = now + expires
        flow.send(sip.respond(message, 200, "OK", *[f"Contact: <{c}>;expires={round(ends - now)}" for c, ends in bound.items()], to_tag="far"))

    def ping(self, message, flow, at):
        if self.silent:
            return
        self.options.append(Options(at, flow.remote[0], flow.local[0], message.call_id))
        flow.send(sip.respond(message, 200, "OK", to_tag="far"))

    def accepted(self, since=0.0):
        """REGISTERs that were granted (expires of at least 1) since then."""
        return [r for r in self.log if r.status == 200 and r.expires and r.at >= since]

    def contacts(self, far, user):
        now = time.monotonic()
        return [c for c, ends in self.bindings[far, user].items() if ends > now]
