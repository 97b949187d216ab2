"""A PostgreSQL server of its own, in its own namespace, as the user postgres: it will not run as root."""
import glob, os, pwd, shutil, signal, subprocess

from . import network, processes, report

DATABASE = "system_connector"


def programs():
    """Where the newest installed server is; none is a reason to skip."""
    found = glob.glob("/usr/lib/postgresql/*/bin/postgres") + glob.glob("/usr/pgsql-*/bin/postgres")
    if shutil.which("postgres"):
        found.append(shutil.which("postgres"))
    if not found:
        report.skip("PostgreSQL is not installed (Debian: postgresql)")
    return os.path.dirname(max(found, key=lambda path: [int(word) for word in path.replace("-", "/").split("/") if word.isdigit()]))


def require():
    programs()
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        report.skip("there is no user postgres, and PostgreSQL does not run as root")


class Postgres:
    """The server, with an empty database."""

    def __init__(self, place, directory):
        self.place, self.bin, self.directory = place, programs(), directory
        os.mkdir(directory, 0o700)
        shutil.chown(self.directory, "postgres", "postgres")
        self.log = os.path.join(self.directory, "server.log")
        self.data = os.path.join(self.directory, "data")
        self.process = None
        self._run("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username=postgres", "-D", self.data)
        with open(os.path.join(self.data, "pg_hba.conf"), "a") as access:
            access.write("host all all 10.77.0.0/16 trust\n")
        with open(os.path.join(self.data, "postgresql.conf"), "a") as settings:
            settings.write(f"listen_addresses = '{place.address}'\nunix_socket_directories = '{self.directory}'\nlogging_collector = off\nshared_buffers = 64MB\n")
        self.start()
        self._run("createdb", "-h", self.directory, "-U", "postgres", DATABASE)

    @property
    def connection_string(self):
        return f"Host={self.place.address};Username=postgres;Database={DATABASE}"

    def _command(self, program, *words):
        return [*self.place.prefix, "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=KILL", os.path.join(self.bin, program), *words]

    def _run(self, program, *words):
        done = subprocess.run(self._command(program, *words), cwd=self.directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=60, env=dict(os.environ, LC_ALL="C"))
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout[-2000:]}")
        return done.stdout

    def start(self):
        """Starts it and waits until it takes connections."""
        with open(self.log, "ab") as log:
            self.process = processes.start(self._command("postgres", "-D", self.data), cwd=self.directory, stdout=log, stderr=log, env=dict(os.environ, LC_ALL="C"))
        processes.wait_until(self.is_ready, 30, "PostgreSQL did not start")

    def is_ready(self):
        if self.process.poll() is not None:
            with open(self.log, errors="replace") as log:
                raise RuntimeError(f"PostgreSQL ended: {log.read()[-2000:]}")
        return subprocess.run(self._command("pg_isready", "-q", "-h", self.directory), stdin=subprocess.DEVNULL, timeout=10).returncode == 0

    def stop(self):
        """At once (SIGQUIT): every connection is closed in the middle of what it does, and the next start recovers."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)

    def sql(self, text):
        """Rows of text."""
        out = self._run("psql", "-h", self.directory, "-U", "postgres", "-d", DATABASE, "-At", "-F", "\t", "-c", text)
        return [line.split("\t") for line in out.splitlines()]

    def end(self):
        if self.process:
            processes.end(self.process)
