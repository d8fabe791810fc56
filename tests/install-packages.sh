#!/usr/bin/env bash
# Installs Debian packages that tests need: tests/install-packages.sh PACKAGE...
# As root, or by sudo -n where that asks for no password. Ends with 0 if all are there afterwards; else with a line on stderr that says why not.
set -uo pipefail

fail() {
    echo "$1" >&2
    exit 1
}

missing=()
for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

command -v apt-get >/dev/null || fail "the packages ${missing[*]} are missing, and this system has no apt-get"
if [ "$(id -u)" -eq 0 ]; then
    run=(env DEBIAN_FRONTEND=noninteractive)
elif sudo -n true 2>/dev/null; then
    run=(sudo -n env DEBIAN_FRONTEND=noninteractive)
else
    fail "the packages ${missing[*]} are missing, and only root can install them"
fi

# Two test projects may come here at one time: dpkg's own lock is waited for. The lists are fetched only where the first try finds no package.
install() { "${run[@]}" apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null 2>&1; }
install || { "${run[@]}" apt-get update -q -o DPkg::Lock::Timeout=300 >/dev/null 2>&1; install; } || fail "apt-get could not install ${missing[*]}"
