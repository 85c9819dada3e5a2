// SPDX-License-Identifier: MIT
#include "pool/cancel.h"

#include <stdatomic.h>

// A signal handler may only touch atomics that need no lock.
G_STATIC_ASSERT(ATOMIC_INT_LOCK_FREE == 2);
G_STATIC_ASSERT(ATOMIC_LLONG_LOCK_FREE == 2);

struct PoolCancel {
  _Atomic(int) is_triggered;
  _Atomic(int64_t) deadline_us;
};

PoolCancel *
pool_cancel_new(void)
{
  PoolCancel *cancel = g_new(PoolCancel, 1);
  atomic_init(&cancel->is_triggered, FALSE);
  atomic_init(&cancel->deadline_us, INT64_MAX);
  return cancel;
}

void
pool_cancel_free(PoolCancel *cancel)
{
  g_free(cancel);
}

void
pool_cancel_trigger(PoolCancel *cancel)
{
  atomic_store_explicit(&cancel->is_triggered, TRUE, memory_order_release);
}

void
pool_cancel_set_deadline(PoolCancel *cancel, int64_t monotonic_us)
{
  atomic_store_explicit(&cancel->deadline_us, monotonic_us, memory_order_release);
}

int64_t
pool_cancel_get_deadline(const PoolCancel *cancel)
{
  return atomic_load_explicit(&cancel->deadline_us, memory_order_acquire);
}

gboolean
pool_cancel_is_set(const PoolCancel *cancel)
{
  if (atomic_load_explicit(&cancel->is_triggered, memory_order_acquire)) {
    return TRUE;
  }
  int64_t deadline_us = pool_cancel_get_deadline(cancel);
  return deadline_us != INT64_MAX && g_get_monotonic_time() >= deadline_us;
}
