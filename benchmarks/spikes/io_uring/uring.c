// The sends of Sluice.Compare's native/sender.c by io_uring, on one thread: the same workloads, connections, counting and arguments, for that source is a
// part of this one. Only the way differs: whatever all connections have to ask of the kernel goes to it in one io_uring_enter.
//   sync+send     files by open, fstat, read and close as in sender.c (copy); the sends of all connections in one call
//   chain+send    files by linked entries: open to a direct descriptor, read, close; then the send
//   whole+send    one chain for the whole of it, the send included; for one file that fits the buffer
//   ...+zc        IORING_OP_SEND_ZC from registered buffers, read into by READ_FIXED
//   vector        memory by IORING_OP_SENDMSG, a vector for each buffer
//   bundle        memory by one send from a ring of provided buffers, one for each
//   splice        memory by send; files by linked splices through a pipe of the connection
//   ...+sqpoll    with a kernel thread that looks for entries
//   ...+stat      with a stat of each path before its chain
// Without that the chains are spared what sender.c and Sluice ask every file, its size: a direct descriptor has no fstat, and IORING_OP_STATX always goes to a worker.
// usage: uring WAY 1 PORT CONNECTIONS WARM_MS MEASURE_MS HEADER_BYTES BUFFERS BUFFER_BYTES FILES_PER_SEND path|handle CHUNK_BYTES FILE...
#define main epoll_main
#include "../../Sluice.Compare/native/sender.c"
#undef main
#include <liburing.h>
#include <poll.h>

// Of newer headers than liburing 2.3 brings.
#ifndef IORING_RECVSEND_BUNDLE
#define IORING_RECVSEND_BUNDLE (1U << 4)
#endif
#ifndef IORING_SETUP_DEFER_TASKRUN
#define IORING_SETUP_DEFER_TASKRUN (1U << 13)
#endif

// Sends begun between two calls. Their buffers are to stay in the cache: what a thousand connections asked for at a time would not.
#ifndef MOST_ASKED
#define MOST_ASKED 32
#endif

enum { PIPE_BYTES = 256 * 1024, MOST_ENTRIES = 32768 };

static struct {
    bool chains, whole, asks_size, zero_copy, vector, bundle, splice, sqpoll;
    off_t file_size;
    int files_per_chunk;
} way;

// What io_uring adds to a connection: what is under way, and where.
struct flight {
    struct connection *c;
    int index;
    int pending;            // completions still to come of this step
    int slot;               // first direct descriptor
    int buffer;             // of the pool, or -1
    off_t asked;            // splice: bytes of the file that this step moves
    off_t in_pipe;
    int pipe[2];
    struct msghdr message;
    struct io_uring_buf_ring *ring;
};

static struct io_uring ring;
static struct flight *flights;

// Buffers, registered where that is asked for: the one given back last is taken first.
static struct {
    struct iovec *all;
    int *idle;
    int count;
} pool;

// Connections that can go on.
static struct {
    struct flight **all;
    int first, count, size;
} ready;

// The low bits of user data say what has completed. Opening and reading are heard of only where they fail.
enum what { SENT, FILE_CLOSED, SPLICED_IN, SPLICED_OUT, OPENED, READ, WHAT_BITS = 3 };

static const unsigned long long PARENT_GONE = -1;

static struct io_uring_sqe *entry(void)
{
    struct io_uring_sqe *sqe;
    while ((sqe = io_uring_get_sqe(&ring)) == NULL)
        if (io_uring_submit(&ring) < 0)
            fail("io_uring_submit");
    return sqe;
}

static void tag(struct io_uring_sqe *sqe, const struct flight *f, enum what what, unsigned flags)
{
    sqe->user_data = (unsigned long long)f->index << WHAT_BITS | what;
    sqe->flags |= flags;
}

// Links must not be torn apart by a submission between them. A polling kernel thread takes entries in its own time.
static void reserve(unsigned entries)
{
    while (io_uring_sq_space_left(&ring) < entries)
        if (io_uring_submit(&ring) < 0)
            fail("io_uring_submit");
}

