#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Puts the pool beside other schedulers, in the harness of a folder PEERS that holds their programs,
# run.sh to build them and measure.py:
#
#   bench/peers.sh PEERS [OPTIONS OF MEASURE.PY]
#
# Everything built goes to $PEERS_BUILD (/tmp/plugcast-peers). On a machine where others work too,
# as root, for a scheduling group of its own:
#
#   setsid -w bench/peers.sh PEERS --quiet 2 --wait 0 --rest 0.3 --group-nice -20 --pin
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -ge 1 ] || { echo "usage: bench/peers.sh PEERS [OPTIONS OF MEASURE.PY]" >&2; exit 2; }
peers=$(cd "$1" && pwd)
shift
build=${PEERS_BUILD:-/tmp/plugcast-peers}
mkdir -p "$build"

BUILD_ONLY=1 PEERS_BUILD=$build "$peers/run.sh"

# shellcheck disable=SC2046
${CC:-gcc} -std=c11 -O3 -march=native -D_GNU_SOURCE -Wall -Wextra \
  -I"$root/host" -I"$peers/common" "$root/bench/peer-pool.c" "$root"/host/pool/*.c \
  "$build/driver.o" -o "$build/peer-pool" $(pkg-config --cflags --libs glib-2.0) -lm

exec python3 "$peers/measure.py" --bin "$build" --out "$build/results.jsonl" \
  --peers "pool rayon openmp-dynamic openmp-guided tbb" "$@"
