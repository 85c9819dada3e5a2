// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * A stack of indices that any number of threads push to and pop from without a lock. An index may
 * be on it once at a time. All its changes are in one total order with other sequentially
 * consistent operations.
 */
typedef struct {
  // The top index plus 1, 0 for none, in the low half; a count of changes in the high half, so that
  // a top that went and came back meanwhile is noticed.
  _Atomic(uint64_t) top;
  _Atomic(unsigned) *below; // by index: what lies under it, plus 1; owned
} IndexStack;

/** Makes @stack an empty one for the indices 0 … @n_indices - 1. */
void index_stack_init(IndexStack *stack, unsigned n_indices);
void index_stack_clear(IndexStack *stack);

void index_stack_push(IndexStack *stack, unsigned index);

/** Returns: FALSE when the stack is empty, otherwise TRUE with the top in @index. */
gboolean index_stack_pop(IndexStack *stack, unsigned *index);

/** Orders what others did before they pushed to the stack before what the caller does next. */
void index_stack_acquire(const IndexStack *stack);

G_END_DECLS
