// Sends of datagrams over connected UDP, as one would write them in C for this job, on one thread; the sockets have their sends in turn.
//   gso    all datagrams of a send in one sendmsg, cut by the kernel (UDP_SEGMENT)
//   mmsg   all datagrams of a send in one sendmmsg
// usage: datagrams gso|mmsg COUNTER|- PORT CONNECTIONS WARM_MS MEASURE_MS DATAGRAMS BYTES
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include "leg.h"

static int datagrams, bytes, connections;
static int *sockets;
static char **memory;

static void wait_until_writable(int sock)
{
    struct pollfd ready = { .fd = sock, .events = POLLOUT };
    if (errno != EAGAIN || poll(&ready, 1, -1) < 0)
        fail("send");
}

static void send_by_gso(int sock)
{
    struct iovec pieces[datagrams];
    for (int i = 0; i < datagrams; i++)
        pieces[i] = (struct iovec) { memory[i], bytes };
    union { struct cmsghdr header; char space[CMSG_SPACE(sizeof(uint16_t))]; } control = { 0 };
    control.header = (struct cmsghdr) { .cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_SEGMENT, .cmsg_len = CMSG_LEN(sizeof(uint16_t)) };
    uint16_t size = bytes;
    memcpy(CMSG_DATA(&control.header), &size, sizeof size);
    struct msghdr message = { .msg_iov = pieces, .msg_iovlen = datagrams, .msg_control = &control, .msg_controllen = sizeof control };
    while (sendmsg(sock, &message, MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)datagrams * bytes)
        wait_until_writable(sock);
}

static void send_by_mmsg(int sock)
{
    struct iovec pieces[datagrams];
    struct mmsghdr messages[datagrams];
    memset(messages, 0, sizeof messages);
    for (int i = 0; i < datagrams; i++) {
        pieces[i] = (struct iovec) { memory[i], bytes };
        messages[i].msg_hdr.msg_iov = &pieces[i];
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    for (int sent = 0; sent < datagrams;) {
        int taken = sendmmsg(sock, messages + sent, datagrams - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (taken < 0)
            wait_until_writable(sock);
        else
            sent += taken;
    }
}

// Whoever started this program is gone when its standard input ends.
static void *watch_parent(void *unused)
{
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    exit(1);
    return unused;
}

static long long flood(bool gso, double time)
{
    long long sends = 0;
    for (double end = now() + time; now() < end; sends++) {
        if (gso)
            send_by_gso(sockets[sends % connections]);
        else
            send_by_mmsg(sockets[sends % connections]);
    }
    return sends;
}

int main(int argc, char **argv)
{
    if (argc != 9) {
        fprintf(stderr, "too few arguments; see the top of the source\n");
        return 2;
    }
    bool gso = strcmp(argv[1], "gso") == 0;
    const char *counter = argv[2];
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(atoi(argv[3])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    connections = atoi(argv[4]);
    datagrams = atoi(argv[7]);
    bytes = atoi(argv[8]);
    memory = calloc(datagrams, sizeof *memory);
    for (int i = 0; i < datagrams; i++)
        memory[i] = calloc(1, bytes);
    sockets = calloc(connections, sizeof *sockets);
    for (int i = 0; i < connections; i++) {
        sockets[i] = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (sockets[i] < 0 || connect(sockets[i], (struct sockaddr *)&address, sizeof address) != 0)
            fail("connect");
    }
    pthread_t watcher;
    pthread_create(&watcher, NULL, watch_parent, NULL);

    long long warm = flood(gso, atoi(argv[5]) / 1e3);
    struct rusage before, after;
    switch_counter(counter, "enable");
    getrusage(RUSAGE_SELF, &before);
    double begin = now();
    long long sends = flood(gso, atoi(argv[6]) / 1e3);
    double end = now();
    getrusage(RUSAGE_SELF, &after);
    switch_counter(counter, "disable");
    print_result(sends, warm + sends, (long long)datagrams * bytes, end - begin, &before, &after, 0);
    return 0;
}
