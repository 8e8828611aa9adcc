/* Stands between a program and its disk (LD_PRELOAD): counts every call that changes (or reads) a file below a folder, refuses
 * the Nth, and writes down what each of them did, so that a loss of power at any of them can be played through afterwards.
 *
 * FAULTY_STATE names a file of struct state that the test maps too; FAULTY_JOURNAL the file written to while `recording` is set.
 * SQLite, Python and whatever else calls libc are all reached; writing through mmap is not (SQLite does that to -shm files only). */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, NAME = 4, OPEN = 8, READ = 16 };  /* kinds of calls; a test may count some of them only */
enum { SHORT = -1 };                               /* in place of an errno: write half, tell so */

struct state {                     /* tests/faults/injector.py has the same */
    uint32_t kinds, lasting, recording, fired;
    int32_t refusal;               /* errno, or SHORT */
    uint32_t ready;
    uint64_t at, count;            /* refuse the at-th call; 0: none */
    char root[1024], what[1024];   /* the folder; the call that was refused */
    pthread_mutex_t lock;
};

struct entry { uint32_t kind, path, other, data; uint64_t inode, offset; };  /* then path, other, data */

static struct state *state;
static int journal = -1;
static unsigned char watched[1 << 16];
static __thread int inside;

#define REAL(name, type) static __typeof__(type) call; if (!call) call = (__typeof__(type))dlsym(RTLD_NEXT, name)

static int real_open(const char *path, int flags, mode_t mode) { REAL("open", int (*)(const char *, int, ...)); return call(path, flags, mode); }
static ssize_t real_write(int fd, const void *data, size_t size) { REAL("write", ssize_t (*)(int, const void *, size_t)); return call(fd, data, size); }

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTY_STATE");
    int fd = path ? real_open(path, O_RDWR | O_CLOEXEC, 0) : -1;
    if (fd < 0) return;
    void *there = mmap(NULL, sizeof *state, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (there == MAP_FAILED) return;
    state = there;
    if (!state->ready) {
        pthread_mutexattr_t shared;
        pthread_mutexattr_init(&shared);
        pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
        pthread_mutexattr_setrobust(&shared, PTHREAD_MUTEX_ROBUST);
        pthread_mutex_init(&state->lock, &shared);
        state->ready = 1;
    }
    if ((path = getenv("FAULTY_JOURNAL"))) {
        fd = real_open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        if (fd >= 0) { journal = fcntl(fd, F_DUPFD_CLOEXEC, 900); close(fd); }
    }
}

static void enter(void) {
    inside = 1;
    if (pthread_mutex_lock(&state->lock) == EOWNERDEAD) pthread_mutex_consistent(&state->lock);  /* its holder was killed */
}

static void leave(void) {
    int kept = errno;
    pthread_mutex_unlock(&state->lock);
    inside = 0;
    errno = kept;
}

static int within(const char *whole) {
    size_t size = strlen(state->root);
    return size && strncmp(whole, state->root, size) == 0 && (!whole[size] || whole[size] == '/');
}

static int below(int at, const char *path, char *whole) {
    char link[64];
    if (!state || inside || !path) return 0;
    if (path[0] == '/') {
        snprintf(whole, PATH_MAX, "%s", path);
    } else {
        char folder[PATH_MAX / 2];
        ssize_t size;
        if (at == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd"); else snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        if ((size = readlink(link, folder, sizeof folder - 1)) < 0) return 0;
        folder[size] = 0;
        snprintf(whole, PATH_MAX, "%s/%.2000s", folder, path);
    }
    return within(whole);
}

static int ours(int fd, char *whole) {
    char link[64];
    ssize_t size;
    if (!state || inside || fd < 0 || fd >= (int)sizeof watched || !watched[fd]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if ((size = readlink(link, whole, PATH_MAX - 1)) < 0) return 0;
    whole[size] = 0;
    return within(whole);  /* the number may be another file's, or a socket's, by now */
}

static int refused(int kind, const char *name, const char *path) {  /* 0: let it through; within enter() and leave() */
    if (!(state->kinds & kind)) return 0;
    uint64_t count = ++state->count;
    if (!state->at || count < state->at || (count > state->at && !state->lasting)) return 0;
    if (count == state->at) {
        state->fired = 1;
        snprintf(state->what, sizeof state->what, "%s %.900s", name, path);
    }
    return 1;
}

static void note(char kind, uint64_t inode, int64_t offset, const char *path, const char *other, const void *data, size_t size) {
    if (!state->recording || journal < 0) return;
    struct entry head = {(uint32_t)kind, (uint32_t)strlen(path), other ? (uint32_t)strlen(other) : 0, (uint32_t)size, inode, (uint64_t)offset};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)other, head.other}, {(void *)data, size}};
    REAL("writev", ssize_t (*)(int, const struct iovec *, int));
    if (call(journal, parts, 4) < 0) abort();
}

