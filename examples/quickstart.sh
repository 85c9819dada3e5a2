#!/bin/sh
# SPDX-License-Identifier: MIT
# Sets up, builds, and forecasts three series of monthly data that come with Plugcast.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
sh tests/setup.sh build
sh tests/build.sh build

command='build/host/plugcast forecast examples/data/classic-monthly.csv --format chart'
printf '\n%s\n\n' "$command"
$command

cat <<END

Three commands to try next, in $root:
  build/host/plugcast forecast examples/data/air-passengers.csv --horizon 24 --level 80,95
  build/host/plugcast forecast examples/data/generated-daily.csv -m theta,drift -o forecast.csv
  build/host/plugcast plugins
END
