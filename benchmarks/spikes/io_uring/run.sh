#!/usr/bin/env bash
# The epoll loop in C against io_uring, side by side: compiles both, runs alternating rounds of every workload, and prints medians of the processor time per
# send (that of the kernel's worker threads included) and how they compare with the best of the epoll ways. Beside them, over the whole of each leg, the time of the
# receiver and of the kernel's softirq threads, to which a way of sending may move work. Needs cc and liburing (Debian: liburing-dev).
# epoll-...-1 makes one send and goes on to the next connection, as the ring does; the others make up to 32 in a row.
# usage: run.sh [-r ROUNDS] [-s WINDOW_MS] [-w WARM_UP_MS] [-c "CONNECTIONS..."] [-k "WORKLOADS..."] [-y "WAYS..."]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rounds=7 window=2000 warm=1000 connections="64 1000" workloads="a b c d" only=""
while getopts r:s:w:c:k:y: option; do
    case $option in
        r) rounds=$OPTARG ;; s) window=$OPTARG ;; w) warm=$OPTARG ;; c) connections=$OPTARG ;; k) workloads=$OPTARG ;; y) only=$OPTARG ;;
        *) grep -m 1 "^# usage" "$0" >&2; exit 2 ;;
    esac
done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

native=$here/../../Sluice.Compare/native
cc -O2 -Wall -pthread -o "$folder/sender" "$native/sender.c"
cc -O2 -Wall -pthread -DMOST_INLINE=1 -o "$folder/sender-1" "$native/sender.c"
cc -O2 -Wall -o "$folder/receiver" "$native/receiver.c"
cc -O2 -Wall -pthread -o "$folder/uring" "$here/uring.c" -luring
head -c 16384 /dev/urandom >"$folder/a"
for i in $(seq 100 199); do head -c 4096 /dev/urandom >"$folder/c$i"; done
head -c 1048576 /dev/urandom >"$folder/d"
mkfifo "$folder/in" "$folder/open"
exec 9<>"$folder/open"
sync "$folder"/[acd]*

epolls="epoll-vector epoll-copy epoll-vector-1 epoll-copy-1"

# A workload as sender.c takes it, and the ways that it can go. The memory of b is 64 buffers of 64 B; d has its file open.
arguments() {
    case $1 in
        a) echo 200 0 0 1 path 65536 "$folder/a" ;;
        b) echo 0 64 64 0 path 65536 ;;
        c) echo 0 0 0 100 path 65536 "$folder"/c* ;;
        d) echo 200 0 0 1 handle 262144 "$folder/d" ;;
    esac
}
ways() {
    case $1 in
        a) echo $epolls sync+send sync+zc chain+send whole+send whole+send+stat whole+zc splice sync+send+sqpoll whole+send+sqpoll ;;
        b) echo $epolls sync+send vector bundle sync+send+sqpoll ;;
        c) echo $epolls sync+send chain+send chain+send+stat chain+zc chain+send+sqpoll ;;
        d) echo $epolls sync+send sync+zc splice ;;
    esac
}

# Clock ticks that processes have had, of 10 ms each on Linux.
ticks() { local sum=0 process line; for process; do read -r line <"/proc/$process/stat" && set -- ${line##*) } && sum=$((sum + ${12} + ${13})); done; echo $sum; }
softirq_threads=$(pgrep '^ksoftirqd' | tr '\n' ' ')

# One leg: a receiver of its own, the sender, and a line "sender-us-per-send sends-per-second workers receiver-us-per-send softirq-threads-us-per-send".
leg() {
    local way=$1 count=$2 workload=$3 port line softirqs program=(uring "$1")
    case $way in
        epoll-*-1) program=(sender-1 "${way:6:-2}") ;;
        epoll-*) program=(sender "${way#epoll-}") ;;
    esac
    : >"$folder/out"
    "$folder/receiver" <"$folder/in" >"$folder/out" &
    local receiver=$!
    exec 8>"$folder/in"
    until [ -s "$folder/out" ]; do sleep 0.02; done
    port=$(head -n 1 "$folder/out")
    softirqs=$(ticks $softirq_threads)
    # shellcheck disable=SC2046 # The arguments are words.
    line=$("$folder/${program[0]}" "${program[1]}" 1 "$port" "$count" "$warm" "$window" $(arguments "$workload") <&9 8>&-) || line=failed
    softirqs=$(($(ticks $softirq_threads) - softirqs)) received_in=$(ticks $receiver)
    exec 8>&-
    wait "$receiver"
    [ "$line" != failed ] || return 1
    [ "$(sed -E 's/.*"totalBytes":([0-9]+).*/\1/' <<<"$line")" = "$(tail -n 1 "$folder/out")" ] || { echo "$way: other bytes arrived than were sent" >&2; return 1; }
    sed -E 's/.*"sends":([0-9]+).*"totalBytes":([0-9]+).*"seconds":([0-9.]+).*"userSeconds":([0-9.]+),"systemSeconds":([0-9.]+)(.*"workers":([0-9]+))?.*/\1 \2 \3 \4 \5 \7/' <<<"$line" |
        awk -v received_in="$received_in" -v softirqs="$softirqs" -v bytes="$(sed -E 's/.*"sends":([0-9]+),"bytes":([0-9]+).*/\2 \1/' <<<"$line")" '
            { split(bytes, b); all = $2 * b[2] / b[1]; printf "%.3f %.0f %d %.3f %.3f\n", ($4 + $5) * 1e6 / $1, $1 / $3, $6, received_in * 1e4 / all, softirqs * 1e4 / all }'
}

median() { awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

# A column of the results of the way at hand.
column() { cut -d' ' -f"$1" "$folder/result.$way" | sort -g | $2; }

for workload in $workloads; do
    for count in $connections; do
        list=$(ways "$workload")
        [ -z "$only" ] || list="$epolls $only"
        rm -f "$folder"/result.*
        for ((round = 1; round <= rounds; round++)); do
            order=$list
            ((round % 2)) || order=$(tr ' ' '\n' <<<"$list" | tac | tr '\n' ' ')
            for way in $order; do
                leg "$way" "$count" "$workload" >>"$folder/result.$way" || echo "$workload, $count connections: $way failed in round $round" >&2
            done
        done
        printf '\n%s, %s connections: CPU us per send, medians of %s rounds of %s ms\n' "$workload" "$count" "$rounds" "$window"
        printf '%-20s %10s %10s %10s %12s %8s %10s %10s %10s\n' way median least most sends/s workers "vs epoll" receiver softirqd
        best=$(for way in $epolls; do [ -s "$folder/result.$way" ] && column 1 median; done | sort -g | head -n 1)
        for way in $list; do
            [ -s "$folder/result.$way" ] || continue
            cpu=$(column 1 median)
            printf '%-20s %10.2f %10.2f %10.2f %12.0f %8.0f %10.2f %10.2f %10.2f\n' "$way" "$cpu" "$(column 1 'head -n 1')" "$(column 1 'tail -n 1')" \
                "$(column 2 median)" "$(column 3 median)" "$(awk -v a="$cpu" -v b="$best" 'BEGIN { print a / b }')" "$(column 4 median)" "$(column 5 median)"
        done
    done
done
