#!/usr/bin/env bash
# MSG_ZEROCOPY against a plain send: alternating rounds, medians of the processor time per send, over loopback, over veth between two network namespaces, and
# into nothing: datagrams to a device (ifb) that drops whatever is sent to it, which is as near to a network card as a machine without one comes: nothing is
# delivered, so nothing is copied in the end. Needs cc and root; makes and removes its namespaces.
# usage: run-zerocopy.sh [-r ROUNDS] [-s WINDOW_MS] [-w WARM_UP_MS] [-b "BYTES..."]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rounds=7 window=2000 warm=500 sizes="16384 65536 262144 1048576"
while getopts r:s:w:b: option; do
    case $option in
        r) rounds=$OPTARG ;; s) window=$OPTARG ;; w) warm=$OPTARG ;; b) sizes=$OPTARG ;;
        *) grep -m 1 "^# usage" "$0" >&2; exit 2 ;;
    esac
done
folder=$(mktemp -d)
from=sluice-zc-$$-a to=sluice-zc-$$-b
trap 'ip netns del $from 2>/dev/null; ip netns del $to 2>/dev/null; rm -rf "$folder"' EXIT
cc -O2 -Wall -o "$folder/zerocopy" "$here/zerocopy.c"
ip netns add $from
ip netns add $to
ip -n $from link add out type veth peer name in netns $to
for side in "$from out 10.99.0.1" "$to in 10.99.0.2"; do
    read -r namespace device address <<<"$side"
    ip -n "$namespace" link set lo up
    ip -n "$namespace" link set "$device" mtu 65535 up
    ip -n "$namespace" address add "$address/24" dev "$device"
done
ip -n $from link add null type ifb
ip -n $from link set null mtu 65535 up
ip -n $from address add 10.99.1.1/24 dev null
mkfifo "$folder/in"

# One leg: where, way, bytes. A line as the program prints it.
leg() {
    local place=$1 way=$2 bytes=$3 address=127.0.0.1 port receiving=() sending=()
    case $place in
        veth) address=10.99.0.2 receiving=(ip netns exec $to) sending=(ip netns exec $from) ;;
        dropped) ip netns exec $from "$folder/zerocopy" "$way" udp 10.99.1.2 9 "$bytes" "$warm" "$window"; return ;;
    esac
    : >"$folder/out"
    "${receiving[@]}" "$folder/zerocopy" receive $address <"$folder/in" >"$folder/out" &
    local receiver=$!
    exec 8>"$folder/in"
    until [ -s "$folder/out" ]; do sleep 0.02; done
    port=$(head -n 1 "$folder/out")
    "${sending[@]}" "$folder/zerocopy" "$way" tcp $address "$port" "$bytes" "$warm" "$window" 8>&-
    exec 8>&-
    wait "$receiver"
}

median() { cut -d' ' -f"$1" "$2" | sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

printf '%-10s %9s %12s %12s %8s %12s %12s %14s %10s\n' where bytes "copy us" "zerocopy us" ratio "copy/s" "zerocopy/s" "notes per 100" "copied %"
for place in loopback veth dropped; do
    # A datagram holds no more than 65,507 bytes.
    list=$sizes
    [ $place = dropped ] && list="4096 16384 32768 60000"
    for bytes in $list; do
        rm -f "$folder/copy" "$folder/zero"
        for ((round = 1; round <= rounds; round++)); do
            if ((round % 2)); then
                leg $place copy "$bytes" >>"$folder/copy"
                leg $place zerocopy "$bytes" >>"$folder/zero"
            else
                leg $place zerocopy "$bytes" >>"$folder/zero"
                leg $place copy "$bytes" >>"$folder/copy"
            fi
        done
        copy=$(median 1 "$folder/copy") zero=$(median 1 "$folder/zero")
        printf '%-10s %9d %12.2f %12.2f %8.2f %12.0f %12.0f %14d %10d\n' $place "$bytes" "$copy" "$zero" "$(awk -v a="$zero" -v b="$copy" 'BEGIN { print a / b }')" \
            "$(median 2 "$folder/copy")" "$(median 2 "$folder/zero")" "$(median 3 "$folder/zero")" "$(median 4 "$folder/zero")"
    done
done
