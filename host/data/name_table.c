// SPDX-License-Identifier: MIT
#include "data/name_table.h"

#include <string.h>

enum {
  FIRST_SLOTS = 64
};

static const guint32 SLOT_EMPTY = G_MAXUINT32;

typedef struct {
  const char *text;
  guint32 length;
  guint32 hash;
} Name;

// Open addressing: each slot holds the number of a name or SLOT_EMPTY, at most half are in use.
struct NameTable {
  GArray *names; // of Name
  guint32 *slots;
  guint32 n_slots; // a power of two
};

static void
clear_slots(NameTable *table, guint32 n_slots)
{
  table->slots = g_renew(guint32, table->slots, n_slots);
  memset(table->slots, 0xff, n_slots * sizeof *table->slots);
  table->n_slots = n_slots;
}

NameTable *
name_table_new(void)
{
  NameTable *table = g_new0(NameTable, 1);
  table->names = g_array_new(FALSE, FALSE, sizeof(Name));
  clear_slots(table, FIRST_SLOTS);
  return table;
}

void
name_table_free(NameTable *table)
{
  if (table == NULL) {
    return;
  }
  g_clear_pointer(&table->names, g_array_unref);
  g_free(table->slots);
  g_free(table);
}

static guint32
hash_text(const char *text, gsize length)
{
  const guint64 multiplier = G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
  guint64 hash = length * multiplier;
  for (gsize i = 0; i < length; i += sizeof(guint64)) {
    guint64 word = 0;
    memcpy(&word, text + i, MIN(sizeof word, length - i));
    hash = (hash ^ word) * multiplier;
    hash ^= hash >> 32;
  }
  return (guint32)hash;
}

static guint32
find_slot(const NameTable *table, const char *text, gsize length, guint32 hash)
{
  const guint32 mask = table->n_slots - 1;
  guint32 slot = hash & mask;
  while (table->slots[slot] != SLOT_EMPTY) {
    const Name *name = &g_array_index(table->names, Name, table->slots[slot]);
    if (name->hash == hash && name->length == length && memcmp(name->text, text, length) == 0) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return slot;
}

static void
grow(NameTable *table)
{
  clear_slots(table, table->n_slots * 2);
  const guint32 mask = table->n_slots - 1;
  for (guint32 i = 0; i < table->names->len; i++) {
    guint32 slot = g_array_index(table->names, Name, i).hash & mask;
    while (table->slots[slot] != SLOT_EMPTY) {
      slot = (slot + 1) & mask;
    }
    table->slots[slot] = i;
  }
}

guint32
name_table_add(NameTable *table, const char *text, gsize length)
{
  const guint32 hash = hash_text(text, length);
  guint32 slot = find_slot(table, text, length, hash);
  if (table->slots[slot] != SLOT_EMPTY) {
    return table->slots[slot];
  }
  if (2 * (table->names->len + 1) > table->n_slots) {
    grow(table);
    slot = find_slot(table, text, length, hash);
  }
  const Name name = { .text = text, .length = (guint32)length, .hash = hash };
  table->slots[slot] = table->names->len;
  g_array_append_val(table->names, name);
  return table->names->len - 1;
}

guint32
name_table_find(const NameTable *table, const char *text, gsize length)
{
  const guint32 slot = find_slot(table, text, length, hash_text(text, length));
  g_assert(table->slots[slot] != SLOT_EMPTY);

  return table->slots[slot];
}

guint32
name_table_get_size(const NameTable *table)
{
  return table->names->len;
}

const char *
name_table_get(const NameTable *table, guint32 index, gsize *length)
{
  g_assert(index < table->names->len);

  const Name *name = &g_array_index(table->names, Name, index);
  *length = name->length;
  return name->text;
}
