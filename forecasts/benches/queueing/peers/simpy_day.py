"""One queue with patience (M/M/n+M) in SimPy, day after day.

Arguments: days, contacts a day, handle seconds, patience seconds, agents, seed.
Output: the seconds it took, contacts, abandoned contacts.
"""

import random
import sys
from time import perf_counter

import simpy

DAY_SECONDS = 36_000

days, per_day, aht, patience, agents, seed = map(float, sys.argv[1:7])
rng = random.Random(int(seed))
counts = {"contacts": 0, "abandoned": 0}


def contact(env, crew):
    counts["contacts"] += 1
    with crew.request() as turn:
        won = yield turn | env.timeout(rng.expovariate(1 / patience))
        if turn in won:
            yield env.timeout(rng.expovariate(1 / aht))
        else:
            counts["abandoned"] += 1


def arrivals(env, crew):
    while True:
        yield env.timeout(rng.expovariate(per_day / DAY_SECONDS))
        env.process(contact(env, crew))


start = perf_counter()
for _ in range(int(days)):
    env = simpy.Environment()
    env.process(arrivals(env, simpy.Resource(env, capacity=int(agents))))
    env.run(until=DAY_SECONDS)
print(perf_counter() - start)
print(counts["contacts"])
print(counts["abandoned"])
