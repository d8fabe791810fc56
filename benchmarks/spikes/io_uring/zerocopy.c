// What MSG_ZEROCOPY costs and spares: one socket sends a buffer again and again, copied by the kernel or not, and waits for the notifications that give the
// buffer back. Says the processor time per send, how many notifications came, and for how many sends the kernel copied after all: over loopback and over
// veth it always does, for what is delivered on the same machine must not lie in the sender's pages (skb_orphan_frags_rx).
// usage: zerocopy receive ADDRESS                           prints its port, drops what comes; ends with its input
//        zerocopy copy|zerocopy tcp|udp ADDRESS PORT BYTES WARM_MS MEASURE_MS
// prints   CPU-us-per-send sends-per-second notifications-per-100-sends copied-per-100-sends
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Buffers in flight before the oldest must have come back, as a server that pools them has.
enum { MOST_IN_FLIGHT = 16 };

static struct {
    unsigned completed;
    long long notifications, copied;
} notes;

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

static double processor_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int receive(const char *name)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (inet_pton(AF_INET, name, &address.sin_addr) != 1 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1) != 0
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    struct pollfd ready[] = { { .fd = listener, .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };
    static char sink[1 << 20];
    while (poll(ready, 2, -1) > 0 && ready[1].revents == 0) {
        int connection = accept(listener, NULL, NULL);
        while (recv(connection, sink, sizeof sink, MSG_TRUNC) > 0)
            continue;
        close(connection);
    }
    return 0;
}

static void take_notes(int fd, bool waits)
{
    char control[128];
    struct pollfd ready = { .fd = fd };
    if (waits && poll(&ready, 1, -1) < 0)
        fail("poll");
    while (true) {
        struct msghdr message = { .msg_control = control, .msg_controllen = sizeof control };
        if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) {
            if (errno != EAGAIN)
                fail("recvmsg");
            return;
        }
        struct sock_extended_err *note = (void *)CMSG_DATA(CMSG_FIRSTHDR(&message));
        if (note->ee_origin != SO_EE_ORIGIN_ZEROCOPY || note->ee_errno != 0)
            fail("another error in the queue");
        // One note may be for a range of sends.
        unsigned count = note->ee_data - note->ee_info + 1;
        notes.notifications++;
        notes.completed += count;
        if (note->ee_code & SO_EE_CODE_ZEROCOPY_COPIED)
            notes.copied += count;
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "receive") == 0)
        return receive(argv[2]);
    if (argc != 8) {
        fprintf(stderr, "see the top of the source for what to say\n");
        return 2;
    }
    bool is_zero_copy = strcmp(argv[1], "zerocopy") == 0, is_udp = strcmp(argv[2], "udp") == 0;
    size_t bytes = atol(argv[5]);
    double warm = atoi(argv[6]) / 1e3, measure = atoi(argv[7]) / 1e3;
    char *memory = mmap(NULL, bytes * MOST_IN_FLIGHT, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[4])) };
    int fd = socket(AF_INET, (is_udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0), on = 1, room = 32 << 20;
    if (memory == MAP_FAILED || inet_pton(AF_INET, argv[3], &address.sin_addr) != 1)
        fail("setting up");
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof room);
    if (!is_udp)
        setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "cubic", 5);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        fail("connect");
    if (is_zero_copy && setsockopt(fd, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof on) != 0)
        fail("SO_ZEROCOPY");

    long long sends = 0, sends_begin = 0;
    double begin = now(), from = 0, busy = 0, time;
    bool is_measuring = false;
    // The clock is looked at for every send, of both kinds alike.
    for (unsigned asked = 0; (time = now()) < begin + warm + measure; asked++) {
        if (!is_measuring && time >= begin + warm) {
            is_measuring = true;
            from = time;
            sends_begin = sends;
            notes.notifications = notes.copied = 0;
            busy = processor_seconds();
        }
        while (is_zero_copy && asked - notes.completed >= MOST_IN_FLIGHT)
            take_notes(fd, true);
        char *piece = memory + bytes * (asked % MOST_IN_FLIGHT);
        for (size_t sent = 0; sent < bytes;) {
            ssize_t count = send(fd, piece + sent, bytes - sent, MSG_NOSIGNAL | (is_zero_copy ? MSG_ZEROCOPY : 0));
            if (count < 0 && errno == ENOBUFS) {
                take_notes(fd, true);
                continue;
            }
            if (count <= 0)
                fail("send");
            sent += count;
            // Each call has a note of its own; more of them than buffers are in flight at no time.
            asked += sent < bytes;
        }
        sends++;
    }
    busy = processor_seconds() - busy;
    sends -= sends_begin;
    printf("%.3f %.0f %lld %lld\n", busy * 1e6 / sends, sends / (time - from), notes.notifications * 100 / sends, notes.copied * 100 / sends);
    return 0;
}
