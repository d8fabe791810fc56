// What sender.c sends: the memory and the files of its command line.
#ifndef JOB_H
#define JOB_H

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include "leg.h"

// What every send is made of.
static struct {
    bool copies;
    bool answered;          // each send by a byte of the peer
    bool by_path;
    int buffers;            // pieces of memory, the header included
    struct iovec *memory;
    size_t memory_bytes;
    int files_per_send;
    int file_count;
    char **paths;
    int *handles;           // open for the whole run, unless by path
    size_t chunk;           // what is read at a time, copies only
    long long bytes_per_send;
} job;

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

// The files of all sends, and with them the bytes of each.
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
    job.bytes_per_send = job.memory_bytes + job.files_per_send * (long long)status.st_size;
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

#endif
