"""A database that may be read only."""

import hashlib
import os
import shutil
import subprocess

from support.server import PROGRAM, command, make_tenant

FAULT = "the database's file and folder are read-only for the program's user (SQLite)"
HOLDS = "`crewcast serve` ends at once with exit code 1 and a word that says why; the file is untouched"
TRIALS = 1


def trial(folder, seed):
    data = folder / "data"
    data.mkdir()
    database = data / "crewcast.sqlite"
    make_tenant(database)
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    database.chmod(0o444)
    data.chmod(0o555)
    user = {}
    program = PROGRAM
    if os.geteuid() == 0:
        # Root may write what nobody may; and the program may lie where only root goes.
        program = str(folder / "crewcast")
        shutil.copy(PROGRAM, program)
        user = {"user": "nobody", "group": "nogroup"}
    served = subprocess.run([program, "--database", str(database), "serve", "--listen", "127.0.0.1:0"],
                            capture_output=True, text=True, timeout=60, cwd="/", **user)
    found = []
    if served.returncode != 1 or not served.stderr.strip():
        found.append(f"exit code {served.returncode}: {served.stderr}")
    if hashlib.sha256(database.read_bytes()).hexdigest() != before:
        found.append("the file was changed")
    data.chmod(0o755)
    if command("doctor", database=database).returncode:
        found.append("the database does not serve when it is writable again")
    return found, served.stderr.strip().splitlines()[-1][:120]
