#!/bin/sh
# SPDX-License-Identifier: MIT
# setup.sh installs what is missing and nothing else; count.py counts what broke off as failed.
#   test-scripts.sh ROOT
set -u
root=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
n_tests=0

# check NAME EXPECTED ACTUAL
check() {
  n_tests=$((n_tests + 1))
  if [ "$2" = "$3" ]; then
    echo "ok $n_tests $1"
  else
    echo "not ok $n_tests $1"
    printf '%s\n' "$1: expected:" "$2" "but there is:" "$3" >&2
  fi
}

# fake PROGRAM SCRIPT: a stand-in that setup.sh finds first
fake() {
  printf '#!/bin/sh\n%s\n' "$2" >"$folder/a tree/bin/$1"
  chmod +x "$folder/a tree/bin/$1"
}

# Runs the copied setup.sh; prints its status and what it said or called.
setup() {
  said=$(cd / && PATH="$folder/a tree/bin:$PATH" sh "$folder/a tree/setup.sh" "$@" 2>&1)
  echo "$? $said"
}

mkdir -p "$folder/a tree/bin"
cp "$root/tests/setup.sh" "$folder/a tree"
printf '%s\n' '# why' '[build]' 'one' '[tests]' 'two' '[full]' 'three' >"$folder/a tree/packages.txt"
# shellcheck disable=SC2016
fake apt-get 'echo "apt-get $*"'
fake dpkg-query 'echo "installed one"; echo "config-files two"'
fake id 'echo 0'

check /setup/installs-nothing-when-all-is-there '0 ' "$(setup build)"
check /setup/installs-what-is-missing "0 setup: installing two three
apt-get -q update
apt-get -q install -y -o DPkg::Lock::Timeout=300 --no-install-recommends two three" "$(setup full)"
check /setup/refuses-unknown-group \
  "2 setup: no group 'all' in tests/packages.txt; there are: build, tests, full" "$(setup all)"

fake apt-get 'exit 100'
check /setup/says-what-to-run-when-installing-fails "1 setup: installing two
setup: the installation failed; as root, run this, then begin again:
  apt-get update && apt-get install --no-install-recommends two" "$(setup tests)"

fake id 'echo 1000'
fake sudo 'exit 1'
check /setup/says-what-to-run-without-rights "1 setup: these Debian packages are missing; as root, \
run this, then begin again:
  apt-get update && apt-get install --no-install-recommends two" "$(setup tests </dev/null)"

# count RESULT OUTPUT: the counts of a log with one program
count() {
  printf '{"name": "program", "result": "%s", "stdout": "%s"}\n' "$1" "$2" >"$folder/log.json"
  python3 "$root/tests/count.py" "$folder/log.json" 2>"$folder/said"
}

check /count/adds-subtests '2 1 0' "$(count FAIL '1..3\nok 1 /a\nnot ok 2 /b\nok 3 /c\n')"
check /count/keeps-skips-apart '1 0 1' "$(count OK 'ok 1 /a # SKIP no data\nok 2 /b\n1..2\n')"
check /count/takes-a-crash-as-failed '1 1 0' "$(count ERROR '1..3\nok 1 /a\n')"
check /count/takes-a-timeout-as-failed '0 1 0' "$(count TIMEOUT '')"
check /count/takes-a-skipped-program-as-skipped '0 0 1' "$(count SKIP '1..0 # SKIP no data\n')"
check /count/takes-a-program-without-subtests-as-one '1 0 0' "$(count OK '')"
count FAIL 'ok 1 /a\n# because\nnot ok 2 /b\n' >"$folder/counts"
check /count/shows-what-a-failed-program-said "program: FAIL
# because
not ok 2 /b" "$(cat "$folder/said")"
echo "1..$n_tests"
