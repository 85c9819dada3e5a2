#!/bin/sh
# SPDX-License-Identifier: MIT
# Every header compiles alone: those of plugin-api/ as C11 and C++17 with two compilers, those of
# host/ as C11.
#   headers.sh ROOT
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$1"
{
  for header in plugin-api/*.h; do
    printf '%s\n' "$header:gcc:c:c11" "$header:clang:c:c11" \
      "$header:g++:c++:c++17" "$header:clang++:c++:c++17"
  done
  "$here/sources.sh" '*.h' | sed -n 's,^host/.*,&:gcc:c:c11,p'
} | "$here/report.sh" headers "$here/header-compile.sh"
