// The receiver of every leg: accepts on a port of its own choosing, prints it, and throws away whatever comes. MSG_TRUNC has the
// kernel drop the bytes without copying them, so that the sender, not the receiver, is what is measured.
// Ends when its standard input does and the last connection is closed; then prints the bytes it has seen.
// Over TCP it answers with one byte after every ANSWERED_BYTES of a connection, 0: never.
// Of datagrams, udp-gro takes what the kernel has joined as it is; udp has it cut apart, on loopback in the sender's time.
// usage: receiver udp | udp-gro | tcp ANSWERED_BYTES
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, READ_BYTES = 1 << 20, BACKLOG = 1024 };

static char sink[READ_BYTES];
static long long answered_bytes;

struct connection {
    int fd;
    long long unanswered;
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void watch(int epoll, int fd, void *what)
{
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = what };
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        fail("epoll_ctl");
}

static int bind_somewhere(int type)
{
    int listener = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || (type == SOCK_STREAM && listen(listener, BACKLOG) != 0)
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

// Datagrams that come while the buffer is full are lost, whoever sends them.
static int receive_datagrams(int joined)
{
    struct pollfd ready[] = { { .fd = bind_somewhere(SOCK_DGRAM), .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };
    if (joined != 0 && setsockopt(ready[0].fd, IPPROTO_UDP, UDP_GRO, &joined, sizeof joined) != 0)
        fail("UDP_GRO");
    struct iovec piece = { sink, 1 };
    struct mmsghdr messages[BATCH] = { 0 };
    for (int i = 0; i < BATCH; i++) {
        messages[i].msg_hdr.msg_iov = &piece;
        messages[i].msg_hdr.msg_iovlen = 1;
    }
    long long received = 0;
    do {
        int count;
        if (poll(ready, 2, -1) < 0 && errno != EINTR)
            fail("poll");
        while ((count = recvmmsg(ready[0].fd, messages, BATCH, MSG_TRUNC | MSG_DONTWAIT, NULL)) > 0)
            for (int i = 0; i < count; i++)
                received += messages[i].msg_len;
    } while (ready[1].revents == 0);
    printf("%lld\n", received);
    return 0;
}

// What the connections of a listener inherit: answers that go out at once, and not from timers (see Leg.UseCubic).
static void prepare(int listener)
{
    static const char cubic[] = "cubic";
    int on = 1;
    setsockopt(listener, IPPROTO_TCP, TCP_CONGESTION, cubic, sizeof cubic - 1);
    if (setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0)
        fail("setsockopt");
}

// The answers that are due: one, unless the peer does not wait for them.
static void answer(struct connection *connection)
{
    static const char one[1];
    for (; connection->unanswered >= answered_bytes; connection->unanswered -= answered_bytes)
        if (send(connection->fd, one, sizeof one, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
            return;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "udp") == 0)
        return receive_datagrams(0);
    if (argc > 1 && strcmp(argv[1], "udp-gro") == 0)
        return receive_datagrams(1);
    if (argc != 3) {
        fprintf(stderr, "too few arguments; see the top of the source\n");
        return 2;
    }
    answered_bytes = atoll(argv[2]);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        fail("epoll_create1");
    struct connection listener = { bind_somewhere(SOCK_STREAM), 0 }, input = { STDIN_FILENO, 0 };
    prepare(listener.fd);
    watch(epoll, listener.fd, &listener);
    watch(epoll, input.fd, &input);

    bool leaving = false;
    int open_connections = 0;
    long long received = 0;
    while (!leaving || open_connections > 0) {
        struct epoll_event events[BATCH];
        int count = epoll_wait(epoll, events, BATCH, -1);
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (connection == &listener) {
                int fd;
                while ((fd = accept4(listener.fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
                    struct connection *accepted = calloc(1, sizeof *accepted);
                    accepted->fd = fd;
                    open_connections++;
                    watch(epoll, fd, accepted);
                }
            } else if (connection == &input) {
                leaving = true;
                epoll_ctl(epoll, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
            } else {
                ssize_t got = recv(connection->fd, sink, sizeof sink, MSG_TRUNC);
                if (got > 0) {
                    received += got;
                    connection->unanswered += got;
                    if (answered_bytes > 0)
                        answer(connection);
                } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
                    close(connection->fd);
                    free(connection);
                    open_connections--;
                }
            }
        }
    }

    printf("%lld\n", received);
    return 0;
}
