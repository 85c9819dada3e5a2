// SPDX-License-Identifier: MIT
#include "pool/errors.h"

#include <stdatomic.h>

typedef struct Entry Entry;

struct Entry {
  gsize index;
  GError *error; // owned
  Entry *below;  // nullable
};

struct Errors {
  // Tasks push here without a lock; the readers after the loop move all into @sorted.
  _Atomic(Entry *) top;
  _Atomic(gsize) least_index; // of all that failed, G_MAXSIZE when none did
  GPtrArray *sorted;          // of Entry, owned, by index
};

static void
entry_free(void *data)
{
  Entry *entry = data;
  g_error_free(entry->error);
  g_free(entry);
}

static int
entry_compare(const void *a, const void *b)
{
  const Entry *left = *(Entry *const *)a;
  const Entry *right = *(Entry *const *)b;
  return (left->index > right->index) - (left->index < right->index);
}

// Returns: the bottom of the stack, which is turned over.
static Entry *
entry_turn_over(Entry *top)
{
  Entry *turned = NULL;
  while (top != NULL) {
    Entry *below = top->below;
    top->below = turned;
    turned = top;
    top = below;
  }
  return turned;
}

// The stack has the newest on top; the oldest must come first into the stable sort.
static void
errors_sort(Errors *errors)
{
  Entry *top = atomic_exchange_explicit(&errors->top, NULL, memory_order_acquire);
  if (top == NULL) {
    return;
  }
  for (Entry *entry = entry_turn_over(top); entry != NULL; entry = entry->below) {
    g_ptr_array_add(errors->sorted, entry);
  }
  g_ptr_array_sort(errors->sorted, entry_compare);
}

Errors *
errors_new(void)
{
  Errors *errors = g_new0(Errors, 1);
  atomic_init(&errors->least_index, G_MAXSIZE);
  errors->sorted = g_ptr_array_new_with_free_func(entry_free);
  return errors;
}

void
errors_free(Errors *errors)
{
  if (errors == NULL) {
    return;
  }
  errors_sort(errors);
  g_ptr_array_unref(errors->sorted);
  g_free(errors);
}

void
errors_take(Errors *errors, gsize index, GError *error)
{
  g_assert(error != NULL);

  Entry *entry = g_new(Entry, 1);
  *entry = (Entry){ .index = index, .error = error };
  entry->below = atomic_load_explicit(&errors->top, memory_order_relaxed);
  while (!atomic_compare_exchange_weak_explicit(&errors->top, &entry->below, entry,
                                                memory_order_release, memory_order_relaxed)) {
  }
  gsize least = atomic_load_explicit(&errors->least_index, memory_order_relaxed);
  while (index < least &&
         !atomic_compare_exchange_weak_explicit(&errors->least_index, &least, index,
                                                memory_order_relaxed, memory_order_relaxed)) {
  }
}

gboolean
errors_precede(const Errors *errors, gsize index)
{
  return atomic_load_explicit(&errors->least_index, memory_order_relaxed) < index;
}

const GError *
errors_get_first(Errors *errors, gsize *index)
{
  return errors_get_n(errors) > 0 ? errors_get(errors, 0, index) : NULL;
}

gsize
errors_get_n(Errors *errors)
{
  errors_sort(errors);
  return errors->sorted->len;
}

const GError *
errors_get(Errors *errors, gsize position, gsize *index)
{
  errors_sort(errors);
  g_assert(position < errors->sorted->len);

  const Entry *entry = g_ptr_array_index(errors->sorted, position);
  if (index != NULL) {
    *index = entry->index;
  }
  return entry->error;
}
