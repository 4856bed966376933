"""The program as a server or a worker, and what is asked of it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import quote

PROGRAM = os.environ.get("CREWCAST_PROGRAM") or sys.exit("CREWCAST_PROGRAM names no program; use ./run faults")
START_SECONDS = 90


def spare_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def command(*arguments, database=None, **more):
    """A command of the program, to its end."""
    where = ["--database", str(database)] if database else []
    return subprocess.run([PROGRAM, *where, *arguments], capture_output=True, text=True, timeout=120, **more)


def make_tenant(database, name="Faults"):
    made = command("--json", "init", "--tenant", name, database=database)
    if made.returncode:
        raise RuntimeError(f"crewcast init: {made.stderr}")
    return json.loads(made.stdout)["apiKey"]


class Answer:
    """What came back; status None when nothing did."""

    def __init__(self, status, body=None, retry_after=None, seconds=0.0):
        self.status, self.body, self.retry_after, self.seconds = status, body, retry_after, seconds

    @property
    def is_kept(self):
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_put_off(self):
        """503 or 507 with the time to come back."""
        return self.status in (503, 507) and self.retry_after is not None

    @property
    def code(self):
        return self.body.get("code") if isinstance(self.body, dict) else None

    def __repr__(self):
        return f"{self.status} {self.body}"


class Process:
    """A process of the program; its log is in the folder."""

    started = []

    def __init__(self, folder, arguments, environment=None, prefix=()):
        self.log = open(folder / f"{arguments[0]}.log", "ab")
        # One key writes as fast as it can: how often it may is another matter.
        more = {"RUST_LOG": "warn", "CREWCAST_RATE_LIMITS": "{enabled=false}", **(environment or {})}
        self.child = subprocess.Popen(
            [*prefix, PROGRAM, *arguments], stdout=self.log, stderr=self.log, env={**os.environ, **more},
            start_new_session=True,
        )
        Process.started.append(self)

    @property
    def is_running(self):
        return self.child.poll() is None

    def kill(self):
        """As the system does it when memory runs out: the process and its children."""
        if self.is_running:
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def send(self, number):
        os.killpg(self.child.pid, number)

    def stop(self, within_seconds=60):
        """Asks it to end; its exit code."""
        if self.is_running:
            self.child.send_signal(signal.SIGTERM)
        return self.child.wait(within_seconds)


def end_all():
    """Ends what a trial has left."""
    while Process.started:
        Process.started.pop().kill()


class Server(Process):
    """A server on a port of its own, and a key for it."""

    def __init__(self, folder, database, key, workers=None, environment=None, prefix=(), port=None):
        self.port, self.key = port or spare_port(), key
        arguments = ["serve", "--listen", f"127.0.0.1:{self.port}", "--database", str(database)]
        if workers is not None:
            arguments += ["--workers", str(workers)]
        more = {"CREWCAST_WEBHOOK_INTERNAL_HOSTS": '["127.0.0.1"]', **(environment or {})}
        super().__init__(folder, arguments, more, prefix)

    def wait_until_ready(self, within_seconds=START_SECONDS):
        """Seconds until it said that it is ready."""
        began = time.monotonic()
        while time.monotonic() - began < within_seconds:
            if self.is_ready():
                return time.monotonic() - began
            if not self.is_running:
                raise RuntimeError(f"the server ended with {self.child.returncode}; see its log")
            time.sleep(0.05)
        raise RuntimeError(f"the server was not ready within {within_seconds} s")

    def is_ready(self):
        return self.ask("GET", "/readyz", timeout=3, below="").status == 200

    def ask(self, method, path, body=None, headers=None, timeout=60, below="/api/v1"):
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.key}", **(headers or {})}
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, below + path, data, sent)
            answer = connection.getresponse()
            raw = answer.read()
            text = answer.getheader("Content-Type", "")
            parsed = json.loads(raw) if raw and "json" in text else raw.decode(errors="replace")
            return Answer(answer.status, parsed, answer.getheader("Retry-After"), time.monotonic() - began)
        except (OSError, http.client.HTTPException, ValueError):
            return Answer(None, seconds=time.monotonic() - began)
        finally:
            connection.close()

    def expect(self, method, path, body=None, headers=None, timeout=60):
        answer = self.ask(method, path, body, headers, timeout)
        if not answer.is_kept:
            raise RuntimeError(f"{method} {path}: {answer}")
        return answer.body

    def pages(self, path):
        """All entities of a list."""
        token = ""
        while True:
            mark = "&" if "?" in path else "?"
            page = self.expect("GET", f"{path}{mark}pageSize=1000{token}")
            yield from page["entities"]
            if not page.get("nextPageToken"):
                return
            token = f"&pageToken={quote(page['nextPageToken'])}"

    def ended_run(self, run_id, within_seconds=180):
        """A run once it is over."""
        end = time.monotonic() + within_seconds
        while time.monotonic() < end:
            answer = self.ask("GET", f"/runs/{run_id}")
            if answer.is_kept and answer.body["state"] in ("Complete", "Failed", "Canceled"):
                return answer.body
            time.sleep(0.2)
        raise RuntimeError(f"run {run_id} did not end within {within_seconds} s")

    def run_that_runs(self, run_id, within_seconds=60):
        """Waits until a worker is at it."""
        end = time.monotonic() + within_seconds
        while time.monotonic() < end:
            answer = self.ask("GET", f"/runs/{run_id}")
            if answer.is_kept and answer.body["state"] == "Running":
                return
            time.sleep(0.02)
        raise RuntimeError(f"no worker began run {run_id}")


class Worker(Process):
    def __init__(self, folder, database, jobs=1, environment=None):
        arguments = ["worker", "--jobs", str(jobs), "--only-jobs", "--database", str(database)]
        super().__init__(folder, arguments, environment)
