// SPDX-License-Identifier: MIT
#include "allocation-counter.h"

#include <stdatomic.h>
#include <stdlib.h>

// The C library's own, behind the names that are counted here.
void *count_no_malloc(size_t n_bytes) __asm__("__libc_malloc");
void *count_no_calloc(size_t n, size_t n_bytes) __asm__("__libc_calloc");
void *count_no_realloc(void *memory, size_t n_bytes) __asm__("__libc_realloc");
void *count_no_memalign(size_t alignment, size_t n_bytes) __asm__("__libc_memalign");

// Of all threads: what is counted has no object of ours to keep it in.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
static _Atomic(gsize) n_allocations;

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the library's have underscores.
void *
malloc(size_t n_bytes)
{
  atomic_fetch_add(&n_allocations, 1);
  return count_no_malloc(n_bytes);
}

void *
calloc(size_t n, size_t n_bytes)
{
  atomic_fetch_add(&n_allocations, 1);
  return count_no_calloc(n, n_bytes);
}

void *
realloc(void *memory, size_t n_bytes)
{
  atomic_fetch_add(&n_allocations, 1);
  return count_no_realloc(memory, n_bytes);
}

int
posix_memalign(void **memory, size_t alignment, size_t n_bytes)
{
  atomic_fetch_add(&n_allocations, 1);
  *memory = count_no_memalign(alignment, n_bytes);
  return 0;
}

void *
aligned_alloc(size_t alignment, size_t n_bytes)
{
  atomic_fetch_add(&n_allocations, 1);
  return count_no_memalign(alignment, n_bytes);
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)

gsize
allocation_counter_get(void)
{
  return atomic_load(&n_allocations);
}
