"""One queue with patience (M/M/n+M) in Ciw, day after day.

Arguments: days, contacts a day, handle seconds, patience seconds, agents, seed.
Output: the seconds it took, contacts, abandoned contacts.
"""

import sys
from time import perf_counter

import ciw

DAY_SECONDS = 36_000

days, per_day, aht, patience, agents, seed = map(float, sys.argv[1:7])
network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=per_day / DAY_SECONDS)],
    service_distributions=[ciw.dists.Exponential(rate=1 / aht)],
    reneging_time_distributions=[ciw.dists.Exponential(rate=1 / patience)],
    number_of_servers=[int(agents)],
)
contacts = abandoned = 0
spent = 0.0
for day in range(int(days)):
    ciw.seed(int(seed) + day)
    simulation = ciw.Simulation(network)
    start = perf_counter()
    simulation.simulate_until_max_time(DAY_SECONDS)
    spent += perf_counter() - start
    contacts += simulation.nodes[1].number_of_individuals
    records = simulation.get_all_records(only=["service", "renege"])
    contacts += len(records)
    abandoned += sum(record.record_type == "renege" for record in records)
print(spent)
print(contacts)
print(abandoned)