static void ask_send(struct flight *f)
{
    struct connection *c = f->c;
    struct io_uring_sqe *sqe = entry();
    int flags = MSG_WAITALL | MSG_NOSIGNAL | (at_end(c) && (!way.splice || job.files_per_send == 0) ? 0 : MSG_MORE);
    char *from = c->buffer + c->drained;
    size_t count = c->filled - c->drained;
    f->pending = 1;
    if (way.zero_copy) {
        io_uring_prep_send_zc_fixed(sqe, c->socket, from, count, flags, 0, f->buffer);
    } else {
        io_uring_prep_send(sqe, c->socket, from, count, flags);
    }
    tag(sqe, f, SENT, 0);
}

// Open, read and close of one file, linked; one completion where all goes well.
static void ask_file(struct flight *f, int slot, const char *path, char *to, size_t count, bool goes_on)
{
    struct io_uring_sqe *sqe = entry();
    io_uring_prep_openat_direct(sqe, AT_FDCWD, path, O_RDONLY, 0, slot);
    tag(sqe, f, OPENED, IOSQE_IO_LINK | IOSQE_CQE_SKIP_SUCCESS);
    sqe = entry();
    if (way.zero_copy)
        io_uring_prep_read_fixed(sqe, slot, to, count, 0, f->buffer);
    else
        io_uring_prep_read(sqe, slot, to, count, 0);
    tag(sqe, f, READ, IOSQE_FIXED_FILE | IOSQE_IO_LINK | IOSQE_CQE_SKIP_SUCCESS);
    sqe = entry();
    io_uring_prep_close_direct(sqe, slot);
    tag(sqe, f, FILE_CLOSED, goes_on ? IOSQE_IO_LINK | IOSQE_CQE_SKIP_SUCCESS : 0);
}

static void take_buffer(struct flight *f)
{
    f->buffer = pool.idle[--pool.count];
    f->c->buffer = pool.all[f->buffer].iov_base;
}

static void give_buffer(struct flight *f)
{
    if (f->buffer >= 0)
        pool.idle[pool.count++] = f->buffer;
    f->buffer = -1;
}

static void copy_memory(struct connection *c)
{
    for (int i = 0; i < job.buffers; i++) {
        memcpy(c->buffer + c->filled, job.memory[i].iov_base, job.memory[i].iov_len);
        c->filled += job.memory[i].iov_len;
    }
    c->piece = 1;
}

// As many files as fit the buffer, each by its own chain. All of the workload's files are of one size.
static void ask_chains(struct flight *f)
{
    struct connection *c = f->c;
    c->filled = c->drained = 0;
    if (c->piece == 0)
        copy_memory(c);
    int files = job.files_per_send - c->piece + 1;
    if (files > way.files_per_chunk)
        files = way.files_per_chunk;
    f->pending = way.whole ? 1 : files;
    reserve(3 * files + 1);
    for (int i = 0; i < files; i++, c->piece++) {
        const char *path = job.paths[(c->first_file + c->piece - 1) % job.file_count];
        struct stat status;
        if (way.asks_size && (stat(path, &status) != 0 || status.st_size != way.file_size))
            fail(path);
        ask_file(f, f->slot + i, path, c->buffer + c->filled, way.file_size, way.whole);
        c->filled += way.file_size;
    }
    if (way.whole)
        ask_send(f);
}

static void ask_splice(struct flight *f)
{
    struct connection *c = f->c;
    off_t left = c->file_size - c->offset;
    f->asked = left < PIPE_BYTES ? left : PIPE_BYTES;
    f->in_pipe = 0;
    f->pending = 2;
    reserve(2);
    struct io_uring_sqe *sqe = entry();
    io_uring_prep_splice(sqe, c->file, c->offset, f->pipe[1], -1, f->asked, 0);
    tag(sqe, f, SPLICED_IN, IOSQE_IO_LINK);
    sqe = entry();
    io_uring_prep_splice(sqe, f->pipe[0], -1, c->socket, -1, f->asked, f->asked < left ? SPLICE_F_MORE : 0);
    tag(sqe, f, SPLICED_OUT, 0);
}

