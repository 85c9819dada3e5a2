#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs clang-tidy on a file unless it ran on the same content before; then repeats what it said.
#   tidy-file.sh BUILD HASH_OF_WHAT_ALL_FILES_SHARE FILE
set -eu
build=$1
shared=$2
file=$3
hash=$({
  printf '%s\n' "$shared" "$file"
  cat "$file"
} | sha256sum | cut -c 1-64)
passed=$build/tidy/$hash.passed
failed=$build/tidy/$hash.failed

if [ ! -f "$passed" ] && [ ! -f "$failed" ]; then
  if clang-tidy -p "$build" --quiet "$file" >"$failed.part" 2>&1; then
    mv "$failed.part" "$passed"
  else
    mv "$failed.part" "$failed"
  fi
fi
[ ! -f "$failed" ] || {
  grep -v ' warnings generated\.$' "$failed"
  exit 1
}
