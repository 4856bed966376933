"""Programs of one version that start together on an empty database."""

import subprocess

from support.postgres import Postgres
from support.server import PROGRAM

FAULT = "four programs migrate one empty database at once (SQLite, then PostgreSQL)"
HOLDS = "all end well, and each migration is applied once"
TRIALS = 3
COUNT = "SELECT count(*) || ' ' || count(DISTINCT version) FROM __diesel_schema_migrations"


def at_once(database):
    command = [PROGRAM, "--json", "--database", str(database), "migrate"]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    told = [child.communicate(timeout=180) for child in children]
    return [error for child, (_, error) in zip(children, told) if child.returncode]


def trial(folder, seed):
    found = [f"SQLite: {error}" for error in at_once(folder / "crewcast.sqlite")]
    with Postgres() as postgres:
        database = postgres.make("centre")
        found += [f"PostgreSQL: {error}" for error in at_once(database)]
        rows, versions = postgres.sql(COUNT, "centre").split()
    if rows != versions:
        found.append(f"{rows} rows of {versions} migrations")
    return found, f"{versions} migrations, each once"