static void ask_memory(struct flight *f)
{
    struct io_uring_sqe *sqe = entry();
    f->pending = 1;
    f->c->piece = 1;
    f->c->filled = job.memory_bytes;
    f->c->drained = 0;
    if (way.bundle) {
        for (int i = 0; i < job.buffers; i++)
            io_uring_buf_ring_add(f->ring, job.memory[i].iov_base, job.memory[i].iov_len, i, io_uring_buf_ring_mask(job.buffers), i);
        io_uring_buf_ring_advance(f->ring, job.buffers);
        io_uring_prep_send(sqe, f->c->socket, NULL, 0, MSG_WAITALL | MSG_NOSIGNAL);
        sqe->ioprio = IORING_RECVSEND_BUNDLE;
        sqe->buf_group = f->index;
        tag(sqe, f, SENT, IOSQE_BUFFER_SELECT);
    } else {
        f->message = (struct msghdr) { .msg_iov = job.memory, .msg_iovlen = job.buffers };
        io_uring_prep_sendmsg(sqe, f->c->socket, &f->message, MSG_WAITALL | MSG_NOSIGNAL);
        tag(sqe, f, SENT, 0);
    }
}

// Asks for the next step of a send. False where there is none: it is complete.
static bool ask(struct flight *f)
{
    struct connection *c = f->c;
    if (c->drained < c->filled) {
        ask_send(f);
        return true;
    }
    give_buffer(f);
    if (at_end(c))
        return false;
    if (way.splice && c->piece > 0) {
        if (c->file < 0)
            open_piece(c);
        ask_splice(f);
    } else if (way.splice) {
        take_buffer(f);
        c->filled = c->drained = 0;
        copy_memory(c);
        ask_send(f);
    } else if (way.vector || way.bundle) {
        ask_memory(f);
    } else if (way.chains) {
        take_buffer(f);
        ask_chains(f);
    } else {
        take_buffer(f);
        fill(c);
        ask_send(f);
    }
    return true;
}

static void check_result(int result, const char *call)
{
    if (result < 0) {
        errno = -result;
        fail(call);
    }
}

// Takes a completion. True where the step that it belongs to is complete.
static bool take(struct flight *f, const struct io_uring_cqe *cqe, enum what what)
{
    struct connection *c = f->c;
    switch (what) {
    case SENT:
        if (cqe->flags & IORING_CQE_F_NOTIF) {
            // The buffer is ours again.
            return --f->pending == 0;
        }
        check_result(cqe->res, "send");
        c->bytes += cqe->res;
        c->drained += cqe->res;
        if (way.bundle && c->drained < c->filled)
            fail("a bundle was cut");
        if (cqe->flags & IORING_CQE_F_MORE)
            f->pending++;
        return --f->pending == 0;
    case FILE_CLOSED:
        check_result(cqe->res, "close of a file that was read");
        return --f->pending == 0;
    case SPLICED_IN:
        check_result(cqe->res, "splice from the file");
        f->in_pipe = cqe->res;
        c->offset += cqe->res;
        return --f->pending == 0;
    case SPLICED_OUT:
        // The first splice may be short, which cuts the link, and so may the second: what is in the pipe goes on its own.
        if (cqe->res != -ECANCELED) {
            check_result(cqe->res, "splice to the socket");
            f->in_pipe -= cqe->res;
            c->bytes += cqe->res;
        }
        if (f->in_pipe > 0) {
            struct io_uring_sqe *sqe = entry();
                    io_uring_prep_splice(sqe, f->pipe[0], -1, c->socket, -1, f->in_pipe, c->offset < c->file_size ? SPLICE_F_MORE : 0);
            tag(sqe, f, SPLICED_OUT, 0);
            return false;
        }
        if (--f->pending == 0 && c->offset == c->file_size)
            next_piece(c);
        return f->pending == 0;
    default:
        check_result(cqe->res, "open or read");
        return false;
    }
}

