"""What scripts that judge the program need of it: a database with a tenant, a server, and a way to ask it. Standard library
only."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request

START_SECONDS = 60


def make_tenant(program, database, name="Judged"):
    """Makes a tenant in a database, and gives the secret of its administrator's key."""
    made = [program, "--json", "--database", database, "init", "--tenant", name]
    done = subprocess.run(made, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)["apiKey"]


def call(origin, key, method, path, body=None):
    """Sends JSON and gives the answer's; ends the script when it is refused."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{origin}/api/v1{path}", data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")


def wait_until_ready(origin):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{origin}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"the server was not ready within {START_SECONDS} s")
