#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints our own files below the current directory that match a name pattern, in order.
#   sources.sh PATTERN...
# The frozen plugins of tests/abi are kept as they were released.
set -eu
for pattern in "$@"; do
  find bench docs examples host plugin-api plugins tests -name "$pattern" -type f \
    ! -path 'tests/abi/*' ! -path 'tests/data/*' 2>/dev/null || true
done | LC_ALL=C sort -u