static void make_ready(struct flight *f)
{
    ready.all[(ready.first + ready.count++) % ready.size] = f;
}

// Goes on with a connection. False where it has made its last send.
static bool proceed(struct flight *f)
{
    if (ask(f))
        return true;
    if (!count_send(f->c))
        return false;
    begin_send(f->c);
    return ask(f);
}

static void flood_by_ring(int live)
{
    for (int i = 0; i < live; i++)
        ask(&flights[i]);
    while (live > 0) {
        for (int asked = 0; asked < MOST_ASKED && ready.count > 0; asked++) {
            struct flight *f = ready.all[ready.first];
            ready.first = (ready.first + 1) % ready.size;
            ready.count--;
            live -= !proceed(f);
        }
        int result = ready.count > 0 ? io_uring_submit_and_get_events(&ring) : live > 0 ? io_uring_submit_and_wait(&ring, 1) : 0;
        if (result < 0 && result != -EINTR && result != -EAGAIN && result != -EBUSY)
            check_result(result, "io_uring_enter");
        struct io_uring_cqe *cqe;
        unsigned head, taken = 0;
        io_uring_for_each_cqe(&ring, head, cqe) {
            taken++;
            if (cqe->user_data == PARENT_GONE)
                exit(1);    // whoever started this program is gone
            struct flight *f = &flights[cqe->user_data >> WHAT_BITS];
            if (take(f, cqe, cqe->user_data & ((1 << WHAT_BITS) - 1)))
                make_ready(f);
        }
        io_uring_cq_advance(&ring, taken);
    }
}

// Processor time of the kernel's threads for this ring: it is in the process's own as well.
static double worker_seconds(int *threads)
{
    double ticks = 0;
    *threads = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *each; (each = readdir(tasks)) != NULL;) {
        char path[300], name[64];
        unsigned long user, system;
        snprintf(path, sizeof path, "/proc/self/task/%s/stat", each->d_name);
        FILE *stat = fopen(path, "r");
        if (stat == NULL)
            continue;
        if (fscanf(stat, "%*d (%63[^)]) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", name, &user, &system) == 3 && strncmp(name, "iou-", 4) == 0) {
            ++*threads;
            ticks += user + system;
        }
        fclose(stat);
    }
    closedir(tasks);
    return ticks / sysconf(_SC_CLK_TCK);
}

static void set_up_ring(int connections)
{
    struct io_uring_params parameters = { .flags = IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE, .cq_entries = 2 * MOST_ENTRIES };
    if (way.sqpoll) {
        parameters.flags |= IORING_SETUP_SQPOLL;
        parameters.sq_thread_idle = 50;
    } else {
        parameters.flags |= IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_COOP_TASKRUN;
    }
    check_result(io_uring_queue_init_params(4096, &ring, &parameters), "io_uring_setup");
    check_result(io_uring_register_ring_fd(&ring), "io_uring_register_ring_fd");
    if (way.chains)
        check_result(io_uring_register_files_sparse(&ring, connections * way.files_per_chunk), "io_uring_register_files_sparse");
}

static struct io_uring_buf_ring *provide_buffers(int group)
{
    struct io_uring_buf_ring *buffers;
    if (posix_memalign((void **)&buffers, sysconf(_SC_PAGESIZE), job.buffers * sizeof(struct io_uring_buf)) != 0)
        fail("posix_memalign");
    io_uring_buf_ring_init(buffers);
    struct io_uring_buf_reg registration = { .ring_addr = (unsigned long)buffers, .ring_entries = job.buffers, .bgid = group };
    check_result(io_uring_register_buf_ring(&ring, &registration, 0), "io_uring_register_buf_ring");
    return buffers;
}

