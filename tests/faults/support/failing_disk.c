/* A disk that fails on demand, for programs started with this as LD_PRELOAD.
 *
 * FAILING_DISK_FOLDER: only files below it fail. FAILING_DISK_ORDERS: a file whose first word says how: "full" (writes end with
 * ENOSPC), "fsync N" (every Nth fsync ends with EIO), "io" (writes end with EIO); anything else, or no such file: they work.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char mode;
static long every;
static long syncs;

static void read_orders(void) {
  static FILE *(*open_file)(const char *, const char *);
  const char *path = getenv("FAILING_DISK_ORDERS");
  mode = 0;
  if (!path || access(path, R_OK) != 0) return;
  if (!open_file) open_file = dlsym(RTLD_NEXT, "fopen");
  FILE *file = open_file(path, "r");
  char word[16] = "";
  every = 1;
  if (!file) return;
  if (fscanf(file, "%15s %ld", word, &every) < 1) word[0] = 0;
  fclose(file);
  if (!strcmp(word, "full")) mode = 'f';
  if (!strcmp(word, "fsync")) mode = 's';
  if (!strcmp(word, "io")) mode = 'i';
}

static int is_watched(int fd) {
  const char *folder = getenv("FAILING_DISK_FOLDER");
  char link[64], path[PATH_MAX];
  if (!folder) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return !strncmp(path, folder, strlen(folder));
}

/* The error a write ends with; 0 when it works. */
static int fault_of_write(int fd) {
  read_orders();
  if ((mode == 'f' || mode == 'i') && is_watched(fd)) return mode == 'f' ? ENOSPC : EIO;
  return 0;
}

static int fault_of_sync(int fd) {
  read_orders();
  if (mode != 's' || !is_watched(fd)) return 0;
  return __sync_add_and_fetch(&syncs, 1) % (every > 0 ? every : 1) == 0 ? EIO : 0;
}

#define REAL(result, name, ...)                              \
  static result (*real)(__VA_ARGS__);                        \
  if (!real) real = (result(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);

ssize_t write(int fd, const void *data, size_t count) {
  REAL(ssize_t, "write", int, const void *, size_t)
  int fault = fault_of_write(fd);
  if (fault) { errno = fault; return -1; }
  return real(fd, data, count);
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t at) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)
  int fault = fault_of_write(fd);
  if (fault) { errno = fault; return -1; }
  return real(fd, data, count, at);
}

ssize_t pwrite64(int fd, const void *data, size_t count, off64_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)
  int fault = fault_of_write(fd);
  if (fault) { errno = fault; return -1; }
  return real(fd, data, count, at);
}

int fsync(int fd) {
  REAL(int, "fsync", int)
  int fault = fault_of_sync(fd);
  if (fault) { errno = fault; return -1; }
  return real(fd);
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int)
  int fault = fault_of_sync(fd);
  if (fault) { errno = fault; return -1; }
  return real(fd);
}
