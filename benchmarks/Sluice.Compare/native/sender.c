// The same sends as the .NET peers, as one would write them in C for this job: level-triggered epoll, and every thread has connections of
// its own. A connection begins its next send as soon as the kernel has taken the last one, and after some in a row the next has its turn; or, with
// answers, as soon as the peer has answered the last one with a byte.
//   vector  memory by sendmsg, with MSG_MORE where files follow; files by sendfile (corked where there are several)
//   copy    memory and files read side by side into a buffer of the connection, then one send
// usage: sender vector|copy flood|answers COUNTER|- THREADS PORT CONNECTIONS WARM_MS MEASURE_MS HEADER_BYTES BUFFERS BUFFER_BYTES FILES_PER_SEND
//               path|handle CHUNK_BYTES FILE...
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include "job.h"

enum { BATCH = 128 };

// Sends in a row on one connection, while the socket takes them whole: as many as the .NET peers make (Leg.MostInline).
#ifndef MOST_INLINE
#define MOST_INLINE 32
#endif

// UIO_MAXIOV of the kernel.
enum { MOST_VECTORS = 1024 };

// Where one connection stands in its send.
struct connection {
    int socket;
    int epoll;              // of the thread that it belongs to
    int interest;           // what it is registered for there
    bool awaits_answer;
    int first_file;         // of this send, in the list of all files
    int piece;              // 0: memory; n: the n-th file of this send
    off_t offset;           // within the piece
    int file;               // open file of the piece, or -1
    off_t file_size;
    long long bytes;        // of this send, so far
    char *buffer;           // copy only
    size_t filled, drained;
};

enum outcome { DONE, BLOCKED };

static struct {
    enum { WARMING, MEASURING, STOPPING } phase;
    const char *counter;    // of system calls
    double measure_seconds, begin, end;
    struct rusage usage_begin, usage_end;
    atomic_llong sends;
    long long sends_begin, sends_end;
    _Atomic double deadline;
    pthread_mutex_t gate;
} run = { .gate = PTHREAD_MUTEX_INITIALIZER };

// One thread, and the connections that are its own.
struct worker {
    pthread_t thread;
    int epoll;
    int live;
};

