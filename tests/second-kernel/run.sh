#!/usr/bin/env bash
# Runs tests on a second real kernel: user-mode Linux (6.1), an ordinary process that boots in seconds on this machine's own files, which it cannot write to.
#
#   tests/second-kernel/run.sh [--quick] [--configuration Debug|Release] [RUN...]
#
#   plain   the suite of the real kernel: no cachestat(2) there, so what is built on it goes its other way
#   netem   streams over a loopback device that loses, delays, reorders and repeats packets
#   fq      rates and datagrams over a loopback device with the qdisc that paces by itself
#   cifs    shares by a mount of the kernel's own, of a server inside it
#
# All of them unless some are named; --quick runs a selection of each, two at a time. Sluice.Tests and Sluice.LinuxTests must have been built. Prints a line for each
# run, with the names of what failed. Ends with 0 if nothing did, with 77 where it cannot be run at all, which it says why.
# SLUICE_SECOND_KERNEL_LOGS names a folder that the whole output is kept in.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
configuration=Debug quick='' names=()

usage() { sed -nE '2,/^set/s/^# ?//p' "$0"; }
cannot() {
    echo "the second kernel cannot be run: $1" >&2
    exit 77
}

while [ $# -gt 0 ]; do
    case $1 in
        --quick) quick=1 ;;
        --configuration) configuration=$2 && shift ;;
        plain | netem | fq | cifs) names+=("$1") ;;
        *) usage && exit 2 ;;
    esac
    shift
done
[ ${#names[@]} -gt 0 ] || names=(plain netem fq cifs)

program() { echo "$root/tests/$1/bin/$configuration/net10.0/$1"; }
for project in Sluice.Tests Sluice.LinuxTests; do
    [ -x "$(program "$project")" ] || cannot "$project is not built for $configuration"
done
[ "$(uname -m)" = x86_64 ] || cannot "user-mode Linux is there for x86-64 alone"
reason=$("$root/tests/install-packages.sh" user-mode-linux kmod iproute2 e2fsprogs fuse3 bindfs samba smbnetfs cifs-utils 2>&1) || cannot "$reason"
version=$(basename "$(echo /usr/lib/uml/modules/*)")
folder=$(mktemp -d)
kernels=()
end() {
    [ ${#kernels[@]} -eq 0 ] || kill "${kernels[@]}" 2>/dev/null
    wait
    rm -rf "$folder"
}
trap end EXIT
trap 'exit 143' TERM INT

# What each run does inside. Left out: where packets get lost, what asks for every datagram, counts segments, waits to hear of a reset (one that is lost is not sent again) or makes so
# many round trips that it would take minutes; and everywhere, for this is a slow machine, what counts all that the process allocates while it runs.
write_job() {
    echo "export SLUICE_TEST_LIMIT_SECONDS=300 DOTNET_EnableDiagnostics=0 PATH=\$PATH:$(dirname "$(readlink -f "$(command -v dotnet)")")"
    case $1 in
        plain)
            echo "modprobe fuse"
            tests Sluice.Tests --filter-class '*KernelLayoutTests' '*ThreadedReactorTests' '*.WildcardTests'
            if [ "$quick" ]; then
                tests Sluice.LinuxTests --filter-class '*ElementsOnLinux*' '*ErrorsOnLinux*' '*FileCacheOfSendsTests'
            else
                tests Sluice.LinuxTests --filter-not-method '*WhereTheyArePending'
            fi
            ;;
        netem)
            echo "modprobe sch_netem; tc qdisc add dev lo root netem limit 100000 delay 5ms 3ms loss 1% duplicate 1% reorder 5%"
            if [ "$quick" ]; then
                tests Sluice.LinuxTests --filter-class '*ElementsOnLinux*' '*LossTests' --filter-not-method '*RandomCollections*'
            else
                tests Sluice.LinuxTests --filter-class '*ElementsOn*' '*OrderOn*' '*ErrorsOn*' '*FlagsOn*' '*PeerFaultsOn*' '*AwaitablePatternTests' '*ArgsPatternTests' '*OptionTests' \
                    '*KilledProcessTests' '*LossTests' '*Writing.*' \
                    --filter-not-method '*RandomCollections*' '*ThreeGiB*' '*ThreeHundredTimes*' '*IsASegmentOfItsOwn*' '*WarmSends*' '*DatagramsThroughABuffer*' \
                    '*DisposeRacing*'
            fi
            ;;
        fq)
            echo "modprobe sch_fq; tc qdisc add dev lo root fq"
            if [ "$quick" ]; then
                tests Sluice.LinuxTests --filter-class '*DatagramRateTests' '*SegmentationTests'
            else
                tests Sluice.LinuxTests --filter-class '*DatagramRateTests' '*OptionTests' '*SegmentationTests' '*WarmDatagramTests' '*DatagramsOn*'
            fi
            ;;
        cifs)
            echo "modprobe cifs"
            if [ "$quick" ]; then
                tests Sluice.LinuxTests --filter-class '*SharesOnLinux*'
            else
                tests Sluice.LinuxTests --filter-class '*SharesOn*'
            fi
            ;;
    esac
    echo "cut -d. -f1 /proc/uptime >/run/job/done"
}

