#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages of tests/packages.txt that are missing.
#   sh tests/setup.sh build|tests|full
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
group=${1:-build}

# Prints the packages of the group and of those above it in the list.
packages_list() {
  awk -v wanted="$group" '
    /^#/ || NF == 0 { next }
    /^\[/ { if (found) exit; found = $1 == "[" wanted "]"; next }
    { print $1 }
    END { exit !found }' "$here/packages.txt"
}

# Prints those of its arguments that dpkg does not hold as installed.
packages_missing() {
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    printf '%s\n' "$installed" | grep -qxF "installed $package" || printf '%s ' "$package"
  done
}

# Says whether root_run can work: sudo without a password, or with one asked for at a terminal.
root_reachable() {
  [ "$(id -u)" -eq 0 ] && return 0
  command -v sudo >/dev/null 2>&1 || return 1
  sudo -n true 2>/dev/null || [ -t 0 ]
}

root_run() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    sudo -- "$@"
  fi
}

packages_install() {
  root_run env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
    root_run env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
      -o DPkg::Lock::Timeout=300 --no-install-recommends "$@"
}

# Ends the script with a reason and the command that mends it.
stop_with_command() {
  echo "setup: $1; as root, run this, then begin again:" >&2
  echo "  apt-get update && apt-get install --no-install-recommends $2" >&2
  exit 1
}

if ! packages=$(packages_list); then
  echo "setup: no group '$group' in tests/packages.txt; there are: build, tests, full" >&2
  exit 2
fi
# Package names hold no spaces: from here on the lists are split into words on purpose.
# shellcheck disable=SC2086
missing=$(packages_missing $packages)
missing=${missing% }
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1 || ! root_reachable; then
  stop_with_command "these Debian packages are missing" "$missing"
fi
echo "setup: installing $missing" >&2
# shellcheck disable=SC2086
packages_install $missing >&2 || stop_with_command "the installation failed" "$missing"
