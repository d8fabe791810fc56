// The receiver of every leg: accepts on a port of its own choosing, prints it, and throws away whatever comes. MSG_TRUNC has the
// kernel drop the bytes without copying them, so that the sender, not the receiver, is what is measured.
// Ends when its standard input does and the last connection is closed; then prints the bytes it has seen.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
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

static int listen_somewhere(void)
{
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, BACKLOG) != 0
        || getsockname(listener, (struct sockaddr *)&address, &length) != 0)
        fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(void)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0)
        fail("epoll_create1");
    int listener = listen_somewhere();
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
