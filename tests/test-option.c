// SPDX-License-Identifier: MIT
#include "cli/option.h"

static const char *const rules[] = { "first", "last", "sum", NULL };

static const Option options[] = {
  { .name = "model", .letter = 'm', .kind = OPTION_LIST, .value_name = "MODEL", .summary = "" },
  { .name = "horizon", .kind = OPTION_VALUE, .value_name = "H", .summary = "" },
  { .name = "rule", .kind = OPTION_VALUE, .value_name = "RULE", .choices = rules, .summary = "" },
  { .name = "quiet", .letter = 'q', .kind = OPTION_FLAG, .summary = "" },
  { .name = NULL },
};

static const Option more_options[] = {
  { .name = "sort", .letter = 's', .kind = OPTION_FLAG, .summary = "" },
  { .name = NULL },
};

/** A command line that is accepted, and what it says. */
typedef struct {
  const char *name;
  const char *line; // split at blanks
  const char *models;
  const char *horizon;
  gboolean quiet;
  gboolean sort;
  const char *operands;
} Accepted;

static const Accepted accepted[] = {
  { "nothing", "", "", NULL, FALSE, FALSE, "" },
  { "long-value", "--horizon 12", "", "12", FALSE, FALSE, "" },
  { "long-equals", "--horizon=12", "", "12", FALSE, FALSE, "" },
  { "empty-value", "--horizon=", "", "", FALSE, FALSE, "" },
  { "value-with-equals", "--model=a(b=c)", "a(b=c)", NULL, FALSE, FALSE, "" },
  { "last-value-counts", "--horizon 1 --horizon=2", "", "2", FALSE, FALSE, "" },
  { "list-keeps-all", "-m a --model b -mc --model=d", "a b c d", NULL, FALSE, FALSE, "" },
  { "flag", "--quiet", "", NULL, TRUE, FALSE, "" },
  { "letters-in-one", "-qs", "", NULL, TRUE, TRUE, "" },
  { "letters-then-value", "-qma", "a", NULL, TRUE, FALSE, "" },
  { "letters-then-next", "-qm a", "a", NULL, TRUE, FALSE, "" },
  { "operands-between", "one -q two", "", NULL, TRUE, FALSE, "one two" },
  { "dash-is-operand", "-", "", NULL, FALSE, FALSE, "-" },
  { "dash-is-value", "-m -", "-", NULL, FALSE, FALSE, "" },
  { "after-end", "-q -- -s --model", "", NULL, TRUE, FALSE, "-s --model" },
  { "value-like-option", "--horizon -q", "", "-q", FALSE, FALSE, "" },
};

/** A command line that is refused. */
typedef struct {
  const char *name;
  const char *line;
  int code;
  const char *message;
} Refused;

static const Refused refused[] = {
  { "unknown-near", "--horizn 3", OPTION_ERROR_UNKNOWN,
    "there is no option --horizn; did you mean '--horizon'?" },
  { "unknown-far", "--zzzzzzzzz", OPTION_ERROR_UNKNOWN,
    "there is no option --zzzzzzzzz; --help lists them all" },
  { "unknown-with-value", "--modle=3", OPTION_ERROR_UNKNOWN,
    "there is no option --modle; did you mean '--model'?" },
  { "unknown-letter", "-qx", OPTION_ERROR_UNKNOWN, "there is no option -x; --help lists them all" },
  { "no-value", "--horizon", OPTION_ERROR_VALUE, "--horizon needs a value: --horizon H" },
  { "no-value-letter", "-qm", OPTION_ERROR_VALUE, "--model needs a value: --model MODEL" },
  { "value-for-flag", "--quiet=yes", OPTION_ERROR_VALUE,
    "--quiet takes no value, but 'yes' was given" },
};

static OptionValues *
parse(const char *line, GError **error)
{
  g_auto(GStrv) words = g_strsplit(line, " ", -1);
  const char *const *arguments = (const char *const *)words;
  static const Option *const tables[] = { options, more_options, NULL };
  return option_values_new(tables, arguments, FALSE, error);
}