static void open_piece(struct connection *c)
{
    int index = (c->first_file + c->piece - 1) % job.file_count;
    c->file = job.by_path ? open(job.paths[index], O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : job.handles[index];
    struct stat status;
    if (c->file < 0 || fstat(c->file, &status) != 0)
        fail("open");
    c->file_size = status.st_size;
}

static void next_piece(struct connection *c)
{
    if (job.by_path && c->file >= 0)
        close(c->file);
    c->file = -1;
    c->offset = 0;
    c->piece++;
}

static bool at_end(const struct connection *c)
{
    return c->piece > job.files_per_send;
}

static void cork(const struct connection *c, int on)
{
    if (job.files_per_send > 1)
        setsockopt(c->socket, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

static void check(ssize_t sent, const char *call)
{
    if (sent == 0 || (sent < 0 && errno != EAGAIN))
        fail(call);
}

// Sends as many pieces of memory as one call takes, and tells how many bytes they had.
static ssize_t send_memory(struct connection *c, size_t *wanted)
{
    struct iovec pieces[job.buffers < MOST_VECTORS ? job.buffers : MOST_VECTORS];
    size_t skip = c->offset;
    int first = 0, count = 0;
    while (first < job.buffers && skip >= job.memory[first].iov_len)
        skip -= job.memory[first++].iov_len;
    *wanted = 0;
    for (int i = first; i < job.buffers && count < MOST_VECTORS; i++) {
        pieces[count++] = job.memory[i];
        *wanted += job.memory[i].iov_len;
    }
    *wanted -= skip;
    pieces[0].iov_base = (char *)pieces[0].iov_base + skip;
    pieces[0].iov_len -= skip;
    bool more = job.files_per_send > 0 || (size_t)c->offset + *wanted < job.memory_bytes;
    struct msghdr message = { .msg_iov = pieces, .msg_iovlen = count };
    return sendmsg(c->socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0));
}

static enum outcome send_by_vector(struct connection *c)
{
    if (c->piece == 0 && c->offset == 0)
        cork(c, 1);
    while (!at_end(c)) {
        if (c->piece == 0) {
            if (job.memory_bytes == 0) {
                next_piece(c);
                continue;
            }
            size_t wanted;
            ssize_t sent = send_memory(c, &wanted);
            check(sent, "sendmsg");
            if (sent < 0)
                return BLOCKED;
            c->bytes += sent;
            c->offset += sent;
            if ((size_t)sent < wanted)
                return BLOCKED;
            if ((size_t)c->offset < job.memory_bytes)
                continue;
        } else {
            if (c->file < 0)
                open_piece(c);
            off_t offset = c->offset;
            ssize_t sent = sendfile(c->socket, c->file, &offset, c->file_size - c->offset);
            check(sent, "sendfile");
            if (sent < 0)
                return BLOCKED;
            c->bytes += sent;
            c->offset += sent;
            if (c->offset < c->file_size)
                continue;
        }
        next_piece(c);
    }
    cork(c, 0);
    return DONE;
}

static void fill(struct connection *c)
{
    c->filled = c->drained = 0;
    while (!at_end(c) && c->filled < job.chunk) {
        if (c->piece == 0) {
            for (int i = 0; i < job.buffers; i++) {
                memcpy(c->buffer + c->filled, job.memory[i].iov_base, job.memory[i].iov_len);
                c->filled += job.memory[i].iov_len;
            }
        } else {
            if (c->file < 0)
                open_piece(c);
            size_t wanted = c->file_size - c->offset;
            if (wanted > job.chunk - c->filled)
                wanted = job.chunk - c->filled;
            ssize_t got = pread(c->file, c->buffer + c->filled, wanted, c->offset);
            if (got <= 0)
                fail("pread");
            c->filled += got;
            c->offset += got;
            if (c->offset < c->file_size)
                continue;
        }
        next_piece(c);
    }
}

static enum outcome send_by_copy(struct connection *c)
{
    while (true) {
        if (c->drained == c->filled) {
            if (at_end(c))
                return DONE;
            fill(c);
        }
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL | (at_end(c) ? 0 : MSG_MORE);
        ssize_t sent = send(c->socket, c->buffer + c->drained, c->filled - c->drained, flags);
        check(sent, "send");
        if (sent < 0)
            return BLOCKED;
        c->bytes += sent;
        c->drained += sent;
        if (c->drained < c->filled)
            return BLOCKED;
    }
}

static void begin_send(struct connection *c)
{
    c->first_file = job.file_count > 0 ? (c->first_file + job.files_per_send) % job.file_count : 0;
    c->piece = 0;
    c->offset = 0;
    c->file = -1;
    c->bytes = 0;
    c->filled = c->drained = 0;
}

// Has epoll tell of what comes next, with no call where it does so already: a connection that only ever waits for one thing never pays.
static void await(struct connection *c, int events)
{
    struct epoll_event event = { .events = events, .data.ptr = c };
    if (c->interest != events && epoll_ctl(c->epoll, EPOLL_CTL_MOD, c->socket, &event) != 0)
        fail("epoll_ctl");
    c->interest = events;
}

static enum outcome go_on(struct connection *c)
{
    if (c->awaits_answer) {
        char answer;
        ssize_t got = recv(c->socket, &answer, sizeof answer, MSG_DONTWAIT);
        check(got, "recv");
        c->awaits_answer = got < 0;
        return got < 0 ? BLOCKED : DONE;
    }
    if ((job.copies ? send_by_copy(c) : send_by_vector(c)) == BLOCKED) {
        await(c, EPOLLOUT);
        return BLOCKED;
    }
    if (!job.answered)
        return DONE;

    // The answer cannot be there yet: asking for it now would be a call in vain.
    c->awaits_answer = true;
    await(c, EPOLLIN);
    return BLOCKED;
}

static bool turn_page(void)
{
    pthread_mutex_lock(&run.gate);
    double time = now();
    if (run.phase == WARMING && time >= run.deadline) {
        run.phase = MEASURING;
        switch_counter(run.counter, "enable");
        run.begin = now();
        run.sends_begin = run.sends;
        getrusage(RUSAGE_SELF, &run.usage_begin);
        run.deadline = run.begin + run.measure_seconds;
    } else if (run.phase == MEASURING && time >= run.deadline) {
        run.phase = STOPPING;
        run.end = time;
        run.sends_end = run.sends;
        getrusage(RUSAGE_SELF, &run.usage_end);
        switch_counter(run.counter, "disable");
    }
    bool goes_on = run.phase != STOPPING;
    pthread_mutex_unlock(&run.gate);
    return goes_on;
}

// A window begins and ends with a completion, so that long sends are counted whole. False where it has ended.
static bool count_send(const struct connection *c)
{
    if (c->bytes != job.bytes_per_send)
        fail("a send of another length than it should be");
    run.sends++;
    return now() < run.deadline || turn_page();
}

static void *flood(void *argument)
{
    struct worker *self = argument;
    while (self->live > 0) {
        struct epoll_event events[BATCH];
        int count = epoll_wait(self->epoll, events, BATCH, -1);
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            struct connection *c = events[i].data.ptr;
            if (c == NULL)
                exit(1);    // whoever started this program is gone
            for (int sends = 0; sends < MOST_INLINE; sends++) {
                if (go_on(c) == BLOCKED)
                    break;
                if (!count_send(c)) {
                    epoll_ctl(self->epoll, EPOLL_CTL_DEL, c->socket, NULL);
                    self->live--;
                    break;
                }
                begin_send(c);
            }
        }
    }
    return NULL;
}

static int connect_to(int port)
{
    static const char cubic[] = "cubic";    // see Leg.UseCubic
    int on = 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, cubic, sizeof cubic - 1);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0
        || setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        fail("connect");
    return fd;
}

