// SPDX-License-Identifier: MIT
#include "pool/index_stack.h"

static uint64_t
top_replace(uint64_t top, unsigned index_plus_1)
{
  return ((top >> 32) + 1) << 32 | index_plus_1;
}

void
index_stack_init(IndexStack *stack, unsigned n_indices)
{
  atomic_init(&stack->top, 0);
  stack->below = g_new0(_Atomic(unsigned), n_indices);
}

void
index_stack_clear(IndexStack *stack)
{
  g_clear_pointer(&stack->below, g_free);
}

void
index_stack_push(IndexStack *stack, unsigned index)
{
  uint64_t top = atomic_load_explicit(&stack->top, memory_order_relaxed);
  do {
    atomic_store_explicit(&stack->below[index], (unsigned)top, memory_order_relaxed);
  } while (!atomic_compare_exchange_weak_explicit(&stack->top, &top, top_replace(top, index + 1),
                                                  memory_order_seq_cst, memory_order_relaxed));
}

gboolean
index_stack_pop(IndexStack *stack, unsigned *index)
{
  uint64_t top = atomic_load_explicit(&stack->top, memory_order_seq_cst);
  while ((unsigned)top != 0) {
    unsigned popped = (unsigned)top - 1;
    unsigned below = atomic_load_explicit(&stack->below[popped], memory_order_relaxed);
    if (atomic_compare_exchange_weak_explicit(&stack->top, &top, top_replace(top, below),
                                              memory_order_seq_cst, memory_order_relaxed)) {
      *index = popped;
      return TRUE;
    }
  }
  return FALSE;
}

// Every change is a read-modify-write, so this sees all releases up to the change that it reads.
void
index_stack_acquire(const IndexStack *stack)
{
  atomic_load_explicit(&stack->top, memory_order_acquire);
}
