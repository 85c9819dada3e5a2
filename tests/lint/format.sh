#!/bin/sh
# SPDX-License-Identifier: MIT
# Every C and C++ source is laid out as .clang-format says.
#   format.sh ROOT
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$1"
"$here/sources.sh" '*.c' '*.h' '*.cpp' |
  "$here/report.sh" format clang-format --dry-run -Werror
