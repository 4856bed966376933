"""Brings faults about on purpose and tells, as a Markdown table, what had to hold and what was seen.

usage: run.py [NAME …] [--trials N] [--list]

CREWCAST_PROGRAM names the program; CREWCAST_FAULTS_POSTGRES_BIN the folder of PostgreSQL's binaries. Each file of the folder
`faults` is one fault: FAULT and HOLDS say what is done and what must hold, TRIALS how often, and `trial(folder, seed)` does it
once and gives what it has seen. The exit code is 1 when anything that must hold did not. Standard library only.
"""

import argparse
import importlib
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

from support.server import end_all

HERE = pathlib.Path(__file__).resolve().parent

COLUMNS = ["fault", "what is done", "what must hold", "trials", "violations", "seen"]


def names():
    return sorted(path.stem for path in (HERE / "faults").glob("*.py") if path.stem != "__init__")


def run(name, trials):
    """All trials of a fault: how many, what was violated, and what was seen in the last."""
    fault = importlib.import_module(f"faults.{name}")
    violations, seen = [], "–"
    count = trials or fault.TRIALS
    for seed in range(1, count + 1):
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"crewcast-fault-{name}-", dir="/tmp"))
        folder.chmod(0o755)
        began = time.monotonic()
        try:
            found, seen = fault.trial(folder, seed)
        except Exception:
            found = [f"the trial broke off: {traceback.format_exc(limit=4)}"]
        finally:
            end_all()
        for violation in found:
            print(f"{name}, trial {seed}: {violation}", file=sys.stderr)
        print(f"{name}, trial {seed}: {len(found)} violation(s), {time.monotonic() - began:.0f} s", file=sys.stderr)
        violations += found
        if found:
            print(f"  what is left of it: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    return [name, fault.FAULT, fault.HOLDS, str(count), str(len(violations)), seen]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--trials", type=int)
    arguments.add_argument("--list", action="store_true")
    asked = arguments.parse_args()
    known = names()
    if asked.list:
        print("\n".join(known))
        return
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        sys.exit(f"there is no fault {', '.join(unknown)}; there are {', '.join(known)}")
    rows = []
    for name in asked.names or known:
        rows.append(run(name, asked.trials))
        if len(rows) == 1:
            print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
        print(f"| {' | '.join(rows[-1])} |", flush=True)
    sys.exit(any(row[4] != "0" for row in rows))


main()
