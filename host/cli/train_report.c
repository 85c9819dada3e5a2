// SPDX-License-Identifier: MIT
#include "cli/train_report.h"

#include "data/json.h"

#include <math.h>

enum {
  LOSS_LENGTH = 32
};

// "validation 0.123", or "" for no number.
static const char *
format_loss(const char *format, double loss, char *buffer)
{
  buffer[0] = '\0';
  if (!isnan(loss)) {
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    (void)g_ascii_formatd(digits, sizeof digits, "%.6g", loss);
    (void)g_snprintf(buffer, 2 * LOSS_LENGTH, format, digits);
  }
  return buffer;
}

// Written at once: training goes on while somebody reads.
static void
say_epoch_json(const TrainingEpoch *epoch, const Console *console)
{
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "epoch");
  json_text_add_integer(json, "epoch", (gint64)epoch->epoch);
  json_text_add_number(json, "training_loss", epoch->training_loss);
  json_text_add_number(json, "validation_loss", epoch->validation_loss);
  json_text_add_number(json, "rate", epoch->rate);
  json_text_add_boolean(json, "best", epoch->is_best);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

void
train_report_say_epoch(const TrainingEpoch *epoch, gpointer data)
{
  const Console *console = data;
  if (console_is_quiet(console)) {
    return;
  }
  if (console_is_json(console)) {
    say_epoch_json(epoch, console);
    return;
  }
  char training[2 * LOSS_LENGTH];
  char validation[2 * LOSS_LENGTH];
  char rate[2 * LOSS_LENGTH];
  console_say(console, CONSOLE_NOTE, "epoch %" G_GSIZE_FORMAT ": %s%s, %s%s", epoch->epoch,
              format_loss("loss %s", epoch->training_loss, training),
              format_loss(", validation %s", epoch->validation_loss, validation),
              format_loss("rate %s", epoch->rate, rate), epoch->is_best ? ", best so far" : "");
}

static const char *
end_to_string(TrainingEnd end)
{
  switch (end) {
  case TRAINING_ENDED_BY_PATIENCE:
    return "patience";
  case TRAINING_ENDED_BY_CANCEL:
    return "interrupt";
  case TRAINING_ENDED_BY_EPOCHS:
  default:
    return "epochs";
  }
}

static void
say_end_json(const TrainJob *job,
             const TrainedNetwork *trained,
             double test_loss,
             const char *output_path,
             gint64 elapsed_us,
             const Console *console)
{
  const TrainingSummary *summary = trained_network_get_summary(trained);
  const plugcast_shape *shape = trained_network_get_shape(trained);
  g_autoptr(JsonText) json = json_text_new();
  json_text_begin_object(json, NULL);
  json_text_add_string(json, "type", "summary");
  json_text_add_string(json, "model", model_get_label(train_job_get_model(job)));
  json_text_add_integer(json, "input", (gint64)shape->input_length);
  json_text_add_integer(json, "horizon", (gint64)shape->horizon);
  json_text_add_integer(json, "n_series", (gint64)summary->n_series);
  json_text_add_integer(json, "n_training_windows", (gint64)summary->n_training_windows);
  json_text_add_integer(json, "n_validation_windows", (gint64)summary->n_validation_windows);
  json_text_add_integer(json, "n_left_out", (gint64)summary->n_left_out);
  json_text_add_integer(json, "n_epochs", (gint64)summary->n_epochs);
  json_text_add_integer(json, "best_epoch", (gint64)summary->best_epoch);
  json_text_add_integer(json, "n_steps", (gint64)summary->n_steps);
  json_text_add_number(json, "training_loss", summary->training_loss);
  json_text_add_number(json, "validation_loss", summary->validation_loss);
  json_text_add_number(json, "test_loss", test_loss);
  json_text_add_string(json, "ended_by", end_to_string(summary->end));
  json_text_add_string(json, "output", output_path);
  json_text_add_number(json, "seconds", (double)elapsed_us / G_USEC_PER_SEC);
  json_text_end_object(json);
  g_autofree char *text = json_text_finish(json, FALSE);
  console_write_beside(console, text);
}

static void
say_windows(const TrainJob *job, const TrainingSummary *summary, const Console *console)
{
  const gsize n_series = panel_get_n_series(session_get_panel(train_job_get_session(job)));
  if (summary->n_series < n_series) {
    console_say(console, CONSOLE_WARNING,
                "%" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT
                " series have no window to train on (too short, or values missing)",
                n_series - summary->n_series, n_series);
  }
  if (summary->n_left_out > 0) {
    console_say(console, CONSOLE_WARNING,
                "%" G_GSIZE_FORMAT " windows were left out for missing values",
                summary->n_left_out);
  }
  if (summary->n_validation_windows == 0) {
    console_say(console, CONSOLE_WARNING,
                "nothing was watched: no series is long enough for a validation part");
  }
}

void
train_report_say_end(const TrainJob *job,
                     const TrainedNetwork *trained,
                     double test_loss,
                     const char *output_path,
                     gint64 elapsed_us,
                     const Console *console)
{
  const TrainingSummary *summary = trained_network_get_summary(trained);
  say_windows(job, summary, console);
  if (console_is_json(console)) {
    if (!console_is_quiet(console)) {
      say_end_json(job, trained, test_loss, output_path, elapsed_us, console);
    }
    return;
  }
  char validation[2 * LOSS_LENGTH];
  char test[2 * LOSS_LENGTH];
  console_say(console, CONSOLE_NOTE,
              "%s: epoch %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " is kept%s%s; %" G_GSIZE_FORMAT
              " windows of %" G_GSIZE_FORMAT " series, ended by %s; %s, %.1f s",
              model_get_label(train_job_get_model(job)), summary->best_epoch, summary->n_epochs,
              format_loss(", validation %s", summary->validation_loss, validation),
              format_loss(", test %s", test_loss, test), summary->n_training_windows,
              summary->n_series, end_to_string(summary->end), output_path,
              (double)elapsed_us / G_USEC_PER_SEC);
}

void
train_report_say_fitted(const TrainJob *job,
                        gsize n_series,
                        const char *output_path,
                        gint64 elapsed_us,
                        const Console *console)
{
  const char *label = model_get_label(train_job_get_model(job));
  const double seconds = (double)elapsed_us / G_USEC_PER_SEC;
  if (!console_is_json(console)) {
    console_say(console, CONSOLE_NOTE, "%s: fitted on %" G_GSIZE_FORMAT " series; %s, %.1f s",
                label, n_series, output_path, seconds);
  } else if (!console_is_quiet(console)) {
    g_autoptr(JsonText) json = json_text_new();
    json_text_begin_object(json, NULL);
    json_text_add_string(json, "type", "summary");
    json_text_add_string(json, "model", label);
    json_text_add_integer(json, "n_series", (gint64)n_series);
    json_text_add_string(json, "output", output_path);
    json_text_add_number(json, "seconds", seconds);
    json_text_end_object(json);
    g_autofree char *text = json_text_finish(json, FALSE);
    console_write_beside(console, text);
  }
}
