// SPDX-License-Identifier: MIT
#include "pool/index_stack.h"

enum {
  N_INDICES = 5,
  N_THREADS = 4,
  N_TURNS = 20000,
};

static void
test_pops_the_last_first(void)
{
  IndexStack stack;
  index_stack_init(&stack, N_INDICES);
  for (unsigned i = 0; i < N_INDICES; i++) {
    index_stack_push(&stack, i);
  }
  for (unsigned i = N_INDICES; i > 0; i--) {
    unsigned index = N_INDICES;
    g_assert_true(index_stack_pop(&stack, &index));
    g_assert_cmpuint(index, ==, i - 1);
  }
  index_stack_clear(&stack);
}

static void
test_tells_when_it_is_empty(void)
{
  IndexStack stack;
  index_stack_init(&stack, N_INDICES);
  unsigned index = 77;
  g_assert_false(index_stack_pop(&stack, &index));
  index_stack_push(&stack, 3);
  g_assert_true(index_stack_pop(&stack, &index));
  g_assert_false(index_stack_pop(&stack, &index));
  g_assert_cmpuint(index, ==, 3);
  index_stack_clear(&stack);
}

typedef struct {
  IndexStack stack;
  _Atomic(int) is_taken[N_INDICES];
} Shared;

static void *
take_turns(void *data)
{
  Shared *shared = data;
  for (int i = 0; i < N_TURNS; i++) {
    unsigned index = 0;
    if (index_stack_pop(&shared->stack, &index)) {
      g_assert_cmpint(atomic_exchange(&shared->is_taken[index], TRUE), ==, FALSE);
      g_assert_cmpint(atomic_exchange(&shared->is_taken[index], FALSE), ==, TRUE);
      index_stack_push(&shared->stack, index);
    }
  }
  return NULL;
}

static void
test_gives_each_index_to_one_thread(void)
{
  Shared shared = { .is_taken = { 0 } };
  index_stack_init(&shared.stack, N_INDICES);
  for (unsigned i = 0; i < N_INDICES; i++) {
    index_stack_push(&shared.stack, i);
  }
  GThread *threads[N_THREADS];
  for (int i = 0; i < N_THREADS; i++) {
    threads[i] = g_thread_new("turns", take_turns, &shared);
  }
  for (int i = 0; i < N_THREADS; i++) {
    g_thread_join(threads[i]);
  }
  unsigned n_left = 0;
  unsigned index = 0;
  while (index_stack_pop(&shared.stack, &index)) {
    n_left++;
  }
  g_assert_cmpuint(n_left, ==, N_INDICES);
  index_stack_clear(&shared.stack);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/index-stack/pops-the-last-first", test_pops_the_last_first);
  g_test_add_func("/index-stack/tells-when-it-is-empty", test_tells_when_it_is_empty);
  g_test_add_func("/index-stack/gives-each-index-to-one-thread",
                  test_gives_each_index_to_one_thread);
  return g_test_run();
}
