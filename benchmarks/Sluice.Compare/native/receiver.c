// The receiver of every leg: accepts on a port of its own choosing, prints it, and throws away whatever comes. MSG_TRUNC has the
// kernel drop the bytes without copying them, so that the sender, not the receiver, is what is measured.
// Ends when its standard input does and the last connection is closed; then prints the bytes it has seen.
// usage: receiver [udp]
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
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

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void watch(int epoll, int fd)
{
    struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };
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
static int receive_datagrams(void)
{
    struct pollfd ready[] = { { .fd = bind_somewhere(SOCK_DGRAM), .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };
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

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "udp") == 0)
        return receive_datagrams();
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        fail("epoll_create1");
    int listener = bind_somewhere(SOCK_STREAM);
    watch(epoll, listener);
    watch(epoll, STDIN_FILENO);

    bool leaving = false;
    int open_connections = 0;
    long long received = 0;
    while (!leaving || open_connections > 0) {
        struct epoll_event events[BATCH];
        int count = epoll_wait(epoll, events, BATCH, -1);
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                int connection;
                while ((connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
                    open_connections++;
                    watch(epoll, connection);
                }
            } else if (fd == STDIN_FILENO) {
                leaving = true;
                epoll_ctl(epoll, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
            } else {
                ssize_t got = recv(fd, sink, sizeof sink, MSG_TRUNC);
                if (got > 0) {
                    received += got;
                } else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
                    close(fd);
                    open_connections--;
                }
            }
        }
    }

    printf("%lld\n", received);
    return 0;
}
