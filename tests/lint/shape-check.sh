#!/bin/sh
# SPDX-License-Identifier: MIT
#   shape-check.sh FILE
#   shape-check.sh "library HEADER"
set -eu
case $1 in
  'library '*)
    header=${1#library }
    users=$(grep -rl "#include <$header>" host || true)
    n_users=$(printf '%s' "$users" | grep -c '' || true)
    [ "$n_users" -le 1 ] || {
      echo "$header is included by more than one source:" "$users"
      exit 1
    }
    ;;
  *)
    head -n 2 "$1" | grep -q 'SPDX-License-Identifier: MIT' || {
      echo "the first line is no licence line"
      exit 1
    }
    # The ABI is one header, so that an author can copy it.
    [ "$1" = plugin-api/plugcast.h ] || [ "$(wc -l <"$1")" -le 500 ] || {
      echo "more than 500 lines"
      exit 1
    }
    ;;
esac
