"""Agents required by pyworkforce's ErlangC.

Input, a line an interval: contacts, interval minutes, handle seconds, service level, within seconds, maximum occupancy.
Output: the seconds it took, then the agents of each interval (-1 where the package refuses).
"""

import sys
from time import perf_counter

from pyworkforce.queuing import ErlangC

rows = [tuple(map(float, line.split(","))) for line in sys.stdin]
agents = []
start = perf_counter()
for contacts, minutes, aht, level, within, occupancy in rows:
    if contacts == 0:
        agents.append(0)
        continue
    try:
        queue = ErlangC(transactions=contacts, aht=aht / 60, asa=within / 60, interval=minutes, shrinkage=0.0)
        agents.append(queue.required_positions(service_level=level, max_occupancy=occupancy)["raw_positions"])
    except (ArithmeticError, ValueError):
        agents.append(-1)
print(perf_counter() - start)
print(*agents, sep="\n")
