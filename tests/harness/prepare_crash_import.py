"""Prepares a database for the judge of imports and writes its configuration.

usage: prepare_crash_import.py PROGRAM DATABASE CONFIG PORT DOOR_PORT

Makes a tenant with its key and a business unit with intervals of five minutes; then completes crash_import.json, which stands
beside this file, with them. The judge starts crash_import_door.py, which starts the server. Standard library only.
"""

import json
import pathlib
import subprocess
import sys

from fresh_server import call, make_tenant, wait_until_ready


def make_unit(program, database, port, key):
    origin = f"http://127.0.0.1:{port}"
    listen = f"127.0.0.1:{port}"
    server = subprocess.Popen(
        [program, "serve", "--listen", listen, "--database", database], stderr=subprocess.DEVNULL
    )
    try:
        wait_until_ready(origin)
        unit = {
            "name": "Judged",
            "timeZone": "UTC",
            "startDayOfWeek": "Monday",
            "intervalLengthMinutes": 5,
        }
        return call(origin, key, "POST", "/business-units", unit)["id"]
    finally:
        server.terminate()
        server.wait()


def main():
    program, database, config_path, port, door_port = sys.argv[1:]
    here = pathlib.Path(__file__).resolve().parent
    key = make_tenant(program, database)
    unit = make_unit(program, database, port, key)
    config = json.loads((here / "crash_import.json").read_text())
    config |= {
        "url": f"http://127.0.0.1:{door_port}",
        "cmd": [sys.executable, str(here / "crash_import_door.py"), program, database, port, door_port, unit],
        "headers": {"Authorization": f"Bearer {key}"},
    }
    pathlib.Path(config_path).write_text(json.dumps(config))


main()
