#!/bin/sh
# SPDX-License-Identifier: MIT
# The tables of docs/features.md are those of the plugin.
#   test-features-doc.sh ROOT PROGRAM           compares them
#   test-features-doc.sh ROOT PROGRAM --print   writes what they should be
set -eu
root=$1
program=$2
families='distribution autocorrelation spectrum decomposition stationarity windows nonlinearity
  smoothing recent intermittency calendar catch22'

print_family() {
  printf '\n## %s\n\n| feature | ignores | what it is | defined in |\n|---|---|---|---|\n' "$1"
  "$program" features --list -m "$1" --format tsv | awk -F '\t' 'NR > 1 {
    gsub(/"/, "")
    gsub(/ /, ", ", $3)
    printf "| `%s` | %s | %s | %s |\n", $1, $3, $4, $5
  }'
}

print_all() {
  for family in $families; do
    print_family "$family"
  done
}

if [ "${3:-}" = --print ]; then
  print_all
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 1..2
print_all >"$work/expected"
awk '/^## distribution$/ { prints = 1; print "" } prints' "$root/docs/features.md" >"$work/found"
if diff -u "$work/found" "$work/expected" >"$work/differences"; then
  echo 'ok 1 /docs/features/tables-are-those-of-the-plugin'
else
  echo 'not ok 1 /docs/features/tables-are-those-of-the-plugin'
  sed 's/^/# /' "$work/differences"
fi
n_listed=$(grep -c '^| `' "$work/expected")
n_features=$("$program" features --list --format tsv | tail -n +2 | wc -l)
if [ "$n_listed" -eq "$n_features" ]; then
  echo 'ok 2 /docs/features/families-are-complete'
else
  echo 'not ok 2 /docs/features/families-are-complete'
  echo "# the families have $n_listed features, all together $n_features"
fi
