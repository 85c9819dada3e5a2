// SPDX-License-Identifier: MIT
#include "run/expression.h"

typedef struct {
  const char *path;
  const char *text;
  char separator;
  const char *joined; // the pieces with '/' between them
} SplitCase;

static const SplitCase split_cases[] = {
  { "/expression/splits/one", "theta", ',', "theta" },
  { "/expression/splits/outside-brackets", "a(x=1,y=2), b", ',', "a(x=1,y=2)/b" },
  { "/expression/splits/outside-square-brackets", "a(x=[1,2]),b", ',', "a(x=[1,2])/b" },
  { "/expression/splits/pipeline", "log | difference(12)|theta", '|', "log/difference(12)/theta" },
  { "/expression/splits/keeps-empty-pieces", "a,,b,", ',', "a//b/" },
  { "/expression/splits/nested", "bagged(a|b,n=2)|c", '|', "bagged(a|b,n=2)/c" },
};

static void
check_split(gconstpointer data)
{
  const SplitCase *row = data;
  g_autoptr(GPtrArray) pieces = expression_split(row->text, row->separator);
  g_assert_cmpint(expression_has(row->text, row->separator), ==, pieces->len > 1);
  g_ptr_array_add(pieces, NULL);
  g_autofree char *joined = g_strjoinv("/", (char **)pieces->pdata);
  g_assert_cmpstr(joined, ==, row->joined);
}

static void
check_call(void)
{
  g_autoptr(GError) error = NULL;
  g_auto(ExpressionCall) call = { 0 };
  g_assert_true(expression_parse_call("mlp (hidden=[64,32])", "model", &call, &error));
  g_assert_no_error(error);
  g_assert_cmpstr(call.name, ==, "mlp");
  g_assert_cmpstr(call.arguments, ==, "hidden=[64,32]");
  g_assert_true(call.has_brackets);
}

static void
check_arguments(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) arguments = expression_parse_arguments("[1,2], name = [3,4]", &error);
  g_assert_no_error(error);
  g_assert_cmpuint(arguments->len, ==, 2);
  const ExpressionArgument *first = g_ptr_array_index(arguments, 0);
  g_assert_null(first->name);
  g_assert_cmpstr(first->value, ==, "1,2");
  const ExpressionArgument *second = g_ptr_array_index(arguments, 1);
  g_assert_cmpstr(second->name, ==, "name");
  g_assert_cmpstr(second->value, ==, "3,4");
}

typedef struct {
  const char *path;
  const char *text;
  const char *message;
} RefusedCase;

static const RefusedCase refused_cases[] = {
  { "/expression/rejects/empty-argument", "a=1,,b=2", "'' sets nothing (write PARAMETER=VALUE)" },
  { "/expression/rejects/value-behind-a-setting", "a=1,2",
    "'2' sets nothing (write PARAMETER=VALUE)" },
  { "/expression/rejects/twice", "a=1,a=2", "'a' is set twice" },
};

static void
check_refused(gconstpointer data)
{
  const RefusedCase *row = data;
  g_autoptr(GError) error = NULL;
  g_assert_null(expression_parse_arguments(row->text, &error));
  g_assert_error(error, EXPRESSION_ERROR, EXPRESSION_ERROR_SYNTAX);
  g_assert_cmpstr(error->message, ==, row->message);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(split_cases); i++) {
    g_test_add_data_func(split_cases[i].path, &split_cases[i], check_split);
  }
  g_test_add_func("/expression/reads-a-call", check_call);
  g_test_add_func("/expression/reads-arguments", check_arguments);
  for (gsize i = 0; i < G_N_ELEMENTS(refused_cases); i++) {
    g_test_add_data_func(refused_cases[i].path, &refused_cases[i], check_refused);
  }
  return g_test_run();
}
