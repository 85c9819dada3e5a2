#!/bin/sh
# SPDX-License-Identifier: MIT
# The limits no other tool knows: a licence line first, files under 500 lines, and one source of
# host/ for each foreign library.
#   shape.sh ROOT
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$1"
{
  "$here/sources.sh" '*.c' '*.h' '*.cpp' '*.sh' '*.py' '*.R'
  printf 'library %s\n' dlfcn.h ffi.h json-glib/json-glib.h libelf.h gelf.h
} | "$here/report.sh" shape "$here/shape-check.sh"
