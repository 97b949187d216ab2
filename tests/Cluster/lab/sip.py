"""Messages of SIP as our far side needs them: parsed once, written as text; and digest, both ends of it (RFC 7616)."""
import hashlib, re, secrets

_COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length", "c": "content-type", "k": "supported", "s": "subject"}
_TAG = re.compile(r";\s*tag=([^;\s]+)", re.I)
_URI = re.compile(r"<([^>]*)>|^\s*([^;\s]+)")
_PAIR = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))')
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


class Message:
    """A request (method, uri) or a response (status, method of its CSeq)."""

    __slots__ = ("method", "uri", "status", "reason", "fields", "body", "cseq", "call_id", "branch")

    def all(self, name):
        return [value for key, value in self.fields if key == name]

    def first(self, name, default=""):
        for key, value in self.fields:
            if key == name:
                return value
        return default


def parse(data):
    """The message, or None for what is none."""
    text = data.decode("latin-1")
    head, _, body = text.partition("\r\n\r\n")
    lines = head.split("\r\n")
    words = lines[0].split(" ", 2)
    if len(words) < 3:
        return None
    message = Message()
    message.body = body
    fields = message.fields = []
    for line in lines[1:]:
        if line[:1] in " \t":
            if fields:
                fields[-1] = (fields[-1][0], fields[-1][1] + " " + line.strip())
            continue
        name, colon, value = line.partition(":")
        if not colon:
            return None
        name = name.strip().lower()
        fields.append((_COMPACT.get(name, name), value.strip()))
    number, _, method = message.first("cseq").partition(" ")
    via = message.first("via")
    message.call_id = message.first("call-id")
    if not (number.isdigit() and via and message.call_id):
        return None
    message.cseq = int(number)
    at = via.find("branch=")
    message.branch = via[at + 7:].split(";", 1)[0].split(",", 1)[0].strip() if at >= 0 else ""
    if words[0] == "SIP/2.0":
        message.status, message.reason, message.method, message.uri = int(words[1]), words[2], method.strip(), None
    else:
        message.method, message.uri, message.status, message.reason = words[0], words[1], 0, None
    return message


def tag(value):
    found = _TAG.search(value)
    return found[1] if found else ""


def uri(value):
    """The URI in a From, To, Contact or Route."""
    found = _URI.search(value)
    return (found[1] or found[2]) if found else ""


def user(address):
    """The user part of a URI."""
    rest = address.partition(":")[2]
    return rest.split("@", 1)[0] if "@" in rest else ""


def place(address, default="udp"):
    """(protocol, host, port) to which a URI leads; hosts are addresses here."""
    scheme, _, rest = address.partition(":")
    rest = rest.split("?", 1)[0]
    hostport, *parameters = rest.split("@", 1)[-1].split(";")
    protocol = next((p[10:].lower() for p in parameters if p.lower().startswith("transport=")), default)
    if scheme == "sips":
        protocol = "tls"
    host, _, port = hostport.partition(":")
    return protocol, host, int(port) if port else (5061 if protocol == "tls" else 5060)


def list_of(values):
    """The items of fields that may hold several, such as Route."""
    return [item.strip() for value in values for item in re.split(r",(?=\s*<)", value)]


def request(method, target, via, from_, to, call_id, cseq, *fields, body=""):
    lines = [f"{method} {target} SIP/2.0", f"Via: {via}", "Max-Forwards: 70", f"From: {from_}", f"To: {to}", f"Call-ID: {call_id}", f"CSeq: {cseq} {method}", *fields]
    return finish(lines, body)


def respond(message, status, reason, *fields, to_tag="", body=""):
    lines = [f"SIP/2.0 {status} {reason}"]
    for name, value in message.fields:
        if name == "via":
            lines.append("Via: " + value)
        elif name == "from":
            lines.append("From: " + value)
        elif name == "to":
            lines.append("To: " + (value + ";tag=" + to_tag if to_tag and "tag=" not in value else value))
        elif name == "record-route":
            lines.append("Record-Route: " + value)
    lines += [f"Call-ID: {message.call_id}", f"CSeq: {message.cseq} {message.method}", *fields]
    return finish(lines, body)


def finish(lines, body):
    if body:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode("latin-1")


def new_branch():
    return "z9hG4bK" + secrets.token_hex(8)


def pairs(value):
    """The parameters of a challenge or of credentials."""
    return {found[1].lower(): found[2] if found[2] is not None else found[3] for found in _PAIR.finditer(value.partition(" ")[2])}


def credentials(challenge, username, password, method, target):
    """The value of Authorization for a challenge."""
    p = pairs(challenge)
    algorithm = p.get("algorithm", "MD5").upper()
    if algorithm not in _HASHES:
        return None
    digest = lambda text: _HASHES[algorithm](text.encode()).hexdigest()
    a1, a2 = digest(f"{username}:{p['realm']}:{password}"), digest(f"{method}:{target}")
    value = f'Digest username="{username}", realm="{p["realm"]}", nonce="{p["nonce"]}", uri="{target}", algorithm={p.get("algorithm", "MD5")}'
    if "opaque" in p:
        value += f', opaque="{p["opaque"]}"'
    if "qop" not in p:
        return f'{value}, response="{digest(":".join((a1, p["nonce"], a2)))}"'
    cnonce = secrets.token_hex(4)
    return f'{value}, qop=auth, nc=00000001, cnonce="{cnonce}", response="{digest(":".join((a1, p["nonce"], "00000001", cnonce, "auth", a2)))}"'


def is_right(value, method, password):
    """Whether credentials prove the password."""
    p = pairs(value)
    algorithm = p.get("algorithm", "MD5").upper()
    if algorithm not in _HASHES or not {"username", "realm", "nonce", "uri", "response"} <= p.keys():
        return False
    digest = lambda text: _HASHES[algorithm](text.encode()).hexdigest()
    a1, a2 = digest(f"{p['username']}:{p['realm']}:{password}"), digest(f"{method}:{p['uri']}")
    middle = [p["nonce"], p.get("nc", ""), p.get("cnonce", ""), p["qop"]] if "qop" in p else [p["nonce"]]
    return p["response"] == digest(":".join([a1, *middle, a2]))
