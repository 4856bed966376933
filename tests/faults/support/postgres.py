"""A PostgreSQL of its own, durable, that can be killed."""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

from .server import spare_port

BIN = pathlib.Path(os.environ.get("CREWCAST_FAULTS_POSTGRES_BIN", "/usr/lib/postgresql/bin"))


class Postgres:
    """Started on creation, gone at the end of `with`."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crewcast-pg-", dir="/tmp"))
        self.port = spare_port()
        self.user = []
        if os.geteuid() == 0:
            # The server refuses to run as root.
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.user = ["runuser", "--user", "postgres", "--"]
        self.act("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def act(self, program, *arguments, check=True):
        command = [*self.user, str(BIN / program), f"--pgdata={self.folder / 'data'}", *arguments]
        return subprocess.run(command, cwd=self.folder, check=check, capture_output=True, timeout=300)

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        # A pipe that the server inherits would never end.
        command = [*self.user, str(BIN / "pg_ctl"), "start", "--wait", "--silent", f"--pgdata={self.folder / 'data'}",
                   f"--log={self.folder / 'log'}", f"--options={options}"]
        subprocess.run(command, cwd=self.folder, check=True, timeout=300, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def stop(self, mode):
        """`immediate` is a crash, `fast` an orderly end."""
        self.act("pg_ctl", "stop", "--wait", "--silent", f"--mode={mode}", check=False)

    def psql_command(self, statement, database):
        return [str(BIN / "psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align",
                "--command", statement, self.url(database)]

    def sql(self, statement, database="postgres"):
        done = subprocess.run(self.psql_command(statement, database), capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def hold(self, lock, seconds, database):
        """A session that takes a lock and holds it so long."""
        statement = f"BEGIN; {lock}; SELECT pg_sleep({seconds}); COMMIT"
        return subprocess.Popen(self.psql_command(statement, database), stdout=subprocess.DEVNULL)

    def url(self, database):
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def make(self, database):
        self.sql(f"CREATE DATABASE {database}")
        return self.url(database)
