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
    sh "$root/examples/etth1.sh" "$data" "$folder/$1" --threads "$1" --quiet >"$folder/$1/scores"
}

# error_near NETWORK PUBLISHED: within 0.01
error_near() {
  awk -F , -v network="$1" -v published="$2" '
    $1 == network { distance = $2 - published; found = 1; print network, $2 }
    END { exit !(found && distance <= 0.01 && distance >= -0.01) }' "$folder/2/scores"
}

for threads in 1 2; do
  check "/etth1/trains/$threads" example_run "$threads"
done
check /etth1/error-is-as-published/nlinear error_near nlinear 0.374
check /etth1/error-is-as-published/dlinear error_near dlinear 0.375
for file in nlinear.pcm dlinear.pcm scores; do
  check "/etth1/same-bytes-on-one-thread-and-two/$file" cmp "$folder/1/$file" "$folder/2/$file"
done
echo "1..$n_tests"
