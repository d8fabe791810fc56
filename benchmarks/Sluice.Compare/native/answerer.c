// The receiver of the study of latency. It prints three ports, for connections of three kinds:
//   probes   come in pairs: what comes on the first is counted by a thread of its own, which answers every whole request with one byte on the second
//   readers  read whatever comes, at once
//   slow     read SLOW_BYTES every SLOW_MS, into small buffers, so that their senders wait nearly all the time
// Ends when its standard input does.
// usage: answerer REQUEST_BYTES SLOW_BYTES SLOW_MS
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { BATCH = 64, BACKLOG = 2048, SLOW_BUFFER = 64 * 1024, MOST_SLOW = 65536 };

static char sink[1 << 20];
static long request_bytes;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int listen_somewhere(int flags, int receive_buffer)
{
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    if (receive_buffer > 0)
        setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, BACKLOG) != 0
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        fail("listen");
    printf("%d ", ntohs(address.sin_port));
    return listener;
}

// A thread of its own, so that no neighbour's bytes are between a request and its answer.
static void *answer(void *argument)
{
    int listener = *(int *)argument, on = 1;
    while (true) {
        int requests = accept(listener, NULL, NULL), answers = accept(listener, NULL, NULL);
        if (requests < 0 || answers < 0)
            fail("accept");
        setsockopt(answers, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        char byte = 1;
        static char request[1 << 16];
        long have = 0;
        ssize_t got;
        while ((got = recv(requests, request, sizeof request, MSG_TRUNC)) > 0)
            for (have += got; have >= request_bytes; have -= request_bytes)
                if (send(answers, &byte, 1, MSG_NOSIGNAL) != 1)
                    break;
        close(requests);
        close(answers);
    }
    return NULL;
}

static void watch(int epoll, int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        fail("epoll_ctl");
}

// False where the connection is over.
static bool drop(int fd, size_t most)
{
    ssize_t got = recv(fd, sink, most, MSG_TRUNC | MSG_DONTWAIT);
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: answerer REQUEST_BYTES SLOW_BYTES SLOW_MS\n");
        return 2;
    }
    request_bytes = atol(argv[1]);
    size_t slow_bytes = atol(argv[2]);
    long slow_ms = atol(argv[3]);
    int probes = listen_somewhere(0, 0), readers = listen_somewhere(SOCK_NONBLOCK, 0), slow = listen_somewhere(SOCK_NONBLOCK, SLOW_BUFFER);
    printf("\n");
    fflush(stdout);
    pthread_t answering;
    if (pthread_create(&answering, NULL, answer, &probes) != 0)
        fail("pthread_create");

    int epoll = epoll_create1(EPOLL_CLOEXEC), timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    struct timespec period = { slow_ms / 1000, slow_ms % 1000 * 1000000 };
    struct itimerspec periods = { period, period };
    if (epoll < 0 || timer < 0 || timerfd_settime(timer, 0, &periods, NULL) != 0)
        fail("epoll or timer");
    watch(epoll, STDIN_FILENO);
    watch(epoll, readers);
    watch(epoll, slow);
    watch(epoll, timer);
    static int slow_ones[MOST_SLOW];
    int slow_count = 0;
    while (true) {
        struct epoll_event events[BATCH];
        int count = epoll_wait(epoll, events, BATCH, -1);
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd, connection;
            unsigned long long expirations;
            if (fd == STDIN_FILENO) {
                return 0;
            } else if (fd == readers) {
                while ((connection = accept4(readers, NULL, NULL, SOCK_CLOEXEC)) >= 0)
                    watch(epoll, connection);
            } else if (fd == slow) {
                while (slow_count < MOST_SLOW && (connection = accept4(slow, NULL, NULL, SOCK_CLOEXEC)) >= 0)
                    slow_ones[slow_count++] = connection;
            } else if (fd == timer) {
                if (read(timer, &expirations, sizeof expirations) < 0)
                    continue;
                for (int j = 0; j < slow_count;) {
                    if (drop(slow_ones[j], slow_bytes)) {
                        j++;
                    } else {
                        close(slow_ones[j]);
                        slow_ones[j] = slow_ones[--slow_count];
                    }
                }
            } else if (!drop(fd, sizeof sink)) {
                close(fd);
            }
        }
    }
}