static void choose(const char *name)
{
    way.whole = strstr(name, "whole") != NULL;
    way.chains = way.whole || strstr(name, "chain") != NULL;
    way.asks_size = strstr(name, "stat") != NULL;
    way.zero_copy = strstr(name, "zc") != NULL;
    way.vector = strstr(name, "vector") != NULL;
    way.bundle = strstr(name, "bundle") != NULL;
    way.splice = strstr(name, "splice") != NULL;
    way.sqpoll = strstr(name, "sqpoll") != NULL;
}

int main(int argc, char **argv)
{
    if (argc < 13) {
        fprintf(stderr, "too few arguments; see the top of the source\n");
        return 2;
    }
    choose(argv[1]);
    int port = atoi(argv[3]);
    int connections = atoi(argv[4]);
    double warm_seconds = atoi(argv[5]) / 1e3;
    run.measure_seconds = atoi(argv[6]) / 1e3;
    prepare_memory(atoi(argv[7]), atoi(argv[8]), atoi(argv[9]));
    job.files_per_send = atoi(argv[10]);
    job.by_path = strcmp(argv[11], "path") == 0;
    job.chunk = atoi(argv[12]);
    job.copies = true;
    prepare_files(argv + 13, argc - 13);
    if (job.files_per_send > 0)
        way.file_size = (run.bytes_per_send - job.memory_bytes) / job.files_per_send;
    if (way.chains) {
        way.files_per_chunk = job.chunk / way.file_size;
        if (way.files_per_chunk == 0 || (way.whole && job.files_per_send > 1)) {
            fprintf(stderr, "files too large or too many for this way\n");
            return 2;
        }
    }
    set_up_ring(connections);

    struct connection *all = calloc(connections, sizeof *all);
    pool.all = calloc(connections, sizeof *pool.all);
    pool.idle = calloc(connections, sizeof *pool.idle);
    pool.count = ready.size = connections;
    ready.all = calloc(connections, sizeof *ready.all);
    flights = calloc(connections, sizeof *flights);
    for (int i = 0; i < connections; i++) {
        struct connection *c = &all[i];
        struct flight *f = &flights[i];
        *f = (struct flight) { .c = c, .index = i, .slot = i * way.files_per_chunk, .buffer = -1 };
        c->socket = connect_to(port);
        // The kernel waits for room by itself only where the socket is one that waits.
        fcntl(c->socket, F_SETFL, 0);
        c->first_file = i;
        pool.all[i].iov_len = job.chunk + job.memory_bytes;
        if (posix_memalign(&pool.all[i].iov_base, sysconf(_SC_PAGESIZE), pool.all[i].iov_len) != 0)
            fail("posix_memalign");
        pool.idle[i] = i;
        if (way.bundle)
            f->ring = provide_buffers(i);
        if (way.splice && (pipe2(f->pipe, O_CLOEXEC) != 0 || fcntl(f->pipe[1], F_SETPIPE_SZ, PIPE_BYTES) < 0))
            fail("pipe");
        begin_send(c);
    }
    if (way.zero_copy)
        check_result(io_uring_register_buffers(&ring, pool.all, connections), "io_uring_register_buffers");

    struct io_uring_sqe *sqe = entry();
    io_uring_prep_poll_add(sqe, STDIN_FILENO, POLLIN);
    sqe->user_data = PARENT_GONE;
    run.deadline = now() + warm_seconds;
    flood_by_ring(connections);

    int threads;
    double in_workers = worker_seconds(&threads);
    long long sends = run.sends_end - run.sends_begin;
    printf("{\"sends\":%lld,\"bytes\":%lld,\"totalBytes\":%lld,\"seconds\":%.6f,\"userSeconds\":%.6f,\"systemSeconds\":%.6f,\"workers\":%d,\"workerSeconds\":%.2f}\n",
        sends, sends * run.bytes_per_send, run.sends * run.bytes_per_send, run.end - run.begin,
        seconds(run.usage_begin.ru_utime, run.usage_end.ru_utime), seconds(run.usage_begin.ru_stime, run.usage_end.ru_stime), threads, in_workers);
    return 0;
}
