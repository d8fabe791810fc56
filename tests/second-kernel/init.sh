#!/bin/bash
# The first process in the second kernel: puts a root together, runs the job that run.sh has written, and powers off.
# The machine's own files are there to be read; what can be written to is a disk of its own (/run/disk) and the folder of the run (/run/job).
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
exec </dev/null

# No lookup that begins on hostfs is answered from the kernel's cache alone (openat2 with RESOLVE_CACHED); one that begins on tmpfs can be.
mount -t tmpfs root /run
mkdir /run/{proc,sys,dev,run,old}
for entry in /*; do
    if [ -L "$entry" ]; then
        cp -P "$entry" "/run$entry"
    elif [ -d "$entry" ] && [ ! -d "/run$entry" ]; then
        mkdir "/run$entry" && mount --bind "$entry" "/run$entry"
    fi
done
cd /run && pivot_root . old
mount -t proc proc /proc
umount -l /old && rmdir /old

mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs shm /dev/shm
mkdir /run/disk /run/job /run/home /run/samba

# job= stands on the kernel's command line, and is a variable here for that.
mount -t hostfs job /run/job -o "$job"
exec >/run/job/output 2>&1
mount -t ext4 /dev/ubda /run/disk

# What the kernel asks for by itself (ciphers for cifs) comes from the package's folder as well.
echo /run/job/modprobe >/proc/sys/kernel/modprobe
modprobe() { /run/job/modprobe "$@"; }

export TMPDIR=/run/disk HOME=/run/home
ip link set lo up
ulimit -n 65536
cd /run/disk && . /run/job/job
sync
poweroff -f
