// The same sends as the .NET peers, as one would write them in C for this job: level-triggered epoll, and every thread has connections of
// its own. A connection begins its next send as soon as the kernel has taken the last one; after some in a row the next has its turn.
//   vector  memory by sendmsg, with MSG_MORE where files follow; files by sendfile (corked where there are several)
//   copy    memory and files read side by side into a buffer of the connection, then one send
// usage: sender vector|copy THREADS PORT CONNECTIONS WARM_MS MEASURE_MS HEADER_BYTES BUFFERS BUFFER_BYTES FILES_PER_SEND path|handle CHUNK_BYTES FILE...
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 128 };

// Sends in a row on one connection, while the socket takes them whole: as many as the .NET peers make (Leg.MostInline).
#ifndef MOST_INLINE
#define MOST_INLINE 32
#endif

// What every send is made of.
static struct {
    bool copies;
    bool by_path;
    int buffers;            // pieces of memory, the header included
    struct iovec *memory;
    size_t memory_bytes;
    int files_per_send;
    int file_count;
    char **paths;
    int *handles;           // open for the whole run, unless by path
    size_t chunk;
} job;

// Where one connection stands in its send.
struct connection {
    int socket;
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
    double measure_seconds, begin, end;
    struct rusage usage_begin, usage_end;
    atomic_llong sends;
    long long sends_begin, sends_end, bytes_per_send;
    _Atomic double deadline;
    pthread_mutex_t gate;
} run = { .gate = PTHREAD_MUTEX_INITIALIZER };

// One thread, and the connections that are its own.
struct worker {
    pthread_t thread;
    int epoll;
    int live;
};

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

static ssize_t send_memory(struct connection *c)
{
    struct iovec pieces[job.buffers];
    size_t skip = c->offset;
    int first = 0, count = 0;
    while (first < job.buffers && skip >= job.memory[first].iov_len)
        skip -= job.memory[first++].iov_len;
    for (int i = first; i < job.buffers; i++)
        pieces[count++] = job.memory[i];
    pieces[0].iov_base = (char *)pieces[0].iov_base + skip;
    pieces[0].iov_len -= skip;
    struct msghdr message = { .msg_iov = pieces, .msg_iovlen = count };
    return sendmsg(c->socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL | (job.files_per_send > 0 ? MSG_MORE : 0));
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
            ssize_t sent = send_memory(c);
            check(sent, "sendmsg");
            if (sent < 0)
                return BLOCKED;
            c->bytes += sent;
            c->offset += sent;
            if ((size_t)c->offset < job.memory_bytes)
                return BLOCKED;
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

static bool turn_page(void)
{
    pthread_mutex_lock(&run.gate);
    double time = now();
    if (run.phase == WARMING && time >= run.deadline) {
        run.phase = MEASURING;
        run.begin = time;
        run.sends_begin = run.sends;
        getrusage(RUSAGE_SELF, &run.usage_begin);
        run.deadline = time + run.measure_seconds;
    } else if (run.phase == MEASURING && time >= run.deadline) {
        run.phase = STOPPING;
        run.end = time;
        run.sends_end = run.sends;
        getrusage(RUSAGE_SELF, &run.usage_end);
    }
    bool goes_on = run.phase != STOPPING;
    pthread_mutex_unlock(&run.gate);
    return goes_on;
}

// A window begins and ends with a completion, so that long sends are counted whole. False where it has ended.
static bool count_send(const struct connection *c)
{
    if (c->bytes != run.bytes_per_send)
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
                if ((job.copies ? send_by_copy(c) : send_by_vector(c)) == BLOCKED)
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

static void prepare_memory(int header_bytes, int buffers, int buffer_bytes)
{
    job.memory = calloc(buffers + 1, sizeof *job.memory);
    if (header_bytes > 0)
        job.memory[job.buffers++] = (struct iovec) { calloc(1, header_bytes), header_bytes };
    for (int i = 0; i < buffers; i++)
        job.memory[job.buffers++] = (struct iovec) { calloc(1, buffer_bytes), buffer_bytes };
    for (int i = 0; i < job.buffers; i++)
        job.memory_bytes += job.memory[i].iov_len;
}

static void prepare_files(char **paths, int count)
{
    job.paths = paths;
    job.file_count = count;
    job.handles = calloc(count + 1, sizeof *job.handles);
    for (int i = 0; i < count && !job.by_path; i++)
        if ((job.handles[i] = open(paths[i], O_RDONLY | O_CLOEXEC)) < 0)
            fail(paths[i]);

    struct stat status = { 0 };
    if (count > 0 && stat(paths[0], &status) != 0)
        fail(paths[0]);
    run.bytes_per_send = job.memory_bytes + job.files_per_send * (long long)status.st_size;
}

// Files of the workload that are open although no send is under way, beyond those that are to be.
static int files_left(void)
{
    int count = 0;
    if (job.file_count == 0)
        return 0;
    size_t folder = strrchr(job.paths[0], '/') - job.paths[0];
    DIR *directory = opendir("/proc/self/fd");
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
        char target[4096];
        ssize_t length = readlinkat(dirfd(directory), entry->d_name, target, sizeof target);
        count += length > (ssize_t)folder && memcmp(target, job.paths[0], folder) == 0;
    }
    closedir(directory);
    return job.by_path ? count : count - job.file_count;
}

static double seconds(struct timeval from, struct timeval to)
{
    return to.tv_sec - from.tv_sec + (to.tv_usec - from.tv_usec) / 1e6;
}

static void watch(const struct worker *worker, int fd, int events, struct connection *c)
{
    struct epoll_event event = { .events = events, .data.ptr = c };
    if (epoll_ctl(worker->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        fail("epoll_ctl");
}

int main(int argc, char **argv)
{
    if (argc < 13) {
        fprintf(stderr, "too few arguments; see the top of the source\n");
        return 2;
    }
    job.copies = strcmp(argv[1], "copy") == 0;
    int threads = atoi(argv[2]);
    int port = atoi(argv[3]);
    int connections = atoi(argv[4]);
    double warm_seconds = atoi(argv[5]) / 1e3;
    run.measure_seconds = atoi(argv[6]) / 1e3;
    prepare_memory(atoi(argv[7]), atoi(argv[8]), atoi(argv[9]));
    job.files_per_send = atoi(argv[10]);
    job.by_path = strcmp(argv[11], "path") == 0;
    job.chunk = atoi(argv[12]);
    prepare_files(argv + 13, argc - 13);

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

    long long sends = run.sends_end - run.sends_begin;
    printf("{\"sends\":%lld,\"bytes\":%lld,\"totalBytes\":%lld,\"seconds\":%.6f,\"userSeconds\":%.6f,\"systemSeconds\":%.6f,\"filesLeft\":%d,\"allocatedBytes\":0}\n",
        sends, sends * run.bytes_per_send, run.sends * run.bytes_per_send, run.end - run.begin,
        seconds(run.usage_begin.ru_utime, run.usage_end.ru_utime), seconds(run.usage_begin.ru_stime, run.usage_end.ru_stime), files_left());
    return 0;
}
