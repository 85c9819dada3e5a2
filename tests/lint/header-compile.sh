#!/bin/sh
# SPDX-License-Identifier: MIT
# Compiles a file that only includes a header; plugin-api/ gets no library's include folders.
#   header-compile.sh HEADER:COMPILER:LANGUAGE:STANDARD
set -eu
IFS=:
# shellcheck disable=SC2086
set -- $1
unset IFS
header=$1
compiler=$2
language=$3
standard=$4
case $header in
  host/*)
    # shellcheck disable=SC2046
    set -- -D_GNU_SOURCE -Ihost -Iplugin-api \
      $(pkg-config --cflags gio-2.0 gio-unix-2.0 json-glib-1.0 libelf)
    ;;
  *) set -- -Wpedantic ;;
esac
printf '#include "%s"\n' "$header" |
  "$compiler" -x "$language" "-std=$standard" -fsyntax-only -Wall -Wextra -Wconversion -Wshadow \
    -Wundef -Werror -I. "$@" -
