// Notes every change of a folder in the order in which it happens, with every sync: loaded into a process
// by LD_PRELOAD, it stands between it and the C library.
//
// RECORDER_FOLDER is the folder, by its real path; to the file RECORDER_LOG entries are appended:
//
//   kind (1 byte), inode, offset, length (8 bytes each, of this machine's order), and `length` bytes
//
//   D  a folder is made, C a file: its path below the folder (empty for the folder itself)
//   W  bytes are written at an offset
//   T  a file has a new length: the offset
//   S  a file or folder is synced
//   R  a name becomes another one: both paths, a zero between them
//   U  a name is removed: its path
//
// What it does not know how to note ends the process.

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

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static int entries = -1;

static void fail(const char *why) {
  fprintf(stderr, "recorder: %s: %s\n", why, strerror(errno));
  abort();
}

static void note(char kind, uint64_t inode, uint64_t offset, const void *bytes, uint64_t length) {
  char head[25] = {kind};
  memcpy(head + 1, &inode, 8);
  memcpy(head + 9, &offset, 8);
  memcpy(head + 17, &length, 8);
  struct iovec parts[] = {{head, sizeof head}, {(void *)bytes, length}};
  if (NEXT(writev)(entries, parts, 2) != (ssize_t)(sizeof head + length)) fail("the log");
}

static uint64_t inode_of(const char *path) {
  struct stat found;
  if (stat(path, &found) != 0) fail(path);
  return found.st_ino;
}

