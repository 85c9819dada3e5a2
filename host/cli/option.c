// SPDX-License-Identifier: MIT
#include "cli/option.h"

#include "cli/text_list.h"
#include "data/decimal.h"
#include "plugin/suggest.h"

#include <math.h>
#include <string.h>

struct OptionValues {
  GPtrArray *options; // of const Option, borrowed
  gsize n_options;
  GPtrArray **texts;   // [n_options] of char *, ends in NULL, owned
  GPtrArray *operands; // of char *, ends in NULL, owned
};

/** Where the parser stands in the command line. */
typedef struct {
  OptionValues *values;
  const char *const *next; // the argument to read next
} OptionCursor;

G_DEFINE_QUARK(option_error, option_error)

gboolean
option_takes_number(const Option *option)
{
  const char *name = option->value_name;
  return name != NULL && option->choices == NULL && g_ascii_isupper(name[0]) &&
         !g_ascii_isalpha(name[1]) && strchr(name, '|') == NULL;
}

gboolean
option_takes_path(const Option *option)
{
  const char *name = option->value_name;
  return name != NULL && (g_str_has_prefix(name, "FILE") || g_str_has_prefix(name, "DIR"));
}

gboolean
option_takes_several(const Option *option)
{
  return option->kind == OPTION_LIST ||
         (option->value_name != NULL && strstr(option->value_name, "…") != NULL);
}

static GPtrArray *
options_gather(const Option *const *tables)
{
  GPtrArray *options = g_ptr_array_new();
  for (; *tables != NULL; tables++) {
    for (const Option *option = *tables; option->name != NULL; option++) {
      g_ptr_array_add(options, (gpointer)(gsize)option);
    }
  }
  return options;
}

static const Option *
option_values_option(const OptionValues *values, gsize index)
{
  return g_ptr_array_index(values->options, index);
}

static gsize
option_values_index(const OptionValues *values, const char *name, gsize length)
{
  gsize index = 0;
  for (; index < values->n_options; index++) {
    const char *known = option_values_option(values, index)->name;
    if (strlen(known) == length && strncmp(known, name, length) == 0) {
      break;
    }
  }
  return index;
}

static GPtrArray *
option_values_texts(const OptionValues *values, const char *name)
{
  gsize index = option_values_index(values, name, strlen(name));
  g_assert(index < values->n_options);
  return values->texts[index];
}

/** Keeps the array ending in NULL. */
static void
texts_add(GPtrArray *texts, const char *text)
{
  g_ptr_array_index(texts, texts->len - 1) = g_strdup(text);
  g_ptr_array_add(texts, NULL);
}

static GPtrArray *
texts_new(void)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(texts, NULL);
  return texts;
}

static char *
options_suggest(const OptionValues *values, const char *name)
{
  g_autoptr(GPtrArray) candidates = g_ptr_array_new_with_free_func(g_free);
  for (gsize i = 0; i < values->n_options; i++) {
    g_ptr_array_add(candidates, g_strconcat("--", option_values_option(values, i)->name, NULL));
  }
  g_ptr_array_add(candidates, NULL);

  g_autofree char *word = g_strconcat("--", name, NULL);
  return suggest_similar(word, (const char *const *)candidates->pdata);
}

static gboolean
option_set_unknown(const OptionValues *values, const char *name, GError **error)
{
  g_autofree char *similar = options_suggest(values, name);
  g_set_error(error, OPTION_ERROR, OPTION_ERROR_UNKNOWN, "there is no option --%s; %s", name,
              similar != NULL ? similar : "--help lists them all");
  return FALSE;
}

/** @attached: (nullable): the value written into the same argument. */
static gboolean
option_take(OptionCursor *cursor, gsize index, const char *attached, GError **error)
{
  const Option *option = option_values_option(cursor->values, index);
  GPtrArray *texts = cursor->values->texts[index];
  if (option->kind == OPTION_FLAG) {
    if (attached != NULL) {
      g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
                  "--%s takes no value, but '%s' was given", option->name, attached);
      return FALSE;
    }
    texts_add(texts, "");
    return TRUE;
  }

  const char *value = attached != NULL ? attached : *cursor->next;
  if (value == NULL) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s needs a value: --%s %s",
                option->name, option->name, option->value_name);
    return FALSE;
  }
  if (attached == NULL) {
    cursor->next++;
  }
  texts_add(texts, value);
  return TRUE;
}

static gboolean
option_take_long(OptionCursor *cursor, const char *text, GError **error)
{
  const char *equals = strchr(text, '=');
  gsize length = equals != NULL ? (gsize)(equals - text) : strlen(text);
  gsize index = option_values_index(cursor->values, text, length);
  if (index == cursor->values->n_options) {
    g_autofree char *name = g_strndup(text, length);
    return option_set_unknown(cursor->values, name, error);
  }
  return option_take(cursor, index, equals != NULL ? equals + 1 : NULL, error);
}

static gboolean
option_take_letters(OptionCursor *cursor, const char *letters, GError **error)
{
  const OptionValues *values = cursor->values;
  for (const char *letter = letters; *letter != '\0'; letter++) {
    gsize index = 0;
    while (index < values->n_options && option_values_option(values, index)->letter != *letter) {
      index++;
    }
    if (index == values->n_options) {
      g_set_error(error, OPTION_ERROR, OPTION_ERROR_UNKNOWN,
                  "there is no option -%.*s; --help lists them all",
                  (int)(g_utf8_find_next_char(letter, NULL) - letter), letter);
      return FALSE;
    }
    gboolean is_flag = option_values_option(values, index)->kind == OPTION_FLAG;
    const char *attached = is_flag || letter[1] == '\0' ? NULL : letter + 1;
    if (!option_take(cursor, index, attached, error)) {
      return FALSE;
    }
    if (!is_flag) {
      return TRUE;
    }
  }
  return TRUE;
}

