#!/usr/bin/env bash
# Compares stock Kestrel, Kestrel with Sluice and nginx under wrk: benchmarks/kestrel.sh [options of "Sluice.Compare kestrel"]
# As root, for it runs in a network namespace of its own: loopback alone, and one congestion control for everybody: reno, or that of CONGESTION. BBR sends from timers, and so
# charges one server for some bytes of another.
set -euo pipefail
cd "$(dirname "$0")/.."
tests/install-packages.sh wrk nginx-light iproute2
dotnet build benchmarks/Sluice.Compare -c Release -v quiet -nologo
exec unshare --net bash -c '
    ip link set lo up
    echo ${CONGESTION:-reno} > /proc/sys/net/ipv4/tcp_congestion_control
    exec benchmarks/Sluice.Compare/bin/Release/net10.0/Sluice.Compare kestrel "$@"' kestrel "$@"
