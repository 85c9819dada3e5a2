// SPDX-License-Identifier: MIT
#include "pool/errors.h"

#include "pool/pool.h"

#include <gio/gio.h>

typedef struct {
  Errors *errors;
  gsize period; // every so manieth item fails
  gsize first;  // that fails
  gboolean stops_at_first;
} Failing;

static void
fail_some(gsize begin, gsize end, PoolWorker *worker, void *data)
{
  (void)worker;
  Failing *failing = data;
  for (gsize i = begin; i < end; i++) {
    if (failing->stops_at_first && errors_precede(failing->errors, i)) {
      return;
    }
    if (i >= failing->first && (i - failing->first) % failing->period == 0) {
      GError *error =
          g_error_new(G_IO_ERROR, G_IO_ERROR_FAILED, "item %" G_GSIZE_FORMAT " failed", i);
      errors_take(failing->errors, i, error);
    }
  }
}

static Pool *
new_pool(unsigned n_threads)
{
  g_autoptr(GError) error = NULL;
  Pool *pool = pool_new(n_threads, &error);
  g_assert_no_error(error);
  return pool;
}

static void
test_all_are_kept_in_order(const void *data)
{
  g_autoptr(Pool) pool = new_pool(GPOINTER_TO_UINT(data));
  g_autoptr(Errors) errors = errors_new();
  Failing failing = { .errors = errors, .period = 3, .first = 2 };
  g_assert_true(pool_run(pool, 3000, 1, fail_some, &failing, NULL));
  g_assert_cmpuint(errors_get_n(errors), ==, 1000);
  for (gsize i = 0; i < 1000; i++) {
    gsize index = 0;
    const GError *error = errors_get(errors, i, &index);
    g_autofree char *message = g_strdup_printf("item %" G_GSIZE_FORMAT " failed", index);
    g_assert_cmpuint(index, ==, 3 * i + 2);
    g_assert_cmpstr(error->message, ==, message);
  }
}

static void
test_first_is_the_same_in_every_run(const void *data)
{
  g_autoptr(Pool) pool = new_pool(GPOINTER_TO_UINT(data));
  for (int repeat = 0; repeat < 50; repeat++) {
    g_autoptr(Errors) errors = errors_new();
    Failing failing = { .errors = errors, .period = 1, .first = 77, .stops_at_first = TRUE };
    g_assert_true(pool_run(pool, 3000, 1, fail_some, &failing, NULL));
    gsize index = 0;
    g_assert_error(errors_get_first(errors, &index), G_IO_ERROR, G_IO_ERROR_FAILED);
    g_assert_cmpuint(index, ==, 77);
  }
}

static void
test_precede_tells_what_may_be_skipped(void)
{
  g_autoptr(Errors) errors = errors_new();
  g_assert_false(errors_precede(errors, 0));
  g_assert_false(errors_precede(errors, G_MAXSIZE));
  errors_take(errors, 5, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_FAILED, "late"));
  g_assert_true(errors_precede(errors, 6));
  g_assert_false(errors_precede(errors, 5));
  g_assert_false(errors_precede(errors, 4));
  errors_take(errors, 2, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_FAILED, "early"));
  g_assert_true(errors_precede(errors, 3));
  g_assert_false(errors_precede(errors, 2));
}

static void
test_several_of_one_item_keep_their_order(void)
{
  g_autoptr(Errors) errors = errors_new();
  errors_take(errors, 4, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_FAILED, "b"));
  errors_take(errors, 4, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_FAILED, "c"));
  errors_take(errors, 1, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_FAILED, "a"));
  g_assert_cmpuint(errors_get_n(errors), ==, 3);
  errors_take(errors, 4, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_FAILED, "d"));
  static const char *const messages[] = { "a", "b", "c", "d" };
  g_assert_cmpuint(errors_get_n(errors), ==, G_N_ELEMENTS(messages));
  for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
    g_assert_cmpstr(errors_get(errors, i, NULL)->message, ==, messages[i]);
  }
}

static void
test_none_at_first(void)
{
  g_autoptr(Errors) errors = errors_new();
  g_assert_cmpuint(errors_get_n(errors), ==, 0);
  g_assert_null(errors_get_first(errors, NULL));
}

static void
test_unread_errors_are_freed(void)
{
  g_autoptr(Errors) errors = errors_new();
  errors_take(errors, 1, g_error_new_literal(G_IO_ERROR, G_IO_ERROR_FAILED, "unread"));
}

static void
add_rows_of_threads(const char *promise, GTestDataFunc test)
{
  static const unsigned n_threads[] = { 1, 2, 4, 16 };
  for (gsize i = 0; i < G_N_ELEMENTS(n_threads); i++) {
    g_autofree char *path = g_strdup_printf("/errors/%s/%u-threads", promise, n_threads[i]);
    g_test_add_data_func(path, GUINT_TO_POINTER(n_threads[i]), test);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  add_rows_of_threads("all-are-kept-in-order", test_all_are_kept_in_order);
  add_rows_of_threads("first-is-the-same-in-every-run", test_first_is_the_same_in_every_run);
  g_test_add_func("/errors/precede-tells-what-may-be-skipped",
                  test_precede_tells_what_may_be_skipped);
  g_test_add_func("/errors/several-of-one-item-keep-their-order",
                  test_several_of_one_item_keep_their_order);
  g_test_add_func("/errors/none-at-first", test_none_at_first);
  g_test_add_func("/errors/unread-errors-are-freed", test_unread_errors_are_freed);
  return g_test_run();
}
