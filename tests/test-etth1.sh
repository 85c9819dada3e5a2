#!/bin/sh
# SPDX-License-Identifier: MIT
# examples/etth1.sh reaches the published errors, with the same bytes for one thread and for two.
#   test-etth1.sh ROOT PLUGCAST
set -u
root=$1
export PLUGCAST="$2"
data=$root/../shared/data/etth1.csv.gz
if [ ! -f "$data" ]; then
  echo "1..0 # SKIP no ETTh1 beside the repository"
  exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
n_tests=0

# check NAME COMMAND...: passes when the command does
check() {
  n_tests=$((n_tests + 1))
  name=$1
  shift
  if "$@" >&2; then
    echo "ok $n_tests $name"
  else
    echo "not ok $n_tests $name"
  fi
}

# example_run THREADS
example_run() {
  mkdir "$folder/$1" &&
    sh "$root/examples/etth1.sh" "$data" "$folder/$1" --threads "$1" --json 2>"$folder/$1/said"
}

# Prints the test errors, one a line.
test_errors() {
  sed -n 's/.*"test_loss":\([0-9.]*\),.*/\1/p' "$folder/2/said"
}

# error_near LINE PUBLISHED: within 0.01
error_near() {
  test_errors | sed -n "$1p" | awk -v published="$2" '
    { distance = $1 - published; found = 1; print "test error", $1 }
    END { exit !(found && distance <= 0.01 && distance >= -0.01) }'
}

for threads in 1 2; do
  check "/etth1/trains/$threads" example_run "$threads"
done
check /etth1/error-is-as-published/nlinear error_near 1 0.374
check /etth1/error-is-as-published/dlinear error_near 2 0.375
for network in nlinear dlinear; do
  check "/etth1/same-bytes-on-one-thread-and-two/$network" \
    cmp "$folder/1/$network.pcm" "$folder/2/$network.pcm"
done
echo "1..$n_tests"
