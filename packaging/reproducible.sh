#!/usr/bin/env bash
# Packs the last commit in two clones, in folders of different names and depths, and compares every assembly in the packages; and looks whether source link names the commit. The hashes are
# those that anybody gets who packs this commit with the same SDK.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CI=true
commit=$(git -C "$root" rev-parse HEAD)

# hashes PACKAGES: those of the assemblies and symbols in a folder of packages.
hashes() {
    local package
    for package in "$1"/*.nupkg "$1"/*.snupkg; do
        unzip -Z1 "$package" | grep -E '(Sluice[^/]*\.(dll|pdb))$' | while read -r file; do
            echo "$(unzip -p "$package" "$file" | sha256sum | cut -d' ' -f1)  $(basename "$package"):$file"
        done
    done
}

for clone in one "another/one deeper"; do
    git clone --quiet "$root" "$work/$clone"
    # A host that source link knows: it makes the addresses of the sources from it, and asks nobody.
    git -C "$work/$clone" remote set-url origin https://github.com/sluice/sluice
    dotnet pack "$work/$clone/Sluice.slnx" -c Release -o "$work/$clone/packages" -v quiet -nologo
    hashes "$work/$clone/packages" > "$work/$clone/hashes"
done
cat "$work/one/hashes"
diff "$work/one/hashes" "$work/another/one deeper/hashes"
for library in Sluice Sluice.AspNetCore; do
    unzip -p "$work/one/packages/$library".[0-9]*.snupkg "lib/net10.0/$library.pdb" | grep -ac "raw.githubusercontent.com/sluice/sluice/$commit" > /dev/null
done
echo "the same from both folders, and source link names $commit"
