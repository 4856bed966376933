"""What more workers and more servers on one PostgreSQL database do: runs ended a second, and weeks of history read a second.

./run bench scale-out [--runs N] [--seconds N]. Everything is on one machine, so that its cores bound both; what is looked for is
whether the processes stand in each other's way.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "faults"))

from support.imports import begin_contact_import, business_unit, contact_list, history, send_history  # noqa: E402
from support.postgres import Postgres  # noqa: E402
from support.server import Server, Worker, end_all, make_tenant  # noqa: E402

COUNTS = (1, 2, 4)
# Contacts of one import: little to compute, a few transactions.
CONTACTS = 200
CONNECTIONS = 8


def measure_workers(folder, workers, runs):
    """Runs a second, of runs that wait when the workers start."""
    with Postgres() as postgres:
        database = postgres.make("centre")
        server = Server(folder, database, make_tenant(database), workers=0)
        server.wait_until_ready()
        lists = [contact_list(server, f"People {at}") for at in range(runs)]
        queued = [begin_contact_import(server, people, CONTACTS) for people in lists]
        at_once = {"CREWCAST_RUNS_AT_ONCE": "{contact-import=64}"}
        began = time.monotonic()
        for _ in range(workers):
            Worker(folder, database, environment=at_once)
        ended = [server.ended_run(run) for run in queued]
        seconds = time.monotonic() - began
        wrong = [run for run in ended if (run["state"], run["attempts"]) != ("Complete", 1)]
        shares = postgres.sql("SELECT count(*) FROM runs GROUP BY worker ORDER BY 1", "centre").split()
        end_all()
        if wrong:
            raise RuntimeError(f"a run ended {wrong[0]}")
        return runs / seconds, shares


def read_a_second(wrk, servers, path, seconds):
    """Answers a second of all servers together, each asked over its share of the connections."""
    each = str(max(1, CONNECTIONS // len(servers)))
    header = f"Authorization: Bearer {servers[0].key}"
    asking = [subprocess.Popen([wrk, "-t1", "-c", each, "-d", f"{seconds}s", "-H", header,
                                f"http://127.0.0.1:{server.port}/api/v1{path}"], stdout=subprocess.PIPE, text=True)
              for server in servers]
    total = 0.0
    for process in asking:
        told = process.communicate(timeout=seconds + 60)[0]
        if "Non-2xx" in told:
            raise RuntimeError(told)
        total += float(re.search(r"Requests/sec:\s*([\d.]+)", told).group(1))
    return total


def measure_servers(folder, wrk, seconds):
    """Weeks of a queue's intervals read a second, by number of servers."""
    with Postgres() as postgres:
        database = postgres.make("centre")
        key = make_tenant(database)
        servers = [Server(folder, database, key, workers=0) for _ in range(max(COUNTS))]
        for server in servers:
            server.wait_until_ready()
        unit = business_unit(servers[0])
        sent = send_history(servers[0], unit, "Cards", history(288 * 28, seed=1))
        queue = sent.body["totals"]["queues"][0]["queueId"]
        path = f"/queues/{queue}/history?startDate=2024-01-08&endDate=2024-01-14"
        servers[0].expect("GET", path)
        figures = {count: read_a_second(wrk, servers[:count], path, seconds) for count in COUNTS}
        end_all()
        return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=10)
    arguments = parser.parse_args()
    wrk = os.environ.get("CREWCAST_BENCH_WRK") or sys.exit("CREWCAST_BENCH_WRK names no wrk; use ./run bench scale-out")
    print(f"{os.cpu_count()} cores; PostgreSQL, servers, workers and those who ask are all on them")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for count in COUNTS:
            a_second, shares = measure_workers(folder, count, arguments.runs)
            print(f"{count} worker(s): {a_second:.1f} runs/s of {CONTACTS} contacts each; shares {', '.join(shares)}", flush=True)
        for count, a_second in measure_servers(folder, wrk, arguments.seconds).items():
            print(f"{count} server(s): {a_second:.0f} weeks of five-minute intervals read a second", flush=True)


if __name__ == "__main__":
    try:
        main()
    finally:
        end_all()
