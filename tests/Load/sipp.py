"""SIPp for the load scripts: scenarios put together from messages, and processes with a bound. Loopback only."""
import csv, glob, os, shutil, subprocess, sys, tempfile

SDP = """v=0
o=- 1 {version} IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio {port} RTP/AVP 0
a=rtpmap:0 PCMU/8000"""
FROM = "From: <sip:100@[local_ip]>;tag=a[pid]x[call_number]"
TO = "To: <sip:[field0]@[remote_ip]:[remote_port]>"
CONTACT = "Contact: <sip:{user}@[local_ip]:[local_port]>"


def message(lines, body=None):
    head = "\n".join(lines)
    return f"{head}\nContent-Type: application/sdp\nContent-Length: [len]\n\n{body}\n" if body else f"{head}\nContent-Length: 0\n\n"


def send(text, **attributes):
    return f"<send{attribute_text(attributes)}><![CDATA[\n{text}]]></send>"


def recv(**attributes):
    return f"<recv{attribute_text(attributes)}/>"


def attribute_text(attributes):
    return "".join(f' {name}="{value}"' for name, value in attributes.items())


def request(method, cseq, uri="sip:[field0]@[remote_ip]:[remote_port]", to=TO, body=None, branch="[branch]"):
    return message([f"{method} {uri} SIP/2.0", f"Via: SIP/2.0/[transport] [local_ip]:[local_port];branch={branch}", "Max-Forwards: 70", "[routes]",
                    FROM, to, "Call-ID: [call_id]", f"CSeq: {cseq} {method}", CONTACT.format(user="100")], body)


def in_dialog(method, cseq, body=None):
    return request(method, cseq, "[next_url]", TO + "[peer_tag_param]", body)


def response(status, phrase, body=None, contact=True, tag=";tag=b[pid]x[call_number]"):
    lines = [f"SIP/2.0 {status} {phrase}", "[last_Via:]", "[last_Record-Route:]", "[last_From:]", "[last_To:]" + tag, "[last_Call-ID:]", "[last_CSeq:]"]
    return message(lines + ([CONTACT.format(user="200")] if contact else []), body)


def scenario(name, *steps):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="{name}">\n' + "\n".join(steps) + "\n</scenario>\n"


def invite(version=1):
    return send(request("INVITE", 1, body=SDP.format(version=version, port=40000)), retrans=500)


def ack_refusal():
    """The ACK of a refusal goes with the INVITE (RFC 3261 17.1.1.3)."""
    return send(message(["ACK sip:[field0]@[remote_ip]:[remote_port] SIP/2.0", "[last_Via:]", "Max-Forwards: 70", FROM, "[last_To:]", "Call-ID: [call_id]", "CSeq: 1 ACK"]))


def callee(name, *steps):
    """A far end that also answers the health check: that is all of such a call."""
    return scenario(name, recv(request="OPTIONS", optional="true", next="health"), *steps, '<nop next="end"/>', '<label id="health"/>',
                    send(response(200, "OK")), '<label id="end"/>')


class Sipp:
    """One SIPp process in the background; everything that it writes goes to a folder of its own."""

    def __init__(self, name, text, local, *arguments, calls=None):
        self.name, self.folder = name, tempfile.mkdtemp(prefix=f"sc-sipp-{name}-")
        path = os.path.join(self.folder, "scenario.xml")
        with open(path, "w") as out:
            out.write(text)
        host, port = local
        command = ["sipp", "-sf", path, "-i", host, "-p", str(port), "-nostdin", "-buff_size", "8388608", "-timer_resol", "5",
                   "-trace_stat", "-fd", "1", "-stf", os.path.join(self.folder, "stat.csv"),
                   "-trace_err", "-error_file", os.path.join(self.folder, "errors.log"), *arguments]
        if calls is not None:
            command += ["-m", str(calls)]
        self.process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL,
                                        stdout=open(os.path.join(self.folder, "screen.log"), "wb"), stderr=subprocess.STDOUT, start_new_session=True)

    def wait(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def last(self, *columns):
        """Totals of the last line that it wrote of its counters; 0 where there is none."""
        with open(os.path.join(self.folder, "stat.csv"), newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter=";"))
        return [int(rows[-1][c]) if rows else 0 for c in columns]

    def errors(self):
        with open(os.path.join(self.folder, "errors.log"), errors="replace") if os.path.exists(os.path.join(self.folder, "errors.log")) else open(os.devnull) as log:
            return log.read(3000)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