static void watch(const struct worker *worker, int fd, int events, struct connection *c)
{
    struct epoll_event event = { .events = events, .data.ptr = c };
    if (epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        fail("epoll_ctl");
}

int main(int argc, char **argv)
{
    if (argc < 15) {
        fprintf(stderr, "too few arguments; see the top of the source\n");
        return 2;
    }
    job.copies = strcmp(argv[1], "copy") == 0;
    job.answered = strcmp(argv[2], "answers") == 0;
    run.counter = argv[3];
    int threads = atoi(argv[4]);
    int port = atoi(argv[5]);
    int connections = atoi(argv[6]);
    double warm_seconds = atoi(argv[7]) / 1e3;
    run.measure_seconds = atoi(argv[8]) / 1e3;
    prepare_memory(atoi(argv[9]), atoi(argv[10]), atoi(argv[11]));
    job.files_per_send = atoi(argv[12]);
    job.by_path = strcmp(argv[13], "path") == 0;
    job.chunk = atoi(argv[14]);
    prepare_files(argv + 15, argc - 15);

    struct worker *workers = calloc(threads, sizeof *workers);
    for (int i = 0; i < threads; i++) {
        if ((workers[i].epoll = epoll_create1(EPOLL_CLOEXEC)) < 0)
            fail("epoll_create1");
        watch(&workers[i], STDIN_FILENO, EPOLLIN, NULL);
    }

    struct connection *all = calloc(connections, sizeof *all);
    for (int i = 0; i < connections; i++) {
        struct connection *c = &all[i];
        struct worker *worker = &workers[i % threads];
        c->socket = connect_to(port);
        c->first_file = i;
        if (job.copies && (c->buffer = malloc(job.chunk + job.memory_bytes)) == NULL)
            fail("malloc");
        begin_send(c);
        worker->live++;
        c->epoll = worker->epoll;
        c->interest = EPOLLOUT;
        watch(worker, c->socket, EPOLLOUT, c);
    }

    // The first thread is this one: with one alone, the program is a single-threaded one to libc and the kernel.
    run.deadline = now() + warm_seconds;
    for (int i = 1; i < threads; i++)
        if (pthread_create(&workers[i].thread, NULL, flood, &workers[i]) != 0)
            fail("pthread_create");
    flood(&workers[0]);
    for (int i = 1; i < threads; i++)
        pthread_join(workers[i].thread, NULL);

    print_result(
        run.sends_end - run.sends_begin, run.sends, job.bytes_per_send, run.end - run.begin, &run.usage_begin, &run.usage_end, files_left());
    return 0;
}
