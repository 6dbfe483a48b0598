"""The table of docs/src/cut.md: the rule on graphs of several classes, beside simulated annealing at equal sweeps.

    python3 benches/cut.py [--sweeps 1000] [--seeds 3] [--anneal 64] [FILE ...]

Without files it makes its own graphs (benches/graphs.py, seed 1). Mean of 64 restarts over the seeds, and the best of each seed.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
root = here.parent
classes = [("random", 2000), ("random-signs", 1000), ("torus", 2000), ("torus-weights", 2000), ("planar", 800), ("complete", 2000)]
options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("--sweeps", type=int, default=1000)
options.add_argument("--seeds", type=int, default=3)
options.add_argument("--anneal", type=int, default=64, help="runs of simulated annealing")
options.add_argument("files", nargs="*")
given = options.parse_args()


def cargo(*arguments):
    command = ["cargo", "run", "--quiet", "--release", *arguments]
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout


def search(file, *flags):
    runs = []
    for seed in range(1, given.seeds + 1):
        text = cargo("--", "cut", file, "--sweeps", str(given.sweeps), "--seed", str(seed), "--threads", "1", "--json", *flags)
        runs.append(json.loads(text))
    mean = sum(run["mean_cut"] for run in runs) / len(runs)
    return f"{mean:.2f} ({', '.join(str(run['best_cut']) for run in runs)})"


with tempfile.TemporaryDirectory() as folder:
    files = [str(pathlib.Path(file).resolve()) for file in given.files]
    if not files:
        for kind, nodes in classes:
            files.append(f"{folder}/{kind}.txt")
            with open(files[-1], "w") as out:
                subprocess.run([sys.executable, here / "graphs.py", kind, str(nodes), "1"], stdout=out, check=True)
    print(f"| {given.sweeps} sweeps | 64 restarts, exchange | 64 restarts, alone | annealing |\n|---|---|---|---|")
    for file in files:
        runs = min(given.anneal, 8) if "complete" in file else given.anneal
        annealed = cargo("--example", "anneal", file, str(given.sweeps), str(runs)).split()
        columns = [search(file), search(file, "--no-exchange"), f"{annealed[1]} ({annealed[3]})"]
        print(f"| {pathlib.Path(file).stem} | " + " | ".join(columns) + " |", flush=True)
