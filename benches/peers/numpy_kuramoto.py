"""Sweeps a second of a dense Kuramoto medium in NumPy: what most people write first.

One sweep: s = sin(th), c = cos(th), th += dt * (c * (W @ s) - s * (W @ c)), float32, all oscillators at once.
Prints one JSON row a size.
"""

import json
import sys
import time

import numpy as np


def rate(n, seconds):
    random = np.random.default_rng(1)
    weights = random.standard_normal((n, n), dtype=np.float32) / np.float32(n)
    phase = random.uniform(0, 2 * np.pi, n).astype(np.float32)
    dt = np.float32(0.1)
    sweeps = max(1, int(2e8 / n**2))
    least, begin = float("inf"), time.perf_counter()
    while time.perf_counter() - begin < seconds or least == float("inf"):
        start = time.perf_counter()
        for _ in range(sweeps):
            s, c = np.sin(phase), np.cos(phase)
            phase += dt * (c * (weights @ s) - s * (weights @ c))
        least = min(least, time.perf_counter() - start)
    return sweeps / least


if __name__ == "__main__":
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    rows = [{"name": f"numpy N={n}", "value": rate(n, seconds), "unit": "sweeps/s"} for n in (512, 2048)]
    json.dump(rows, sys.stdout)
