// SPDX-License-Identifier: MIT
#include "cli/exit_status.h"

#include "cli/option.h"
#include "cli/train_job.h"
#include "data/forecast_table.h"
#include "data/sample_table.h"
#include "data/sheet.h"
#include "data/step.h"
#include "data/table_writer.h"
#include "plugin/parameters.h"
#include "run/augment.h"
#include "run/backtest.h"
#include "run/combination.h"
#include "run/expression.h"
#include "run/feature_columns.h"
#include "run/forecast.h"
#include "run/grid.h"
#include "run/model.h"
#include "run/scale.h"
#include "run/score_source.h"
#include "run/train/objective.h"
#include "run/train/term.h"
#include "run/train/training_settings.h"
#include "run/tune.h"

static gboolean
error_is_usage(const GError *error)
{
  return error->domain == OPTION_ERROR || error->domain == AUGMENT_ERROR ||
         error->domain == PARAMETERS_ERROR || error->domain == COMBINATION_ERROR ||
         error->domain == TABLE_WRITER_ERROR || error->domain == FORECAST_TABLE_ERROR ||
         error->domain == SAMPLE_TABLE_ERROR || error->domain == EXPRESSION_ERROR ||
         error->domain == MODEL_ERROR || error->domain == FEATURE_COLUMNS_ERROR ||
         error->domain == METRIC_ERROR || error->domain == COVERAGE_ERROR ||
         error->domain == SCORE_SOURCE_ERROR ||
         g_error_matches(error, FOLD_ERROR, FOLD_ERROR_SETTINGS) ||
         g_error_matches(error, BACKTEST_ERROR, BACKTEST_ERROR_OPTION) ||
         g_error_matches(error, SHEET_ERROR, SHEET_ERROR_NAME) || error->domain == GRID_ERROR ||
         error->domain == TUNE_ERROR || error->domain == TERM_ERROR ||
         error->domain == TRAINING_SETTINGS_ERROR ||
         g_error_matches(error, SETUP_ERROR, SETUP_ERROR_TWICE) ||
         g_error_matches(error, STEP_ERROR, STEP_ERROR_SYNTAX) ||
         g_error_matches(error, FORECAST_ERROR, FORECAST_ERROR_OPTION) ||
         g_error_matches(error, REGISTRY_ERROR, REGISTRY_ERROR_AMBIGUOUS);
}

static gboolean
error_is_plugin(const GError *error)
{
  return error->domain == REGISTRY_ERROR || error->domain == SETUP_ERROR ||
         error->domain == FORECAST_ERROR || error->domain == NETWORK_ERROR ||
         error->domain == OBJECTIVE_ERROR || error->domain == TRAIN_JOB_ERROR;
}

ExitStatus
exit_status_from_error(const GError *error)
{
  if (g_error_matches(error, SCALE_ERROR, SCALE_ERROR_CANCELLED) ||
      g_error_matches(error, OBJECTIVE_ERROR, OBJECTIVE_ERROR_CANCELLED) ||
      g_error_matches(error, TRAIN_JOB_ERROR, TRAIN_JOB_ERROR_CANCELLED)) {
    return EXIT_STATUS_INTERRUPTED;
  }
  if (error_is_usage(error)) {
    return EXIT_STATUS_USAGE;
  }
  return error_is_plugin(error) ? EXIT_STATUS_PLUGIN : EXIT_STATUS_FILES;
}
