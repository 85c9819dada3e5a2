// SPDX-License-Identifier: MIT
#include "pool/arena.h"

#include <stdint.h>
#include <string.h>

static void
test_memory_is_aligned(void)
{
  g_autoptr(Arena) arena = arena_new();
  for (gsize n_bytes = 0; n_bytes < 300000; n_bytes = n_bytes * 3 + 1) {
    g_assert_cmpuint((uintptr_t)arena_take(arena, n_bytes) % 64, ==, 0);
  }
}

static void
test_pieces_do_not_overlap(void)
{
  enum {
    N = 200
  };
  g_autoptr(Arena) arena = arena_new();
  unsigned char *pieces[N];
  for (gsize i = 0; i < N; i++) {
    pieces[i] = arena_take(arena, i * i);
    memset(pieces[i], (int)i, i * i);
  }
  for (gsize i = 0; i < N; i++) {
    for (gsize k = 0; k < i * i; k++) {
      g_assert_cmpuint(pieces[i][k], ==, i);
    }
  }
}

static void
test_rewind_gives_the_same_memory_again(const void *data)
{
  gsize n_bytes = GPOINTER_TO_SIZE(data);
  g_autoptr(Arena) arena = arena_new();
  arena_take(arena, 1000);
  ArenaMark mark = arena_mark(arena);
  void *first[50];
  for (gsize i = 0; i < G_N_ELEMENTS(first); i++) {
    first[i] = arena_take(arena, n_bytes);
  }
  arena_rewind(arena, mark);
  for (gsize i = 0; i < G_N_ELEMENTS(first); i++) {
    g_assert_true(arena_take(arena, n_bytes) == first[i]);
  }
}

static void
test_rewind_keeps_what_was_taken_before(void)
{
  g_autoptr(Arena) arena = arena_new();
  char *kept = arena_take(arena, 100);
  memset(kept, 'k', 100);
  for (int i = 0; i < 10; i++) {
    ArenaMark mark = arena_mark(arena);
    memset(arena_take(arena, 70000), 'x', 70000);
    arena_rewind(arena, mark);
  }
  for (gsize i = 0; i < 100; i++) {
    g_assert_cmpint(kept[i], ==, 'k');
  }
}

static void
test_marks_nest(void)
{
  g_autoptr(Arena) arena = arena_new();
  ArenaMark outer = arena_mark(arena);
  void *first = arena_take(arena, 10);
  ArenaMark inner = arena_mark(arena);
  void *second = arena_take(arena, 10);
  arena_rewind(arena, inner);
  g_assert_true(arena_take(arena, 10) == second);
  arena_rewind(arena, outer);
  g_assert_true(arena_take(arena, 10) == first);
}

static void
test_too_much_leaves_it_as_it_was(void)
{
  g_autoptr(Arena) arena = arena_new();
  char *first = arena_take(arena, 10);
  g_assert_null(arena_try_take(arena, G_MAXSIZE));
  g_assert_null(arena_try_take(arena, G_MAXSIZE / 4));
  g_assert_true((char *)arena_take(arena, 10) == first + 64);
}

static void
test_free_takes_null(void)
{
  arena_free(NULL);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/arena/memory-is-aligned", test_memory_is_aligned);
  g_test_add_func("/arena/pieces-do-not-overlap", test_pieces_do_not_overlap);
  g_test_add_data_func("/arena/rewind-gives-the-same-memory-again/small-pieces",
                       GSIZE_TO_POINTER(100), test_rewind_gives_the_same_memory_again);
  g_test_add_data_func("/arena/rewind-gives-the-same-memory-again/big-pieces",
                       GSIZE_TO_POINTER(50000), test_rewind_gives_the_same_memory_again);
  g_test_add_func("/arena/rewind-keeps-what-was-taken-before",
                  test_rewind_keeps_what_was_taken_before);
  g_test_add_func("/arena/marks-nest", test_marks_nest);
  g_test_add_func("/arena/too-much-leaves-it-as-it-was", test_too_much_leaves_it_as_it_was);
  g_test_add_func("/arena/free-takes-null", test_free_takes_null);
  return g_test_run();
}