tests() {
    local project=$1
    shift
    printf '%q ' "$(program "$project")" --progress off --ansi off --output Detailed --results-directory /run/disk/results "$@"

    # 2 is for tests that failed; anything else is a program that did not get to tell.
    echo '|| [ $? -eq 2 ] || return'
}

# Boots the kernel for a run, for so many seconds at most.
boot() {
    local job=$folder/$1
    mkdir -p "$job/lib/modules"
    ln -s "/usr/lib/uml/modules/$version" "$job/lib/modules/$version"
    printf '#!/bin/sh\nexec /sbin/modprobe -q -d /run/job "$@"\n' >"$job/modprobe"
    chmod +x "$job/modprobe"
    write_job "$1" >"$job/job"
    truncate -s 16G "$job/disk"
    mkfs.ext4 -q -E lazy_itable_init=1 "$job/disk"
    timeout --kill-after=10 "$2" linux.uml rootfstype=hostfs rootflags=/ ro mem=4G "ubd0=$job/disk" "init=$here/init.sh" "job=$job" \
        con=null con0=fd:0,fd:1 quiet </dev/null >"$job/console" 2>&1 &
    kernels+=($!)
}

total() { sed -nE "s/^ +$1: ([0-9]+)$/\1/p" "$2/output" 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }'; }

report() {
    local name=$1 job=$folder/$1 good bad not
    good=$(total succeeded "$job") bad=$(total failed "$job") not=$(total skipped "$job")
    sed -nE 's/^(failed .*)/   \1/p' "$job/output"
    if [ ! -e "$job/done" ]; then
        bad=$((bad + 1))
        echo "   $name did not come to its end; its last lines:"
        tail -qn 5 "$job/output" "$job/console" | sed 's/^/   | /'
    fi
    printf '%s, Linux %s: %d passed, %d failed, %d skipped in %d s\n' "$name" "$version" "$good" "$bad" "$not" "$(cat "$job/done" 2>/dev/null)"
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + not))
    if [ -n "${SLUICE_SECOND_KERNEL_LOGS:-}" ]; then
        mkdir -p "$SLUICE_SECOND_KERNEL_LOGS"
        cp "$job/output" "$SLUICE_SECOND_KERNEL_LOGS/$name.output"
        cp "$job/console" "$SLUICE_SECOND_KERNEL_LOGS/$name.console"
    fi
}

passed=0 failed=0 skipped=0 at_once=1 bound=3600
[ -z "$quick" ] || at_once=2 bound=600
for name in "${names[@]}"; do
    while [ "$(jobs -rp | wc -l)" -ge $at_once ]; do wait -n; done
    boot "$name" $bound
done
wait
kernels=()
for name in "${names[@]}"; do report "$name"; done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
