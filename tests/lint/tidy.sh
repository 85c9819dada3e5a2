#!/bin/sh
# SPDX-License-Identifier: MIT
# Every C source that the build folder compiles passes clang-tidy.
#   tidy.sh ROOT BUILD
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$1
build=$(CDPATH='' cd -- "$2" && pwd)
cd "$root"

# What every file depends on: the checks, the flags, and any header it may include.
shared=$({
  cat .clang-tidy tests/.clang-tidy meson.build
  "$here/sources.sh" '*.h' | tr '\n' '\0' | xargs -0 cat
} | sha256sum | cut -c 1-64)

sources=$("$here/sources.sh" '*.c' | while IFS= read -r file; do
  if grep -qF "/$file\"," "$build/compile_commands.json"; then
    printf '%s\n' "$file"
  fi
done)
mkdir -p "$build/tidy"
printf '%s\n' "$sources" | tr '\n' '\0' |
  xargs -0 -n 1 -P "$(nproc)" "$here/tidy-file.sh" "$build" "$shared" >/dev/null 2>&1 || true
printf '%s\n' "$sources" | "$here/report.sh" tidy "$here/tidy-file.sh" "$build" "$shared"
