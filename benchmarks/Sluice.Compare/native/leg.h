// What every sender in C shares: the clock, the parent that may go away, the counter of system calls, and the line that a leg ends with.
#ifndef LEG_H
#define LEG_H

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double seconds(struct timeval from, struct timeval to)
{
    return to.tv_sec - from.tv_sec + (to.tv_usec - from.tv_usec) / 1e6;
}

// The most memory that was ever resident. Not ru_maxrss: that begins with what the parent had when it forked.
static long long peak_resident_bytes(void)
{
    char line[256];
    long long kilobytes = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL && sscanf(line, "VmHWM: %lld", &kilobytes) != 1)
        continue;
    if (status != NULL)
        fclose(status);
    return kilobytes * 1024;
}

// Has whoever counts this process's system calls begin or end with it, and waits until that is done; see Calls/CounterSwitch.cs.
// folder: "-" where nobody counts.
static void switch_counter(const char *folder, const char *command)
{
    char path[4096], answer;
    if (folder[0] == '-')
        return;
    snprintf(path, sizeof path, "%s/control", folder);
    int control = open(path, O_WRONLY | O_CLOEXEC);
    snprintf(path, sizeof path, "%s/ack", folder);
    int ack = open(path, O_RDONLY | O_CLOEXEC);
    if (control < 0 || ack < 0 || dprintf(control, "%s\n", command) < 0)
        fail(path);
    while (read(ack, &answer, 1) == 1 && answer != '\n')
        continue;
    close(control);
    close(ack);
}

static void print_result(
    long long sends, long long total_sends, long long bytes_per_send, double elapsed, const struct rusage *begin, const struct rusage *end, int files_left)
{
    printf("{\"sends\":%lld,\"bytes\":%lld,\"totalBytes\":%lld,\"seconds\":%.6f,\"userSeconds\":%.6f,\"systemSeconds\":%.6f,\"filesLeft\":%d,"
           "\"allocatedBytes\":0,\"peakResidentBytes\":%lld}\n",
        sends, sends * bytes_per_send, total_sends * bytes_per_send, elapsed, seconds(begin->ru_utime, end->ru_utime), seconds(begin->ru_stime, end->ru_stime),
        files_left, peak_resident_bytes());
}

#endif
