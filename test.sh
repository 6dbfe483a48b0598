#!/usr/bin/env bash
# Runs everything that guards the project and ends with a line "N passed, N failed".
#   ./test.sh          all of it
#   ./test.sh --quick  formatting, lints and tests in debug builds only
set -u -o pipefail
cd "$(dirname "$0")"
logs=target/test-logs
mkdir -p "$logs"
passed=0 failed=0

# step NAME COMMAND...: runs a command as one check; its output is shown when it fails.
step() {
    local name=$1 log start=$SECONDS
    shift
    log="$logs/${name// /-}.log"
    if "$@" >"$log" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $name ($((SECONDS - start)) s)"
    else
        failed=$((failed + 1))
        echo "FAILED  $name: $*"
        tail -n 80 "$log"
    fi
}

# tests NAME COMMAND...: runs cargo tests and counts each of them.
tests() {
    local name=$1 log start=$SECONDS ok bad status
    shift
    log="$logs/${name// /-}.log"
    "$@" >"$log" 2>&1
    status=$?
    read -r ok bad < <(awk '/^test result:/ { ok += $4; bad += $6 } END { print ok + 0, bad + 0 }' "$log")
    # A build that broke, or a runner that found nothing, is a failure too.
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ] || [ "$ok" -eq 0 ]; then bad=$((bad + 1)); fi
    passed=$((passed + ok)) failed=$((failed + bad))
    if [ "$bad" -eq 0 ]; then
        echo "ok      $name: $ok tests ($((SECONDS - start)) s)"
    else
        echo "FAILED  $name: $*"
        # What failed and why, then once more the names, where a cut log still shows them.
        sed -n '/^failures:$/,/^test result: FAILED/p' "$log" | tail -n 200
        grep -E '^test .* FAILED$|^error' "$log"
    fi
}

# The open tools of the hardware tests, as Debian 12 ships them (verilator 5.006, yosys 0.23, nextpnr 0.4, iverilog 11.0).
install_tools() {
    local missing=() tool
    for tool in verilator:verilator yosys:yosys nextpnr-ice40:nextpnr-ice40 icepack:fpga-icestorm iverilog:iverilog g++:g++; do
        command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    local root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo)
    "${root[@]}" apt-get update && "${root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"
}

if ! install_tools >"$logs/tools.log" 2>&1; then
    tail -n 20 "$logs/tools.log"
    echo "the hardware tests need verilator, yosys, nextpnr-ice40, fpga-icestorm, iverilog and g++, and they could not be installed: install them and run again"
    exit 3
fi
verilator --version

step "format" cargo fmt --all --check
step "clippy" cargo clippy --workspace --all-targets --locked -- -D warnings
step "documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked
if [ "${1:-}" = "--quick" ]; then
    tests "tests" cargo test --workspace --locked --no-fail-fast
else
    # Release: the tests run whole media, and the bits must be those of the build that people use.
    tests "tests" cargo test --workspace --locked --release --no-fail-fast
    step "demo" cargo run --release --locked -- demo --out target/test-demo
    step "bitstream" cargo run --release --locked -- build --board icebreaker --oscillators 64 --weight-bits 4 --radix4 --lanes 4 \
        --laws projected --seeds 3 --limit 4 --clock 12000000 --out target/test-board
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
