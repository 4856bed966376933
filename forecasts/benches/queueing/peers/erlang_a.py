"""Agents required by pyworkforce's ErlangA.

Input, a line an interval: contacts, interval minutes, handle seconds, patience seconds, service level, within seconds.
Output: the seconds it took, then the agents of each interval (-1 where the package refuses).
"""

import sys
from time import perf_counter

from pyworkforce.queuing import ErlangA

rows = [tuple(map(float, line.split(","))) for line in sys.stdin]
agents = []
start = perf_counter()
for contacts, minutes, aht, patience, level, within in rows:
    if contacts == 0:
        agents.append(0)
        continue
    try:
        queue = ErlangA(
            transactions=contacts, aht=aht / 60, asa=within / 60, interval=minutes, patience=patience / 60
        )
        agents.append(queue.required_positions(service_level=level)["raw_positions"])
    except (ArithmeticError, ValueError):
        agents.append(-1)
print(perf_counter() - start)
print(*agents, sep="\n")