static char *
join(const char *const *texts)
{
  g_autoptr(GString) out = g_string_new(NULL);
  for (gsize i = 0; texts[i] != NULL; i++) {
    g_string_append_printf(out, "%s%s", i > 0 ? " " : "", texts[i]);
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
test_accepts(const void *data)
{
  const Accepted *row = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(OptionValues) values = parse(row->line, &error);
  g_assert_no_error(error);
  g_autofree char *models = join(option_values_get_list(values, "model"));
  g_autofree char *operands = join(option_values_get_operands(values));
  g_assert_cmpstr(models, ==, row->models);
  g_assert_cmpstr(operands, ==, row->operands);
  g_assert_cmpstr(option_values_get_text(values, "horizon"), ==, row->horizon);
  g_assert_cmpint(option_values_has(values, "horizon"), ==, row->horizon != NULL);
  g_assert_cmpint(option_values_has(values, "quiet"), ==, row->quiet);
  g_assert_cmpint(option_values_has(values, "sort"), ==, row->sort);
}

static void
test_refuses(const void *data)
{
  const Refused *row = data;
  g_autoptr(GError) error = NULL;
  g_assert_null(parse(row->line, &error));
  g_assert_error(error, OPTION_ERROR, row->code);
  g_assert_cmpstr(error->message, ==, row->message);
}

/** A value of --horizon read as a number from 1 to 1000. */
typedef struct {
  const char *name;
  const char *value;
  gboolean is_accepted;
  guint64 number;
} Number;

static const Number numbers[] = {
  { "least", "1", TRUE, 1 },       { "greatest", "1000", TRUE, 1000 },
  { "too-small", "0", FALSE, 0 },  { "too-great", "1001", FALSE, 0 },
  { "fraction", "1.5", FALSE, 0 }, { "sign", "-1", FALSE, 0 },
  { "word", "many", FALSE, 0 },    { "empty", "", FALSE, 0 },
  { "rest", "12x", FALSE, 0 },     { "overflow", "99999999999999999999", FALSE, 0 },
};

static void
test_number(const void *data)
{
  const Number *row = data;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = g_strdup_printf("--horizon=%s", row->value);
  g_autoptr(OptionValues) values = parse(line, &error);
  g_assert_no_error(error);
  guint64 number = 77;
  gboolean is_accepted = option_values_get_integer(values, "horizon", 1, 1000, &number, &error);
  g_assert_cmpint(is_accepted, ==, row->is_accepted);
  if (is_accepted) {
    g_assert_cmpuint(number, ==, row->number);
    return;
  }
  g_autofree char *message =
      g_strdup_printf("--horizon: '%s' is no whole number from 1 to 1000", row->value);
  g_assert_error(error, OPTION_ERROR, OPTION_ERROR_VALUE);
  g_assert_cmpstr(error->message, ==, message);
  g_assert_cmpuint(number, ==, 77);
}

static void
test_choice_is_found(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OptionValues) values = parse("--rule sum", &error);
  g_assert_no_error(error);
  gsize index = 77;
  g_assert_true(option_values_get_choice(values, "rule", &index, &error));
  g_assert_no_error(error);
  g_assert_cmpuint(index, ==, 2);
}

static void
test_choice_lists_what_is_accepted(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OptionValues) values = parse("--rule frist", &error);
  g_assert_no_error(error);
  gsize index = 77;
  g_assert_false(option_values_get_choice(values, "rule", &index, &error));
  g_assert_error(error, OPTION_ERROR, OPTION_ERROR_VALUE);
  g_assert_cmpstr(error->message, ==,
                  "--rule: 'frist' is none of first, last, sum; did you mean 'first'?");
  g_assert_cmpuint(index, ==, 77);
}

static void
test_absent_leaves_defaults(void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(OptionValues) values = parse("", &error);
  g_assert_no_error(error);
  guint64 number = 77;
  gsize index = 78;
  g_assert_true(option_values_get_integer(values, "horizon", 1, 2, &number, &error));
  g_assert_true(option_values_get_choice(values, "rule", &index, &error));
  g_assert_cmpuint(number, ==, 77);
  g_assert_cmpuint(index, ==, 78);
}

#define ADD_ROWS(rows, path, test)                                                                 \
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {                                                 \
    g_autofree char *name = g_strconcat(path, (rows)[i].name, NULL);                               \
    g_test_add_data_func(name, &(rows)[i], test);                                                  \
  }

static void
test_stops_at_operand(void)
{
  static const Option *const tables[] = { options, NULL };
  static const char *const arguments[] = { "-q", "forecast", "-m", "theta", "--zzz", NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(OptionValues) values = option_values_new(tables, arguments, TRUE, &error);
  g_assert_no_error(error);
  g_assert_true(option_values_has(values, "quiet"));
  g_assert_false(option_values_has(values, "model"));
  const char *const *operands = option_values_get_operands(values);
  for (gsize i = 1; arguments[i] != NULL; i++) {
    g_assert_cmpstr(operands[i - 1], ==, arguments[i]);
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD_ROWS(accepted, "/option/accepts/", test_accepts)
  ADD_ROWS(refused, "/option/refuses/", test_refuses)
  ADD_ROWS(numbers, "/option/number/", test_number)
  g_test_add_func("/option/choice/is-found", test_choice_is_found);
  g_test_add_func("/option/choice/lists-what-is-accepted", test_choice_lists_what_is_accepted);
  g_test_add_func("/option/absent-leaves-defaults", test_absent_leaves_defaults);
  g_test_add_func("/option/first-operand-ends-the-options-where-asked", test_stops_at_operand);
  return g_test_run();
}
