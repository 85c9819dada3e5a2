#!/bin/sh
# SPDX-License-Identifier: MIT
# What README.md and the quick start show is what is there: the plugin, the folders and files, the
# commands.
#   test-readme.sh ROOT PLUGCAST
set -u
root=$1
plugcast=$2
readme=$root/README.md
n_tests=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/build/host"
ln -s "$root/plugin-api" "$root/examples" "$folder"
ln -s "$plugcast" "$folder/build/host/plugcast"

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
  blocks sh >"$folder/commands"
  (cd "$folder" && HOME=$folder XDG_CACHE_HOME=$folder sh -e commands >output)
}

# The command of the quick start, and those that it names at its end.
quickstart_runs() {
  grep -o 'build/host/plugcast [^'"'"']*' "$root/examples/quickstart.sh" >"$folder/commands"
  [ "$(grep -c . "$folder/commands")" -eq 4 ] &&
    (cd "$folder" && HOME=$folder XDG_CACHE_HOME=$folder sh -e commands >/dev/null)
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
check /quickstart/runs-its-commands quickstart_runs
echo "1..$n_tests"
