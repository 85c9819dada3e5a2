#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs a check on each file named on standard input and prints TAP, a line a file; what a check
# says goes to standard error, which meson shows with a failed test.
#   report.sh NAME COMMAND [ARGUMENT...]
set -u
name=$1
shift
n_files=0
while IFS= read -r file; do
  n_files=$((n_files + 1))
  if messages=$("$@" "$file" 2>&1 </dev/null); then
    echo "ok $n_files /$name/$file"
  else
    echo "not ok $n_files /$name/$file"
    printf '%s\n' "/$name/$file:" "$messages" >&2
  fi
done
echo "1..$n_files"
