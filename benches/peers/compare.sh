#!/usr/bin/env bash
# Our kernels beside what others use, on this machine, in one run, one thread each.
#   benches/peers/compare.sh [GRAPH]    GRAPH in G-set form; without one, G22 if it is there, else a random graph of its size
# The peers are installed in a virtual environment that is removed at the end. Needs python3 with venv, and cargo.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 RAYON_NUM_THREADS=1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "building ..." >&2
cargo build --release --quiet
syntony="${CARGO_TARGET_DIR:-target}/release/syntony"
echo "installing the peers ..." >&2
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 dwave-samplers==1.8.0 >&2
python="$work/venv/bin/python"

graph=${1:-../shared/data/gset/G22.txt}
if [ ! -f "$graph" ]; then
    [ $# -eq 0 ] || { echo "there is no file $graph" >&2; exit 2; }
    graph="$work/random.txt"
    "$python" benches/peers/random_graph.py 1 >"$graph"
fi
echo "measuring on $graph ..." >&2
"$python" benches/peers/numpy_kuramoto.py 2 >"$work/numpy.json"
"$python" benches/peers/dwave_cut.py "$graph" 20 >"$work/dwave.json"
"$syntony" bench --json --graph "$graph" --only dense >"$work/dense.json"
"$syntony" bench --json --graph "$graph" --only cut >"$work/cut.json"
"$python" benches/peers/table.py "$work"/{numpy,dwave,dense,cut}.json
