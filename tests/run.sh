#!/bin/sh
# SPDX-License-Identifier: MIT
# Sets up, builds, and runs the tests; the last line is "N passed, N failed".
#   sh tests/run.sh          the release build
#   sh tests/run.sh --full   also clang, the sanitizers and the checks of the sources
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
passed=0
failed=0
skipped=0

# Adds the counts of a test log to the totals.
log_add() {
  # shellcheck disable=SC2046
  set -- $(python3 "$root/tests/count.py" "$1")
  passed=$((passed + $1))
  failed=$((failed + $2))
  skipped=$((skipped + $3))
}

# Builds a folder and runs its tests; a build that fails counts as one failed test.
#   stage FOLDER COMPILER TIMEOUT_FACTOR [MESON OPTION...]
stage() {
  folder=$1
  compiler=$2
  factor=$3
  shift 3
  printf '\n%s\n' "== $folder"
  if ! CC=$compiler sh "$root/tests/build.sh" "$folder" "$@"; then
    failed=$((failed + 1))
    return
  fi
  log=$root/$folder/meson-logs/testlog.json
  rm -f "$log"
  meson test -C "$root/$folder" --no-rebuild --print-errorlogs --timeout-multiplier "$factor" || true
  if [ -f "$log" ]; then
    log_add "$log"
  else
    failed=$((failed + 1))
  fi
}

full_stages() {
  stage build-clang clang 1 -Dlint=true
  stage build-asan gcc 5 -Dbuildtype=debugoptimized -Db_sanitize=address,undefined
  stage build-tsan gcc 10 -Dbuildtype=debugoptimized -Db_sanitize=thread
}

case ${1:-} in
  '') group=tests ;;
  --full) group=full ;;
  *)
    echo "run: unknown option '$1'; there is: --full" >&2
    exit 2
    ;;
esac

sh "$root/tests/setup.sh" "$group"
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# GLib is not instrumented: its locks are not seen, so what it allocates and frees cannot be judged.
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:ignore_noninstrumented_modules=1

stage build "${CC:-cc}" 1
[ "$group" != full ] || full_stages

[ "$skipped" -eq 0 ] || printf '\n%s\n' "$skipped skipped"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
