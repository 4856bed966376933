"""Starts a fresh server, has it judged, and ends it; the exit code is the judge's.

usage: judge_server.py JUDGE PROGRAM FOLDER COMMAND [ARGUMENT …]

JUDGE names the settings beside this file (JUDGE.json), where there are any. In the command `{url}` stands for the
server's origin, `{openapi}` for its OpenAPI document in a file, `{config}` for the settings in a file and `{key}` for an
administrator's key. CREWCAST_JUDGED_PATHS, a regular expression, leaves only those paths in the document. Standard library
only.
"""

import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.request

START_SECONDS = 180

# The judges send what many clients together would: it is the handling of single requests that they judge.
NO_RATE_LIMITS = {"CREWCAST_RATE_LIMITS": "{enabled=false}"}


def spare_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_until_ready(origin, server):
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            sys.exit(f"the server ended with exit code {server.returncode} before it was ready")
        try:
            with urllib.request.urlopen(f"{origin}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"the server was not ready within {START_SECONDS} s")


def written_document(origin, folder):
    with urllib.request.urlopen(f"{origin}/openapi.json", timeout=30) as answer:
        document = json.load(answer)
    wanted = os.environ.get("CREWCAST_JUDGED_PATHS")
    if wanted:
        document["paths"] = {
            path: item for path, item in document["paths"].items() if re.search(wanted, path)
        }
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    return file


def written_settings(judge, key, folder):
    template = pathlib.Path(__file__).with_name(f"{judge}.json")
    file = folder / "config.json"
    file.write_text(template.read_text().replace("<key>", key) if template.exists() else "{}")
    return file


def main():
    judge, program, folder, *command = sys.argv[1:]
    folder = pathlib.Path(folder)
    database = str(folder / "crewcast.sqlite")
    made = [program, "--json", "--database", database, "init", "--tenant", "Judged"]
    key = json.loads(subprocess.run(made, check=True, capture_output=True, text=True).stdout)["apiKey"]
    listen = f"127.0.0.1:{spare_port()}"
    origin = f"http://{listen}"
    serve = [program, "serve", "--listen", listen, "--database", database]
    server = subprocess.Popen(serve, stderr=subprocess.DEVNULL, env=os.environ | NO_RATE_LIMITS)
    try:
        wait_until_ready(origin, server)
        stands_for = {
            "{url}": origin,
            "{openapi}": str(written_document(origin, folder)),
            "{config}": str(written_settings(judge, key, folder)),
            "{key}": key,
        }
        for name, value in stands_for.items():
            command = [argument.replace(name, value) for argument in command]
        code = subprocess.run(command).returncode
        if server.poll() is not None:
            sys.exit(f"the server ended with exit code {server.returncode} while it was judged")
    finally:
        server.terminate()
        server.wait()
    sys.exit(code)


main()
