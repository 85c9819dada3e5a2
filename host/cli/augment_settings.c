// SPDX-License-Identifier: MIT
#include "cli/augment_settings.h"

#include "run/augment.h"

static const Option augmenter_options[] = {
  {
      .heading = "What to make",
      .name = "augmenter",
      .letter = 'm',
      .kind = OPTION_LIST,
      .value_name = "AUGMENTER[,AUGMENTER…]",
      .summary = "augmenters by name, plugin:name, name(parameter=value,…) or path of a .so; may "
                 "be repeated",
  },
  {
      .name = "copies",
      .kind = OPTION_VALUE,
      .value_name = "N",
      .summary = "new series that each augmenter makes of each series. Default: 1",
  },
  {
      .name = "keep-original",
      .kind = OPTION_FLAG,
      .summary = "write each series itself in front of its copies",
  },
  { .name = NULL },
};

static const Option failures_options[] = {
  {
      .name = "failures",
      .kind = OPTION_VALUE,
      .value_name = "FILE",
      .summary = "write all that went wrong, a CSV row for each series and augmenter",
  },
  { .name = NULL },
};

const Option *const augment_tables[] = {
  augmenter_options, data_options, output_options, failures_options, run_options, NULL,
};

gboolean
augment_settings_read(AugmentSettings *settings,
                      const OptionValues *values,
                      gboolean output_is_terminal,
                      GError **error)
{
  guint64 n_copies = 1;
  settings->augmenters = option_values_get_list(values, "augmenter");
  if (settings->augmenters[0] == NULL) {
    g_set_error(error, OPTION_ERROR, OPTION_ERROR_OPERAND,
                "--augmenter is missing; 'plugcast plugins' lists augmenters");
    return FALSE;
  }
  if (!option_values_get_integer(values, "copies", 1, AUGMENT_MOST_COPIES, &n_copies, error)) {
    return FALSE;
  }
  settings->n_copies = (gsize)n_copies;
  settings->keeps_original = option_values_has(values, "keep-original");
  settings->failures_path = option_values_get_text(values, "failures");
  return run_settings_read(&settings->run, values, error) &&
         output_settings_check_path("failures", settings->failures_path, error) &&
         output_settings_read(&settings->output, values, output_is_terminal, error) &&
         data_settings_read(&settings->data, values, option_values_get_operands(values)[0], error);
}

void
augment_settings_clear(AugmentSettings *settings)
{
  data_settings_clear(&settings->data);
}
