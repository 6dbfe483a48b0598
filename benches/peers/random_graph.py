"""A random graph of G22's size in G-set form: 2000 nodes, 19 990 edges of weight 1, from a seed. Prints it."""

import random
import sys

if __name__ == "__main__":
    nodes, edges = 2000, 19990
    generator = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    pairs = set()
    while len(pairs) < edges:
        u, v = generator.randrange(nodes), generator.randrange(nodes)
        if u != v:
            pairs.add((min(u, v) + 1, max(u, v) + 1))
    print(nodes, edges)
    for u, v in sorted(pairs):
        print(u, v, 1)
