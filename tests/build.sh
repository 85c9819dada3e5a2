#!/bin/sh
# SPDX-License-Identifier: MIT
# Configures a build folder of this tree where it has to, then builds what has changed.
#   sh tests/build.sh FOLDER [MESON OPTION...]
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
folder=$root/$1
shift

# A tree that was moved or is built with other options starts again; a folder without the mark was
# made by hand and is taken as it is.
wanted="$root ${CC:-cc} $*"
mark=$folder/plugcast-build
if [ -f "$mark" ] && [ "$(cat "$mark")" != "$wanted" ]; then
  rm -rf "$folder"
fi

if [ ! -f "$folder/build.ninja" ]; then
  if ! log=$(meson setup "$@" "$folder" "$root" 2>&1); then
    printf '%s\n' "$log" >&2
    exit 1
  fi
  printf '%s\n' "$wanted" >"$mark"
fi
exec ninja -C "$folder"