__attribute__((constructor)) static void begin(void) {
  folder = getenv("RECORDER_FOLDER");
  if (folder == NULL) return;
  entries = NEXT(open)(getenv("RECORDER_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (entries < 0) fail("the log cannot be opened");
  note('D', inode_of(folder), 0, "", 0);
}

// The part of a path below the folder, or NULL.
static const char *below(const char *path) {
  size_t length = folder == NULL ? 0 : strlen(folder);
  if (length == 0 || strncmp(path, folder, length) != 0) return NULL;
  return path[length] == '/' ? path + length + 1 : path[length] == 0 ? path + length : NULL;
}

static const char *path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
  return path;
}

// Whether what is open belongs to the folder; its inode then.
static int is_ours(int fd, struct stat *found) {
  char path[PATH_MAX];
  return folder != NULL && below(path_of(fd, path)) != NULL && fstat(fd, found) == 0;
}

// A path with the folder that it is relative to.
static const char *resolve(int at, const char *path, char *whole) {
  if (path[0] == '/') return path;
  char base[PATH_MAX];
  if (at == AT_FDCWD) {
    if (getcwd(base, sizeof base) == NULL) fail("the current folder");
  } else {
    path_of(at, base);
  }
  if (snprintf(whole, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) fail(path);
  return whole;
}

static int open_noted(int at, const char *path, int flags, mode_t mode) {
  char whole[PATH_MAX];
  const char *name = below(resolve(at, path, whole));
  if (name == NULL || (flags & (O_CREAT | O_TRUNC)) == 0) return NEXT(openat)(at, path, flags, mode);
  pthread_mutex_lock(&order);
  int is_there = NEXT(faccessat)(at, path, F_OK, 0) == 0;
  int fd = NEXT(openat)(at, path, flags, mode);
  int error = errno;
  struct stat found;
  if (fd >= 0 && fstat(fd, &found) == 0) {
    if (!is_there) note('C', found.st_ino, 0, name, strlen(name));
    else if (flags & O_TRUNC) note('T', found.st_ino, 0, "", 0);
  }
  pthread_mutex_unlock(&order);
  errno = error;
  return fd;
}

#define MODE_AFTER(flags)                                    \
  mode_t mode = 0;                                           \
  if ((flags) & (O_CREAT | O_TMPFILE)) {                     \
    va_list rest;                                            \
    va_start(rest, flags);                                   \
    mode = va_arg(rest, mode_t);                             \
    va_end(rest);                                            \
  }

int open(const char *path, int flags, ...) {
  MODE_AFTER(flags)
  return open_noted(AT_FDCWD, path, flags, mode);
}
int openat(int at, const char *path, int flags, ...) {
  MODE_AFTER(flags)
  return open_noted(at, path, flags, mode);
}

// Does a thing to an open file and notes it, both before anything else is done.
#define ORDERED(type, fd, doing, noting)   \
  struct stat found;                       \
  if (!is_ours(fd, &found)) return doing;  \
  pthread_mutex_lock(&order);              \
  fstat(fd, &found);                       \
  type done = doing;                       \
  int error = errno;                       \
  if (done >= 0) noting;                   \
  pthread_mutex_unlock(&order);            \
  errno = error;                           \
  return done;

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  ORDERED(ssize_t, fd, NEXT(pwrite)(fd, bytes, length, offset),
          note('W', found.st_ino, offset, bytes, done))
}

static off_t place(int fd, const struct stat *before) {
  return fcntl(fd, F_GETFL) & O_APPEND ? before->st_size : lseek(fd, 0, SEEK_CUR);
}
ssize_t write(int fd, const void *bytes, size_t length) {
  off_t offset = 0;
  ORDERED(ssize_t, fd, (offset = place(fd, &found), NEXT(write)(fd, bytes, length)),
          note('W', found.st_ino, offset, bytes, done))
}

int ftruncate(int fd, off_t length) {
  ORDERED(int, fd, NEXT(ftruncate)(fd, length), note('T', found.st_ino, length, "", 0))
}

int fsync(int fd) { ORDERED(int, fd, NEXT(fsync)(fd), note('S', found.st_ino, 0, "", 0)) }
int fdatasync(int fd) { ORDERED(int, fd, NEXT(fdatasync)(fd), note('S', found.st_ino, 0, "", 0)) }

int mkdir(const char *path, mode_t mode) {
  char whole[PATH_MAX];
  const char *name = below(resolve(AT_FDCWD, path, whole));
  if (name == NULL) return NEXT(mkdir)(path, mode);
  pthread_mutex_lock(&order);
  int done = NEXT(mkdir)(path, mode);
  int error = errno;
  if (done == 0) note('D', inode_of(path), 0, name, strlen(name));
  pthread_mutex_unlock(&order);
  errno = error;
  return done;
}

int rename(const char *from, const char *to) {
  char whole_from[PATH_MAX], whole_to[PATH_MAX], names[2 * PATH_MAX];
  const char *old = below(resolve(AT_FDCWD, from, whole_from));
  const char *new = below(resolve(AT_FDCWD, to, whole_to));
  if (old == NULL && new == NULL) return NEXT(rename)(from, to);
  if (old == NULL || new == NULL) fail("a name from elsewhere");
  int length = snprintf(names, sizeof names, "%s%c%s", old, 0, new);
  pthread_mutex_lock(&order);
  int done = NEXT(rename)(from, to);
  int error = errno;
  if (done == 0) note('R', 0, 0, names, length);
  pthread_mutex_unlock(&order);
  errno = error;
  return done;
}

static int unlink_noted(int at, const char *path, int flags) {
  char whole[PATH_MAX];
  const char *name = below(resolve(at, path, whole));
  if (name == NULL) return NEXT(unlinkat)(at, path, flags);
  pthread_mutex_lock(&order);
  int done = NEXT(unlinkat)(at, path, flags);
  int error = errno;
  if (done == 0) note('U', 0, 0, name, strlen(name));
  pthread_mutex_unlock(&order);
  errno = error;
  return done;
}
int unlink(const char *path) { return unlink_noted(AT_FDCWD, path, 0); }
int unlinkat(int at, const char *path, int flags) { return unlink_noted(at, path, flags); }
int rmdir(const char *path) { return unlink_noted(AT_FDCWD, path, AT_REMOVEDIR); }

// What is not noted must not happen to the folder.
#define NOT_NOTED(fd, name) \
  struct stat found;        \
  if (is_ours(fd, &found)) fail(name)

void *mmap(void *at, size_t length, int access, int flags, int fd, off_t offset) {
  char path[PATH_MAX];
  if (fd >= 0 && (access & PROT_WRITE) && (flags & MAP_SHARED) && below(path_of(fd, path)) != NULL &&
      strstr(path, "-shm") == NULL)
    fail("writing by mmap");
  return NEXT(mmap)(at, length, access, flags, fd, offset);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  NOT_NOTED(fd, "writev");
  return NEXT(writev)(fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  NOT_NOTED(fd, "pwritev");
  return NEXT(pwritev)(fd, parts, count, offset);
}
int fallocate(int fd, int mode, off_t offset, off_t length) {
  NOT_NOTED(fd, "fallocate");
  return NEXT(fallocate)(fd, mode, offset, length);
}
ssize_t copy_file_range(int from, off_t *in, int to, off_t *out, size_t length, unsigned flags) {
  NOT_NOTED(to, "copy_file_range");
  return NEXT(copy_file_range)(from, in, to, out, length, flags);
}
int linkat(int at, const char *from, int to_at, const char *to, int flags) {
  char whole[PATH_MAX];
  if (below(resolve(to_at, to, whole)) != NULL) fail("linkat");
  return NEXT(linkat)(at, from, to_at, to, flags);
}

// The same by their older names.
#define OLD_NAME(type, old, name, ...) type old(__VA_ARGS__) __attribute__((alias(#name)));
OLD_NAME(int, open64, open, const char *, int, ...)
OLD_NAME(int, openat64, openat, int, const char *, int, ...)
OLD_NAME(ssize_t, pwrite64, pwrite, int, const void *, size_t, off_t)
OLD_NAME(ssize_t, pwritev64, pwritev, int, const struct iovec *, int, off_t)
OLD_NAME(int, ftruncate64, ftruncate, int, off_t)
OLD_NAME(int, fallocate64, fallocate, int, int, off_t, off_t)
OLD_NAME(void *, mmap64, mmap, void *, size_t, int, int, int, off_t)