static uint64_t inode_of(int fd) { struct stat about; return fstat(fd, &about) ? 0 : about.st_ino; }

/* ---- files */

static int opening(int at, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    REAL("openat", int (*)(int, const char *, int, ...));
    if (!below(at, path, whole)) {
        int fd = call(at, path, flags, mode);
        if (state && fd >= 0 && fd < (int)sizeof watched) watched[fd] = 0;
        return fd;
    }
    enter();
    struct stat before;
    int changes = flags & (O_CREAT | O_TRUNC | O_WRONLY | O_RDWR), was = stat(whole, &before) == 0, fd = -1;
    if (changes && refused(OPEN, flags & O_CREAT && !was ? "create" : "open", whole)) {
        errno = state->refusal == SHORT ? EMFILE : state->refusal;
    } else if ((fd = call(at, path, flags, mode)) >= 0) {
        if (fd < (int)sizeof watched) watched[fd] = 1;
        if (flags & O_CREAT && !was) note('C', inode_of(fd), 0, whole, NULL, NULL, 0);
        else if (flags & O_TRUNC && before.st_size) note('T', inode_of(fd), 0, whole, NULL, NULL, 0);
    }
    leave();
    return fd;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
int open(const char *path, int flags, ...) { MODE(flags) return opening(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opening(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opening(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opening(at, path, flags | O_LARGEFILE, mode); }

static ssize_t put(int fd, const void *data, size_t size, off_t offset, const char *name) {  /* offset -1: where the file stands */
    char whole[PATH_MAX];
    REAL("pwrite", ssize_t (*)(int, const void *, size_t, off_t));
    if (!ours(fd, whole)) return offset < 0 ? real_write(fd, data, size) : call(fd, data, size, offset);
    enter();
    ssize_t done = -1;
    size_t some = size;
    int no = refused(WRITE, name, whole);
    if (no && (state->refusal == SHORT || state->count == state->at) && state->refusal != EIO) some = size / 2;  /* as far as there was room */
    if (no && (some == size || some == 0)) {
        errno = state->refusal == SHORT ? EINTR : state->refusal;
    } else {
        done = offset < 0 ? real_write(fd, data, some) : call(fd, data, some, offset);
        if (done > 0) note('W', inode_of(fd), offset < 0 ? lseek(fd, 0, SEEK_CUR) - done : offset, whole, NULL, data, (size_t)done);
    }
    leave();
    return done;
}

ssize_t write(int fd, const void *data, size_t size) { return put(fd, data, size, -1, "write"); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return put(fd, data, size, offset, "pwrite"); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return put(fd, data, size, offset, "pwrite"); }

static int unreadable(int fd, const char *name) {
    char whole[PATH_MAX];
    if (!state || !(state->kinds & READ) || !ours(fd, whole)) return 0;
    enter();
    int no = refused(READ, name, whole);
    if (no) errno = state->refusal;
    leave();
    return no;
}

ssize_t read(int fd, void *data, size_t size) { REAL("read", ssize_t (*)(int, void *, size_t)); return unreadable(fd, "read") ? -1 : call(fd, data, size); }
ssize_t pread(int fd, void *data, size_t size, off_t offset) { REAL("pread", ssize_t (*)(int, void *, size_t, off_t)); return unreadable(fd, "pread") ? -1 : call(fd, data, size, offset); }
ssize_t pread64(int fd, void *data, size_t size, off64_t offset) { return pread(fd, data, size, offset); }

int ftruncate(int fd, off_t length) {
    char whole[PATH_MAX];
    REAL("ftruncate", int (*)(int, off_t));
    if (!ours(fd, whole)) return call(fd, length);
    enter();
    int done = -1;
    if (refused(WRITE, "ftruncate", whole)) errno = state->refusal == SHORT ? EINTR : state->refusal;
    else if (!(done = call(fd, length))) note('T', inode_of(fd), length, whole, NULL, NULL, 0);
    leave();
    return done;
}
int ftruncate64(int fd, off64_t length) { return ftruncate(fd, length); }

static int syncing(int fd, const char *name) {
    char whole[PATH_MAX];
    REAL("fsync", int (*)(int));
    if (!ours(fd, whole)) return call(fd);
    enter();
    int done = -1;
    struct stat about;
    if (refused(SYNC, name, whole)) errno = state->refusal == SHORT ? EIO : state->refusal;
    else if (!fstat(fd, &about)) {
        done = 0;  /* what is under test is that it was called, not this machine's disk */
        note(S_ISDIR(about.st_mode) ? 'D' : 'S', about.st_ino, 0, whole, NULL, NULL, 0);
    }
    leave();
    return done;
}
int fsync(int fd) { return syncing(fd, "fsync"); }
int fdatasync(int fd) { return syncing(fd, "fdatasync"); }

/* ---- names */

static int named(char kind, const char *name, int at, const char *path, int to, const char *other, int (*act)(int, const char *, int, const char *, int), int flags) {
    char whole[PATH_MAX], second[PATH_MAX];
    if (!below(at, path, whole)) return act(at, path, to, other, flags);
    if (!other || !below(to, other, second)) second[0] = 0;
    enter();
    int done = -1;
    if (refused(NAME, name, whole)) errno = state->refusal == SHORT ? EIO : state->refusal;
    else if (!(done = act(at, path, to, other, flags))) note(kind, 0, 0, whole, second, NULL, 0);
    leave();
    return done;
}

static int act_rename(int at, const char *path, int to, const char *other, int flags) { (void)flags; REAL("renameat", int (*)(int, const char *, int, const char *)); return call(at, path, to, other); }
static int act_unlink(int at, const char *path, int to, const char *other, int flags) { (void)to, (void)other; REAL("unlinkat", int (*)(int, const char *, int)); return call(at, path, flags); }
static int act_mkdir(int at, const char *path, int to, const char *other, int flags) { (void)to, (void)other; REAL("mkdirat", int (*)(int, const char *, mode_t)); return call(at, path, (mode_t)flags); }

int rename(const char *path, const char *other) { return named('R', "rename", AT_FDCWD, path, AT_FDCWD, other, act_rename, 0); }
int renameat(int at, const char *path, int to, const char *other) { return named('R', "rename", at, path, to, other, act_rename, 0); }
int unlink(const char *path) { return named('U', "unlink", AT_FDCWD, path, 0, NULL, act_unlink, 0); }
int unlinkat(int at, const char *path, int flags) { return named('U', "unlink", at, path, 0, NULL, act_unlink, flags); }
int rmdir(const char *path) { return named('U', "rmdir", AT_FDCWD, path, 0, NULL, act_unlink, AT_REMOVEDIR); }
int mkdir(const char *path, mode_t mode) { return named('M', "mkdir", AT_FDCWD, path, 0, NULL, act_mkdir, (int)mode); }
int mkdirat(int at, const char *path, mode_t mode) { return named('M', "mkdir", at, path, 0, NULL, act_mkdir, (int)mode); }
