"""A Kamailio that records its calls in SQLite: the peer of a node that keeps call records.

The harness's own configuration with the modules acc and db_sqlite: an INVITE that is answered and a BYE are a row each.
One worker instead of two: they do not wait for each other's write, and what one cannot write is lost.
"""
import os, shutil, signal, sqlite3, subprocess, tempfile, time

import node as nodes

TARGET, START_SECONDS = "127.0.0.1:5071", 20
TABLE = "/usr/share/kamailio/db_sqlite"
MODULE = "/usr/lib/x86_64-linux-gnu/kamailio/modules/db_sqlite.so"
ACC = '''loadmodule "textops.so"
loadmodule "db_sqlite.so"
loadmodule "acc.so"
modparam("acc", "db_url", "sqlite:///{database}")
modparam("acc", "db_flag", 1)
modparam("acc", "db_extra", "caller=$fU;callee=$tU")
'''


def missing():
    """What has to be installed; None when nothing has."""
    return None if os.path.exists(MODULE) else "db_sqlite of Kamailio is not installed (Debian: kamailio-sqlite-modules)"


class Recorder:
    """Its process: PID is the main one's."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="sc-acc-")
        self.database = os.path.join(self.directory, "acc.db")

    def start(self):
        with sqlite3.connect(self.database) as database:
            database.execute("PRAGMA journal_mode=WAL")
            for script in ("standard-create.sql", "acc-create.sql"):
                with open(os.path.join(TABLE, script)) as text:
                    database.executescript(text.read())
            for column in ("caller", "callee"):
                database.execute(f"ALTER TABLE acc ADD COLUMN {column} VARCHAR(128)")
        database.close()
        with open(os.path.join(nodes.BENCH, "kamailio", "kamailio.cfg")) as text:
            lines = text.read()
        for old, new in (("127.0.0.1:5070", TARGET), ("children=2", "children=1"), ('loadmodule "textops.so"\n', ACC.format(database=self.database)),
                         ("request_route {\n", 'request_route {\n    if (is_method("INVITE|BYE")) setflag(1);\n')):
            if lines.count(old) != 1:
                raise SystemExit(f"the harness's kamailio.cfg has {lines.count(old)} times {old!r}, not once")
            lines = lines.replace(old, new)
        configuration = os.path.join(self.directory, "acc.cfg")
        with open(configuration, "w") as text:
            text.write(lines)
        # As the harness starts its own.
        self.process = subprocess.Popen(
            ["kamailio", "-f", configuration, "-DD", "-E", "-m", "1024", "-M", "16", "-x", "fm", "-X", "fm", "-Y", self.directory,
             "-P", os.path.join(self.directory, "kamailio.pid")],
            stdin=subprocess.DEVNULL, stdout=open(os.path.join(self.directory, "log"), "wb"), stderr=subprocess.STDOUT, cwd=self.directory,
            env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin"))
        self.pid = self.process.pid
        began = time.monotonic()
        while not os.path.exists(os.path.join(self.directory, "kamailio.pid")):
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                self.stop()
                raise SystemExit("Kamailio with its records did not start")
            time.sleep(0.05)

    def rows(self):
        """How many rows it wrote."""
        database = sqlite3.connect(self.database)
        try:
            return database.execute("SELECT count(*) FROM acc").fetchone()[0]
        finally:
            database.close()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)
