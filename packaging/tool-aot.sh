#!/usr/bin/env bash
# Compiles the tool ahead of time into one executable, OUT/sluice, and compares its size and its start with those of the tool that `dotnet tool install` brings: the median of ten starts each, in turn.
#
#   packaging/tool-aot.sh [OUT]     OUT is artifacts/tool unless given. Needs clang or gcc.
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-artifacts/tool}
machine=$(uname -m)
case $machine in
    x86_64) rid=linux-x64 ;;
    aarch64) rid=linux-arm64 ;;
    *) echo "there is no ahead-of-time compiler for $machine" >&2; exit 1 ;;
esac

# Lock files of its own: the committed ones know nothing of this system's compiler.
mkdir -p "$out"
dotnet publish src/Sluice.Cli -c Release -r "$rid" -p:PublishAot=true -p:NuGetLockFilePath=obj/aot.lock.json --artifacts-path "$out/build" -o "$out/aot" -v quiet -nologo
dotnet publish src/Sluice.Cli -c Release -p:NuGetLockFilePath=obj/jit.lock.json --artifacts-path "$out/build-jit" -o "$out/jit" -v quiet -nologo
install -m 755 "$out/aot/Sluice.Cli" "$out/sluice"

# start COMMAND...: milliseconds from the start to the end.
start() {
    local begin=${EPOCHREALTIME/./}
    "$@" --version > /dev/null
    echo $((${EPOCHREALTIME/./} - begin))
}

median() { sort -n | awk '{ t[NR] = $1 } END { printf "%.0f ms", (t[int((NR + 1) / 2)] + t[int(NR / 2) + 1]) / 2000 }'; }

for _ in $(seq 11); do
    start "$out/sluice" >> "$out/aot.times"
    start "$out/jit/Sluice.Cli" >> "$out/jit.times"
done
echo "| build | size | start (sluice --version) |"
echo "|---|---|---|"
echo "| ahead of time | $(du -m --apparent-size "$out/sluice" | cut -f1) MB, nothing else needed | $(tail -n 10 "$out/aot.times" | median) |"
echo "| dotnet tool | $(du -cm --apparent-size "$out"/jit/*.dll | tail -n 1 | cut -f1) MB and the ASP.NET Core runtime | $(tail -n 10 "$out/jit.times" | median) |"
rm -r "$out/aot.times" "$out/jit.times" "$out/build" "$out/build-jit" "$out/aot" "$out/jit"
