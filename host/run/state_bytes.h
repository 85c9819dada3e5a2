// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * The saved state of an instance as bytes in memory: what plugins write to in save() and read from
 * in load(). On the stack of the thread that makes the call.
 */
typedef struct {
  plugcast_writer writer; // first, so that write() finds the rest
  GByteArray *bytes;      // borrowed
} StateWriter;

typedef struct {
  plugcast_reader reader; // first, likewise
  const guint8 *at;       // borrowed
  gsize n_left;
} StateReader;

/** Lets a plugin append to @bytes; at most a gigabyte, then it is told PLUGCAST_NO_MEMORY. */
StateWriter state_writer_for(GByteArray *bytes);

StateReader state_reader_of(GBytes *bytes);

G_END_DECLS
