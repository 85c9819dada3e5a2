#!/bin/sh
# SPDX-License-Identifier: MIT
# What README.md shows is what is there: its plugin, its folders and files, its commands.
#   test-readme.sh ROOT PLUGCAST
set -u
root=$1
plugcast=$2
readme=$root/README.md
n_tests=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# check NAME COMMAND...: passes when the command does
check() {
  n_tests=$((n_tests + 1))
  name=$1
  shift
  if "$@" >&2; then
    echo "ok $n_tests $name"
  else
    echo "not ok $n_tests $name"
  fi
}

# Prints the blocks of a language.
blocks() {
  awk -v mark="\`\`\`$1" '/^```/ { inside = $0 == mark; next } inside' "$readme"
}

plugin_is_shown() {
  blocks c | diff - "$root/examples/plugins/last/last.c"
}

# Does what the reader does, in a folder where the paths of the text lead to this tree.
commands_run() {
  mkdir -p "$folder/build/host"
  ln -s "$root/plugin-api" "$root/examples" "$folder"
  ln -s "$plugcast" "$folder/build/host/plugcast"
  blocks sh >"$folder/commands"
  (cd "$folder" && HOME=$folder XDG_CACHE_HOME=$folder sh -e commands >output)
}

# The museum's last count is 489, and the last command asks for repeats of it.
commands_forecast() {
  cat "$folder/output"
  [ "$(grep -c '489' "$folder/output")" -ge 3 ]
}

check /readme/shows-the-plugin-that-is-built plugin_is_shown
# shellcheck disable=SC2016
for path in $(grep -o '`[a-z-]*/[a-z./-]*`' "$readme" | tr -d '`' | sort -u); do
  case $path in
    build/*) ;;
    *) check "/readme/names-what-is-there/$path" [ -e "$root/$path" ] ;;
  esac
done
check /readme/runs-its-commands commands_run
check /readme/forecasts-with-its-plugin commands_forecast
echo "1..$n_tests"