static gboolean
option_values_parse(OptionValues *values,
                    const char *const *arguments,
                    gboolean stops_at_operand,
                    GError **error)
{
  OptionCursor cursor = { .values = values, .next = arguments };
  gboolean options_ended = FALSE;
  while (*cursor.next != NULL) {
    const char *argument = *cursor.next++;
    gboolean is_option = !options_ended && argument[0] == '-' && argument[1] != '\0';
    if (!is_option) {
      texts_add(values->operands, argument);
      options_ended = options_ended || stops_at_operand;
    } else if (strcmp(argument, "--") == 0) {
      options_ended = TRUE;
    } else if (argument[1] == '-') {
      if (!option_take_long(&cursor, argument + 2, error)) {
        return FALSE;
      }
    } else if (!option_take_letters(&cursor, argument + 1, error)) {
      return FALSE;
    }
  }
  return TRUE;
}

OptionValues *
option_values_new(const Option *const *tables,
                  const char *const *arguments,
                  gboolean stops_at_operand,
                  GError **error)
{
  g_return_val_if_fail(tables != NULL, NULL);
  g_return_val_if_fail(arguments != NULL, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  g_autoptr(OptionValues) values = g_new0(OptionValues, 1);
  values->options = options_gather(tables);
  values->n_options = values->options->len;
  values->texts = g_new0(GPtrArray *, values->n_options);
  values->operands = texts_new();
  for (gsize i = 0; i < values->n_options; i++) {
    values->texts[i] = texts_new();
  }
  if (!option_values_parse(values, arguments, stops_at_operand, error)) {
    return NULL;
  }
  return g_steal_pointer(&values);
}

void
option_values_free(OptionValues *values)
{
  if (values == NULL) {
    return;
  }
  for (gsize i = 0; i < values->n_options; i++) {
    g_clear_pointer(&values->texts[i], g_ptr_array_unref);
  }
  g_free(values->texts);
  g_clear_pointer(&values->options, g_ptr_array_unref);
  g_clear_pointer(&values->operands, g_ptr_array_unref);
  g_free(values);
}

gboolean
option_values_has(const OptionValues *values, const char *name)
{
  return option_values_texts(values, name)->len > 1;
}

const char *
option_values_get_text(const OptionValues *values, const char *name)
{
  const GPtrArray *texts = option_values_texts(values, name);
  return texts->len > 1 ? g_ptr_array_index(texts, texts->len - 2) : NULL;
}

const char *const *
option_values_get_list(const OptionValues *values, const char *name)
{
  return (const char *const *)option_values_texts(values, name)->pdata;
}

const char *const *
option_values_get_operands(const OptionValues *values)
{
  return (const char *const *)values->operands->pdata;
}

gboolean
option_values_get_integer(const OptionValues *values,
                          const char *name,
                          guint64 minimum,
                          guint64 maximum,
                          guint64 *number,
                          GError **error)
{
  const char *text = option_values_get_text(values, name);
  if (text == NULL || g_ascii_string_to_unsigned(text, 10, minimum, maximum, number, NULL)) {
    return TRUE;
  }
  g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE,
              "--%s: '%s' is no whole number from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT,
              name, text, minimum, maximum);
  return FALSE;
}

static gboolean
parse_number(const char *text, double least, double greatest, gboolean is_open, double *number)
{
  const gsize length = strlen(text);
  if (length == 0 || decimal_parse(text, length, number) != length) {
    return FALSE;
  }
  return is_open ? *number > least && *number < greatest : *number >= least && *number <= greatest;
}

static gboolean
has_number(const GArray *numbers, double number)
{
  for (guint i = 0; i < numbers->len; i++) {
    if (fabs(g_array_index(numbers, double, i) - number) <= 0) {
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
option_values_get_numbers(const OptionValues *values,
                          const char *name,
                          double least,
                          double greatest,
                          gboolean is_open,
                          const char *accepted,
                          GArray **numbers,
                          GError **error)
{
  const char *text = option_values_get_text(values, name);
  if (text == NULL) {
    *numbers = NULL;
    return TRUE;
  }
  g_auto(GStrv) pieces = g_strsplit(*text == '\0' ? "," : text, ",", -1);
  g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(double));
  for (gsize i = 0; pieces[i] != NULL; i++) {
    double number = 0;
    if (!parse_number(pieces[i], least, greatest, is_open, &number)) {
      g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s: '%s' is no %s", name, pieces[i],
                  accepted);
      return FALSE;
    }
    if (has_number(found, number)) {
      g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s: '%s' is given twice", name,
                  pieces[i]);
      return FALSE;
    }
    g_array_append_val(found, number);
  }
  *numbers = g_steal_pointer(&found);
  return TRUE;
}

gboolean
option_values_get_choice(const OptionValues *values, const char *name, gsize *index, GError **error)
{
  const char *text = option_values_get_text(values, name);
  if (text == NULL) {
    return TRUE;
  }
  const Option *option =
      option_values_option(values, option_values_index(values, name, strlen(name)));
  for (gsize i = 0; option->choices[i] != NULL; i++) {
    if (strcmp(option->choices[i], text) == 0) {
      *index = i;
      return TRUE;
    }
  }
  g_autofree char *choices = text_list_join(option->choices);
  g_autofree char *similar = suggest_similar(text, option->choices);
  g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s: '%s' is none of %s%s%s", name, text,
              choices, similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return FALSE;
}
