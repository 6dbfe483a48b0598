"""Graphs to cut, in G-set form: python3 benches/graphs.py KIND NODES SEED > FILE"""
import random
import sys

kind, n, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
r = random.Random(seed)
sign = lambda: r.choice((1, -1))
edges = {}


def add(a, b, weight):
    edges.setdefault((min(a, b) + 1, max(a, b) + 1), weight)


if kind == "complete":
    for a in range(n):
        for b in range(a + 1, n):
            add(a, b, sign())
elif kind in ("random", "random-signs"):
    while len(edges) < 10 * n:
        a, b = r.sample(range(n), 2)
        add(a, b, 1 if kind == "random" else sign())
elif kind in ("torus", "torus-weights"):
    width = int(n**0.5)
    n = width * width
    for a in range(n):
        for b in (a // width * width + (a + 1) % width, (a + width) % n):
            add(a, b, sign() if kind == "torus" else sign() * r.randint(1, 10))
elif kind == "planar":  # the union of two random triangulations, a hundredth of the edges left out
    for _ in range(2):
        name = r.sample(range(n), n)
        faces, pairs = [(0, 1, 2), (0, 1, 2)], [(0, 1), (1, 2), (0, 2)]
        for v in range(3, n):
            k = r.randrange(len(faces))
            a, b, c = faces[k]
            faces[k] = faces[-1]
            faces[-1:] = [(a, b, v), (b, c, v), (a, c, v)]
            pairs += [(a, v), (b, v), (c, v)]
        for a, b in pairs:
            if r.random() < 0.99:
                add(name[a], name[b], 1)
else:
    sys.exit("KIND: complete, random, random-signs, torus, torus-weights, planar")
print(n, len(edges))
for (a, b), weight in edges.items():
    print(a, b, weight)
