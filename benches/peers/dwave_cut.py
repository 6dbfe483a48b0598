"""Milliseconds of one read of 1000 sweeps of dwave-samplers' SimulatedAnnealingSampler on the maximum cut of a graph.

    dwave_cut.py GRAPH [READS]        GRAPH in G-set form: "nodes edges", then "u v weight" from 1

Only the call of `sample` on a ready model is timed, and the least of the reads counts. Prints one JSON row.
"""

import json
import sys
import time

import dimod
from dwave.samplers import SimulatedAnnealingSampler


def read(path):
    with open(path) as lines:
        next(lines)
        return [tuple(int(word) for word in line.split()[:3]) for line in lines if line.strip()]


if __name__ == "__main__":
    edges = read(sys.argv[1])
    reads = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    model = dimod.BinaryQuadraticModel("SPIN")
    for u, v, weight in edges:
        model.add_quadratic(u, v, weight)
    sampler, least, best = SimulatedAnnealingSampler(), float("inf"), 0
    total = sum(weight for _, _, weight in edges)
    for seed in range(reads):
        start = time.perf_counter()
        answer = sampler.sample(model, num_reads=1, num_sweeps=1000, seed=seed)
        least = min(least, time.perf_counter() - start)
        best = max(best, (total - answer.first.energy) / 2)
    row = {"name": "dwave-samplers one read of 1000 sweeps", "value": least * 1000, "unit": "ms", "best_cut": best}
    json.dump([row], sys.stdout)
