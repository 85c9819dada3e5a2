#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/quick-reference.md has every command, names no option that a command lacks, and its command
# lines run as they stand.
#   test-quick-reference.sh ROOT PLUGCAST
set -u
root=$1
plugcast=$2
page=$root/docs/quick-reference.md
n_tests=0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/bin"
ln -s "$plugcast" "$folder/bin/plugcast"
ln -s "$root/examples" "$root/plugin-api" "$folder"
cp "$root"/examples/jobs/*.json "$folder"
PATH=$folder/bin:$PATH
HOME=$folder
XDG_CACHE_HOME=$folder
export PATH HOME XDG_CACHE_HOME

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

# Prints the section of a command.
section() {
  awk -v heading="## $1" '/^## / { inside = $0 == heading } inside' "$page"
}

has_section() {
  [ "$(grep -c -x "## $1" "$page")" -eq 1 ] && section "$1" | grep -q '^```sh$'
}

# The words of the section that look like options, but for those of commands that an example leads.
options_exist() {
  "$plugcast" "$1" --help >"$folder/help"
  section "$1" | grep -v '^plugcast' | grep -o -e '--[a-z][a-z-]*' | sort -u >"$folder/options"
  while read -r option; do
    grep -q -E -e "(^|[^a-z-])$option($|[^a-z-])" "$folder/help" || {
      echo "plugcast $1 has no $option"
      return 1
    }
  done <"$folder/options"
}

# Blocks of one section share a folder with those before, so that what one writes another reads.
examples_run() {
  section "$1" | awk '/^```/ { inside = $0 == "```sh"; next } inside' >"$folder/commands"
  (cd "$folder" && sh -e commands)
}

commands=$("$plugcast" help | sed -n 's/^  \([a-z]*\)  .*/\1/p')
check /quick-reference/knows-commands [ -n "$commands" ]
for command in $commands; do
  check "/quick-reference/has-section/$command" has_section "$command"
  check "/quick-reference/options-exist/$command" options_exist "$command"
  check "/quick-reference/examples-run/$command" examples_run "$command"
  [ "$command" = help ] ||
    check "/readme/names-command/$command" grep -q "^| .plugcast $command" "$root/README.md"
done
check /quick-reference/fits-one-page [ "$(wc -l <"$page")" -le 200 ]
echo "1..$n_tests"
