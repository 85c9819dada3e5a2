// SPDX-License-Identifier: MIT
#include "cli/command_scale.h"

#include "cli/interrupt.h"
#include "cli/output_settings.h"
#include "cli/progress.h"
#include "cli/scale_view.h"
#include "cli/text_list.h"
#include "data/json.h"

#include <math.h>
#include <string.h>

enum {
  GREATEST_N_THREADS = 4096,
  GREATEST_N_SIMULATED = 65536,
  GREATEST_N_REPEATS = 10000,
  DEFAULT_N_REPEATS = 7,
  PROGRESS_DELAY_US = 300000,
};

static const char *const scale_paragraphs[] = {
  "Times what another command does between reading and writing: in sequence, then on a fresh pool "
  "of each size, in turn, several times over. Prints the least and the median time, the speed-up "
  "over the sequential run beside it, the efficiency, and the fits of Amdahl's and Gustafson's "
  "laws "
  "and of the Universal Scalability Law with their spread over the repeats.",
  "Options of scale come before COMMAND, those of the command behind it. COMMAND is one that fans "
  "its work out, such as forecast.",
  NULL,
};

static const char *const scale_examples[] = {
  "plugcast scale forecast DATA.csv -m theta",
  "1, 2, 4, 8 and 16 threads, seven times each",
  "plugcast scale --counts 1,2 --simulate 8,64 -o scale.csv forecast DATA.csv",
  "two counts, and what the same schedule would take on more processors",
  NULL,
};

static const Option scale_options[] = {
  {
      .heading = "What to time",
      .name = "counts",
      .kind = OPTION_VALUE,
      .value_name = "N[,N2…]",
      .summary = "threads. Default: 1,2,4,8,16",
  },
  {
      .name = "repeats",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "runs of each count. Default: 7",
  },
  {
      .name = "simulate",
      .kind = OPTION_VALUE,
      .value_name = "N[,N2…]",
      .summary = "replay the run as if there were so many processors, from the measured time of "
                 "each item and what the schedule costs",
  },
  { .name = NULL },
};

static const Option say_options[] = {
  {
      .heading = "How to run",
      .name = "json",
      .kind = OPTION_FLAG,
      .summary = "JSON lines: rows on standard output, messages and the laws on standard error",
  },
  {
      .name = "quiet",
      .letter = 'q',
      .kind = OPTION_FLAG,
      .summary = "say nothing but errors",
  },
  {
      .name = "help",
      .letter = 'h',
      .kind = OPTION_FLAG,
      .summary = "show this help",
  },
  { .name = NULL },
};

static const Option *const scale_tables[] = { scale_options, output_options, say_options, NULL };

typedef struct {
  OutputSettings output;
  GArray *counts;      // of guint, owned
  GArray *simulations; // of guint, owned; may be empty
  guint64 n_repeats;
} ScaleSettings;

static void
scale_settings_clear(ScaleSettings *settings)
{
  g_clear_pointer(&settings->counts, g_array_unref);
  g_clear_pointer(&settings->simulations, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ScaleSettings, scale_settings_clear)

// Returns: (transfer full): whole numbers, the defaults where @name was not given.
static GArray *
read_counts(const OptionValues *values,
            const char *name,
            guint greatest,
            const guint *defaults,
            gsize n_defaults,
            GError **error)
{
  g_autoptr(GArray) numbers = NULL;
  g_autofree char *accepted = g_strdup_printf("whole number from 1 to %u", greatest);
  if (!option_values_get_numbers(values, name, 1, greatest, FALSE, accepted, &numbers, error)) {
    return NULL;
  }
  g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(guint));
  if (numbers == NULL) {
    g_array_append_vals(counts, defaults, (guint)n_defaults);
    return g_steal_pointer(&counts);
  }
  for (guint i = 0; i < numbers->len; i++) {
    const double number = g_array_index(numbers, double, i);
    if (number > floor(number)) {
      g_set_error(error, OPTION_ERROR, OPTION_ERROR_VALUE, "--%s: '%g' is no %s", name, number,
                  accepted);
      return NULL;
    }
    const guint count = (guint)number;
    g_array_append_val(counts, count);
  }
  return g_steal_pointer(&counts);
}

static gboolean
scale_settings_read(ScaleSettings *settings,
                    const OptionValues *values,
                    gboolean output_is_terminal,
                    GError **error)
{
  static const guint defaults[] = { 1, 2, 4, 8, 16 };
  settings->n_repeats = DEFAULT_N_REPEATS;
  settings->counts =
      read_counts(values, "counts", GREATEST_N_THREADS, defaults, G_N_ELEMENTS(defaults), error);
  if (settings->counts == NULL) {
    return FALSE;
  }
  settings->simulations = read_counts(values, "simulate", GREATEST_N_SIMULATED, NULL, 0, error);
  return settings->simulations != NULL &&
         option_values_get_integer(values, "repeats", 1, GREATEST_N_REPEATS, &settings->n_repeats,
                                   error) &&
         output_settings_read(&settings->output, values, output_is_terminal, error);
}

