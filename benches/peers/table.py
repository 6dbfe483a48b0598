"""The rows of `syntony bench --json` beside those of the peers: `table.py numpy.json dwave.json dense.json cut.json`."""

import json
import sys


def rows(path):
    with open(path) as file:
        return json.load(file)


if __name__ == "__main__":
    numpy, dwave, dense, cut = (rows(path) for path in sys.argv[1:])
    rate = {row["name"].split()[-1]: row["value"] for row in numpy}
    read = dwave[0]["value"]
    print(f"{'name':<38} {'value':>11} {'unit':<11} {'peer':>9} {'ratio':>7}   {'plain':>9} {'ratio':>7}")
    for row in dense:
        peer = rate[next(word for word in row["name"].split() if word.startswith("N="))]
        ours = f"{row['name']:<38} {row['value']:>11.0f} {row['unit']:<11}"
        print(f"{ours} {peer:>9.0f} {row['value'] / peer:>7.1f}   {row['reference']:>9.0f} {row['ratio']:>7.1f}")
    for row in cut:
        ours = f"{row['name']:<38} {row['value']:>11.3f} {row['unit']:<11}"
        theirs = f"{read:>9.1f} {read / row['value']:>7.1f}" if "sparse" in row["name"] else " " * 17
        print(f"{ours} {theirs}   {row['reference']:>9.1f} {row['ratio']:>7.1f}")
    print("peer: dense, float32 two-sum update in NumPy; cut, one read of 1000 sweeps of dwave-samplers")
    print("plain: dense, the plain kernel; cut, a scalar annealer in Rust")
