// SPDX-License-Identifier: MIT
#include "plugin/call.h"

#include <string.h>

static void
count_items(uint64_t begin, uint64_t end, void *data)
{
  gint *n_items = data;
  (void)g_atomic_int_add(n_items, (gint)(end - begin));
}

static void
test_bare_call_refuses(void)
{
  Call call;
  call_init(&call, 7);
  const plugcast_host *host = call.context.host;
  gint n_items = 0;
  g_assert_cmpuint(call.context.seed, ==, 7);
  g_assert_cmpint(call.context.deadline_ns, ==, INT64_MAX);
  g_assert_false(plugcast_should_stop(&call.context));
  g_assert_null(plugcast_scratch(&call.context, 8));
  g_assert_false(host->parallel_for(&call.context, 10, 1, count_items, &n_items));
  g_assert_cmpint(n_items, ==, 0);
  g_assert_null(host->extension(host, "org.example.none"));
  host->log(&call.context, PLUGCAST_LOG_NOTE, "to nobody");
}

static void
test_services(void)
{
  g_autoptr(Pool) pool = pool_new(4, NULL);
  g_autoptr(Arena) arena = arena_new();
  Call call;
  call_init(&call, 0);
  call.pool = pool;
  call.arena = arena;
  gint n_items = 0;
  g_assert_true(call.context.host->parallel_for(&call.context, 1000, 1, count_items, &n_items));
  g_assert_cmpint(n_items, ==, 1000);
  char *scratch = plugcast_scratch(&call.context, 100);
  g_assert_nonnull(scratch);
  g_assert_cmpuint(GPOINTER_TO_SIZE(scratch) % 64, ==, 0);
  memset(scratch, 1, 100);
}

static void
test_deadline(void)
{
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  Call call;
  call_init(&call, 0);
  call_set_cancel(&call, cancel);
  g_assert_cmpint(call.context.deadline_ns, ==, INT64_MAX);
  g_assert_false(plugcast_should_stop(&call.context));

  pool_cancel_set_deadline(cancel, 5);
  call_set_cancel(&call, cancel);
  g_assert_cmpint(call.context.deadline_ns, ==, 5000);
  g_assert_true(plugcast_should_stop(&call.context));
}

static void
test_message_is_cut_on_a_character(void)
{
  Call call;
  call_init(&call, 0);
  g_autoptr(GString) text = g_string_new(NULL);
  while (text->len <= CALL_MESSAGE_CAPACITY) {
    g_string_append(text, "é·");
  }
  g_string_prepend_c(text, 'x');
  g_assert_cmpint(plugcast_fail(&call.context, PLUGCAST_NUMERIC, text->str), ==, PLUGCAST_NUMERIC);
  g_assert_true(g_utf8_validate(call.message, -1, NULL));
  g_assert_true(g_str_has_prefix(text->str, call.message));
  g_assert_cmpuint(strlen(call.message), >=, CALL_MESSAGE_CAPACITY - 4);
  call_reset(&call);
  g_assert_cmpstr(call.message, ==, "");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/call/bare-refuses-services", test_bare_call_refuses);
  g_test_add_func("/call/hands-out-services", test_services);
  g_test_add_func("/call/deadline-is-that-of-cancel", test_deadline);
  g_test_add_func("/call/message-is-cut-on-a-character", test_message_is_cut_on_a_character);
  return g_test_run();
}
