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
  Name *names; // owned, room for half as many as there are slots
  guint32 n_names;
  guint32 *slots;
  guint32 n_slots; // a power of two
};

static void
clear_slots(NameTable *table, guint32 n_slots)
{
  table->slots = g_renew(guint32, table->slots, n_slots);
  memset(table->slots, 0xff, n_slots * sizeof *table->slots);
  table->n_slots = n_slots;
  table->names = g_renew(Name, table->names, n_slots / 2);
}

NameTable *
name_table_new(void)
{
  NameTable *table = g_new0(NameTable, 1);
  clear_slots(table, FIRST_SLOTS);
  return table;
}

void
name_table_free(NameTable *table)
{
  if (table == NULL) {
    return;
  }
  g_free(table->names);
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
    const Name *name = &table->names[table->slots[slot]];
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
  for (guint32 i = 0; i < table->n_names; i++) {
    guint32 slot = table->names[i].hash & mask;
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
  if (2 * (table->n_names + 1) > table->n_slots) {
    grow(table);
    slot = find_slot(table, text, length, hash);
  }
  table->slots[slot] = table->n_names;
  table->names[table->n_names] = (Name){ .text = text, .length = (guint32)length, .hash = hash };
  return table->n_names++;
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
  return table->n_names;
}

const char *
name_table_get(const NameTable *table, guint32 index, gsize *length)
{
  g_assert(index < table->n_names);

  const Name *name = &table->names[index];
  *length = name->length;
  return name->text;
}
