#!/bin/sh
# SPDX-License-Identifier: MIT
# Sets up, builds, and forecasts six series of monthly data that come with Plugcast.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
plugcast=$root/build/host/plugcast
data=$root/examples/data

sh "$root/tests/setup.sh" build
sh "$root/tests/build.sh" build

printf '\n%s\n\n' "plugcast forecast examples/data/classic-monthly.csv"
"$plugcast" forecast "$data/classic-monthly.csv"

cat <<END

Three commands to try next:
  '$plugcast' forecast '$data/air-passengers.csv' --horizon 24 --level 80,95
  '$plugcast' forecast '$data/generated-daily.csv' -m theta -m seasonal_naive -o forecast.csv
  '$plugcast' plugins
END
