#!/bin/sh
# SPDX-License-Identifier: MIT
# Every shell script passes shellcheck.
#   shell.sh ROOT
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$1"
{
  echo .ci/run
  "$here/sources.sh" '*.sh'
} | "$here/report.sh" shell shellcheck
