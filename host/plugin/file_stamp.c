// SPDX-License-Identifier: MIT
#include "plugin/file_stamp.h"

#include <sys/stat.h>

gboolean
file_stamp_read(const char *path, FileStamp *stamp)
{
  struct stat found;
  if (stat(path, &found) != 0) {
    return FALSE;
  }
  *stamp = (FileStamp){
    .device = found.st_dev,
    .inode = found.st_ino,
    .size = (guint64)found.st_size,
    .modified_ns = found.st_mtim.tv_sec * G_GINT64_CONSTANT(1000000000) + found.st_mtim.tv_nsec,
  };
  return TRUE;
}

gboolean
file_stamp_equal(const FileStamp *left, const FileStamp *right)
{
  return left->device == right->device && left->inode == right->inode &&
         left->size == right->size && left->modified_ns == right->modified_ns;
}