// Returns: (transfer none): a command that can be timed.
static const Command *
find_timed(const char *name, GError **error)
{
  const Command *command = command_find(name, error);
  if (command == NULL || command->work != NULL) {
    return command;
  }
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (const Command *const *other = command_list(); *other != NULL; other++) {
    if ((*other)->work != NULL) {
      g_ptr_array_add(names, (gpointer)(gsize)(*other)->name);
    }
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *known = text_list_join((const char *const *)names->pdata);
  g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
              "'%s' does no work on several threads that could be timed; these do: %s", name,
              known);
  return NULL;
}

// What is timed again and again.
typedef struct {
  const CommandWork *work;
  gpointer prepared;
  const PoolCancel *cancel;
} Timed;

static gboolean
run_timed(gpointer data, Pool *pool, GError **error)
{
  const Timed *timed = data;
  return timed->work->run(timed->prepared, pool, timed->cancel, error);
}

static gboolean
measure(const ScaleSettings *settings,
        const Timed *timed,
        Console *console,
        ScaleResult *result,
        GError **error)
{
  g_autoptr(Progress) progress = progress_new(console, PROGRESS_DELAY_US);
  const ScaleOptions options = {
    .counts = (const guint *)(gpointer)settings->counts->data,
    .n_counts = settings->counts->len,
    .n_repeats = settings->n_repeats,
    .simulations = (const guint *)(gpointer)settings->simulations->data,
    .n_simulations = settings->simulations->len,
    .run = run_timed,
    .data = (gpointer)(gsize)timed,
    .cancel = timed->cancel,
    .progress = progress_update,
    .progress_data = progress,
  };
  return scale_run(&options, result, error);
}

static void
add_spread(JsonText *json, const char *name, const ScaleSpread *spread)
{
  json_text_begin_object(json, name);
  json_text_add_number(json, "minimum", spread->minimum);
  json_text_add_number(json, "median", spread->median);
  json_text_add_number(json, "maximum", spread->maximum);
  json_text_end_object(json);
}

static void
say_json(const ScaleResult *result, const Console *console)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "summary");
  json_text_add_integer(json, "n_processors", result->n_processors);
  json_text_add_integer(json, "n_law_points", (gint64)result->laws.n_points);
  add_spread(json, "amdahl_parallel", &result->laws.parallel);
  add_spread(json, "gustafson_serial", &result->laws.serial);
  add_spread(json, "usl_contention", &result->laws.contention);
  add_spread(json, "usl_coherency", &result->laws.coherency);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

static gboolean
write_result(const ScaleSettings *settings,
             const ScaleResult *result,
             const Console *console,
             GError **error)
{
  if (settings->output.shows) {
    g_autofree char *text =
        scale_view_render(result, console_get_width(console), console_is_unicode(console));
    return console_write(console, text, error);
  }
  if (console_is_json(console) && !console_is_quiet(console)) {
    say_json(result, console);
  }
  g_autoptr(Pool) pool = pool_new(1, error);
  if (pool == NULL) {
    return FALSE;
  }
  g_autoptr(Sheet) sheet = scale_view_new_sheet(result);
  const TableSource rows = sheet_get_source(sheet);
  return output_settings_write_table(settings->output.path, settings->output.format, &rows, pool,
                                     console, error);
}

static gboolean
scale_command(const ScaleSettings *settings,
              const Command *command,
              const OptionValues *values,
              Console *console,
              GError **error)
{
  g_autoptr(PoolCancel) cancel = pool_cancel_new();
  g_autoptr(Interrupt) interrupt G_GNUC_UNUSED = interrupt_new(cancel);
  const Timed timed = {
    .work = command->work,
    .prepared = command->work->prepare(values, error),
    .cancel = cancel,
  };
  if (timed.prepared == NULL) {
    return FALSE;
  }
  g_auto(ScaleResult) result = { 0 };
  const gboolean is_done = measure(settings, &timed, console, &result, error) &&
                           write_result(settings, &result, console, error);
  timed.work->free(timed.prepared);
  return is_done;
}

static gboolean
scale_main(const OptionValues *values, Console *console, ExitStatus *status, GError **error)
{
  *status = EXIT_STATUS_DONE;
  console_set_quiet(console, option_values_has(values, "quiet"));
  g_auto(ScaleSettings) settings = { 0 };
  if (!scale_settings_read(&settings, values, console_output_is_terminal(console), error)) {
    return FALSE;
  }
  const char *const *line = option_values_get_operands(values);
  const Command *command = find_timed(line[0], error);
  if (command == NULL) {
    return FALSE;
  }
  g_autoptr(OptionValues) its_values = command_parse(command, line + 1, error);
  if (its_values == NULL) {
    g_prefix_error(error, "%s: ", command->name);
    return FALSE;
  }
  if (option_values_has(its_values, "help")) {
    return command_run(command, line + 1, console, status, error);
  }
  return scale_command(&settings, command, its_values, console, error);
}

const Command command_scale = {
  .name = "scale",
  .summary = "measure how a command speeds up with threads",
  .operands = "COMMAND …",
  .paragraphs = scale_paragraphs,
  .examples = scale_examples,
  .options = scale_tables,
  .least_operands = 1,
  .most_operands = G_MAXUINT,
  .leads_command = TRUE,
  .run = scale_main,
};
