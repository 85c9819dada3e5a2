// SPDX-License-Identifier: MIT
#include "plugin/sealed_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  MAX_SIZE = 1 << 30,
};

struct SealedFile {
  char *path;
  struct stat stat; // of the file when it was copied
  int descriptor;   // of the memory, or -1 when it is anonymous
  char *name;       // (nullable)
  guint8 *bytes;    // mapped; NULL for an empty file
  gsize size;
};

static void
set_error(GError **error, int number, const char *message)
{
  g_set_error_literal(error, G_FILE_ERROR, (int)g_file_error_from_errno(number), message);
}

static void
set_open_error(const char *path, int number, GError **error)
{
  g_autofree char *target = number == ENOENT ? g_file_read_link(path, NULL) : NULL;
  if (target != NULL) {
    g_autofree char *message =
        g_strdup_printf("it is a link to '%s', which does not exist", target);
    set_error(error, number, message);
    return;
  }
  g_autofree char *message = g_strdup_printf("it cannot be opened: %s", g_strerror(number));
  set_error(error, number, message);
}

static gboolean
check_stat(const struct stat *stat, GError **error)
{
  if (S_ISDIR(stat->st_mode)) {
    set_error(error, EISDIR, "it is a folder, expected a shared object");
    return FALSE;
  }
  if (!S_ISREG(stat->st_mode)) {
    set_error(error, EINVAL, "it is a device, pipe or socket, expected a shared object");
    return FALSE;
  }
  if (stat->st_size > MAX_SIZE) {
    set_error(error, EFBIG, "it is larger than 1 GiB");
    return FALSE;
  }
  return TRUE;
}

static gboolean
is_same_stat(const struct stat *left, const struct stat *right)
{
  return left->st_dev == right->st_dev && left->st_ino == right->st_ino &&
         left->st_size == right->st_size && left->st_mtim.tv_sec == right->st_mtim.tv_sec &&
         left->st_mtim.tv_nsec == right->st_mtim.tv_nsec;
}

static gboolean
copy_content(int from, int into, gsize size, GError **error)
{
  for (gsize n_copied = 0; n_copied < size;) {
    const gssize n = sendfile(into, from, NULL, size - n_copied);
    if (n <= 0) {
      set_error(error, n == 0 ? EIO : errno, "it cannot be read to its end");
      return FALSE;
    }
    n_copied += (gsize)n;
  }
  return TRUE;
}

// Where the system has no sealed memory, a private mapping of the file is judged, and the loader
// goes by the path.
static int
make_memory(const char *path)
{
  g_autofree char *name = g_path_get_basename(path);
  return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

static gboolean
map(SealedFile *file, int descriptor, GError **error)
{
  if (file->size == 0) {
    return TRUE;
  }
  void *bytes = mmap(NULL, file->size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (bytes == MAP_FAILED) {
    set_error(error, errno, "there is no memory to read it into");
    return FALSE;
  }
  file->bytes = bytes;
  return TRUE;
}

static gboolean
take_content(SealedFile *file, int source, GError **error)
{
  if (fstat(source, &file->stat) != 0) {
    set_error(error, errno, "it cannot be examined");
    return FALSE;
  }
  if (!check_stat(&file->stat, error)) {
    return FALSE;
  }
  file->size = (gsize)file->stat.st_size;
  file->descriptor = make_memory(file->path);
  if (file->descriptor < 0) {
    return map(file, source, error);
  }
  if (!copy_content(source, file->descriptor, file->size, error)) {
    return FALSE;
  }
  struct stat after;
  if (fstat(source, &after) != 0 || !is_same_stat(&file->stat, &after)) {
    set_error(error, EAGAIN, "it was written to while it was read");
    return FALSE;
  }
  if (fcntl(file->descriptor, F_ADD_SEALS,
            F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    set_error(error, errno, "its copy cannot be sealed");
    return FALSE;
  }
  // With the number of the process, unlike /proc/self, the name holds for a debugger too. Where
  // /proc is missing or another container's, there is no name.
  g_autofree char *name = g_strdup_printf("/proc/%d/fd/%d", (int)getpid(), file->descriptor);
  if (access(name, R_OK) == 0) {
    file->name = g_steal_pointer(&name);
  }
  return map(file, file->descriptor, error);
}

SealedFile *
sealed_file_new(const char *path, GError **error)
{
  g_return_val_if_fail(path != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  // A pipe without a writer must not hold the loader up.
  const int source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (source < 0) {
    set_open_error(path, errno, error);
    return NULL;
  }
  g_autoptr(SealedFile) file = g_new0(SealedFile, 1);
  file->descriptor = -1;
  file->path = g_strdup(path);
  const gboolean is_taken = take_content(file, source, error);
  close(source);
  return is_taken ? g_steal_pointer(&file) : NULL;
}

void
sealed_file_free(SealedFile *file)
{
  if (file == NULL) {
    return;
  }
  if (file->bytes != NULL) {
    munmap(file->bytes, file->size);
  }
  if (file->descriptor >= 0) {
    close(file->descriptor);
  }
  g_free(file->name);
  g_free(file->path);
  g_free(file);
}

void
sealed_file_keep(SealedFile *file)
{
  file->descriptor = -1;
  sealed_file_free(file);
}

const guint8 *
sealed_file_get_bytes(const SealedFile *file)
{
  return file->bytes;
}

gsize
sealed_file_get_size(const SealedFile *file)
{
  return file->size;
}

const char *
sealed_file_get_name(const SealedFile *file)
{
  return file->name;
}

gboolean
sealed_file_is_current(const SealedFile *file)
{
  struct stat now;
  return stat(file->path, &now) == 0 && is_same_stat(&file->stat, &now);
}
