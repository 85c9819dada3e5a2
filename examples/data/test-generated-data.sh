#!/bin/sh
# SPDX-License-Identifier: MIT
# The generator writes each generated file of this folder again, byte for byte.
#   test-generated-data.sh GENERATOR FOLDER
set -eu
generator=$1
folder=$2
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

"$generator" "$fresh"
n_tests=0
for kept in "$folder"/generated-*; do
  n_tests=$((n_tests + 1))
  name=${kept##*/}
  if cmp "$kept" "$fresh/$name" >&2; then
    echo "ok $n_tests /data/generates-again/$name"
  else
    echo "not ok $n_tests /data/generates-again/$name"
  fi
done

n_tests=$((n_tests + 1))
if [ "$(ls "$fresh")" = "$(cd "$folder" && ls -d generated-*)" ]; then
  echo "ok $n_tests /data/keeps-every-generated-file"
else
  echo "not ok $n_tests /data/keeps-every-generated-file"
fi
echo "1..$n_tests"
