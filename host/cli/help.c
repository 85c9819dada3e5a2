// SPDX-License-Identifier: MIT
#include "cli/help.h"

#include "cli/text_list.h"
#include "cli/text_table.h"

#include <string.h>

enum {
  HELP_GREATEST_WIDTH = 100, // longer lines are hard to read
  HELP_OPTION_INDENT = 26,
};

static char *
option_to_string(const Option *option)
{
  char letter[5] = "    ";
  if (option->letter != '\0') {
    g_snprintf(letter, sizeof letter, "-%c, ", option->letter);
  }
  return g_strdup_printf("  %s--%s%s%s", letter, option->name,
                         option->value_name != NULL ? " " : "",
                         option->value_name != NULL ? option->value_name : "");
}

static void
help_append_option(GString *out, const Option *option, gsize width)
{
  if (option->heading != NULL) {
    g_string_append_printf(out, "\n%s:\n", option->heading);
  }
  g_autofree char *head = option_to_string(option);
  gsize head_width = text_width(head);
  g_string_append(out, head);
  if (head_width + 2 > HELP_OPTION_INDENT) {
    g_string_append_printf(out, "\n%*s", HELP_OPTION_INDENT, "");
  } else {
    g_string_append_printf(out, "%*s", (int)(HELP_OPTION_INDENT - head_width), "");
  }
  text_wrap(out, option->summary, HELP_OPTION_INDENT, width);
  if (option->choices != NULL) {
    g_autofree char *choices = text_list_join(option->choices);
    g_string_append_printf(out, "\n%*s", HELP_OPTION_INDENT, "");
    text_wrap(out, choices, HELP_OPTION_INDENT, width);
  }
  g_string_append_c(out, '\n');
}

static void
help_append_examples(GString *out, const char *const *examples)
{
  g_string_append(out, "\nExamples:\n");
  for (gsize i = 0; examples[i] != NULL; i += 2) {
    g_string_append_printf(out, "  %s\n      %s\n", examples[i], examples[i + 1]);
  }
}

char *
help_render_command(const Command *command, gsize width)
{
  gsize used_width = MIN(width, HELP_GREATEST_WIDTH);
  g_autoptr(GString) out = g_string_new(NULL);
  g_string_append_printf(out, "Usage: plugcast %s %s [OPTION…]\n", command->name,
                         command->operands);
  for (gsize i = 0; command->paragraphs[i] != NULL; i++) {
    g_string_append_c(out, '\n');
    text_wrap(out, command->paragraphs[i], 0, used_width);
    g_string_append_c(out, '\n');
  }
  for (const Option *const *table = command->options; *table != NULL; table++) {
    for (const Option *option = *table; option->name != NULL; option++) {
      help_append_option(out, option, used_width);
    }
  }
  if (command->examples != NULL) {
    help_append_examples(out, command->examples);
  }
  return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
help_render_overview(gsize width)
{
  g_autoptr(TextTable) table = text_table_new();
  text_table_add_column(table, "Commands:", TEXT_TABLE_LEFT);
  text_table_add_column(table, "", TEXT_TABLE_LEFT);
  for (const Command *const *command = command_list(); *command != NULL; command++) {
    g_autofree char *name = g_strconcat("  ", (*command)->name, NULL);
    text_table_add_cell(table, name);
    text_table_add_cell(table, (*command)->summary);
  }
  g_autofree char *commands = text_table_render(table, MIN(width, HELP_GREATEST_WIDTH));
  return g_strconcat("Usage: plugcast COMMAND [OPTION…]\n\n"
                     "Forecasts many time series with models that are plugins.\n\n",
                     commands,
                     "\nBegin with: plugcast forecast DATA.csv\n"
                     "More:       plugcast help COMMAND, plugcast --version, man plugcast\n",
                     NULL);
}
