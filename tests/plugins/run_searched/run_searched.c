// SPDX-License-Identifier: MIT
// A forecaster with parameters of all types, whose forecasts tell what they were.
#include <plugcast.h>

#include <stdlib.h>
#include <string.h>

typedef struct {
  double slope;
  int64_t mood; // an index into moods
} Instance;

static plugcast_status
create(const plugcast_call *call, const plugcast_value *values, void **instance)
{
  Instance *self = calloc(1, sizeof *self);
  if (self == NULL) {
    return PLUGCAST_NO_MEMORY;
  }
  self->slope = values[0].real + (double)values[1].integer;
  self->mood = values[4].integer;
  *instance = self;
  return PLUGCAST_OK;
}

static void
destroy(void *instance)
{
  free(instance);
}

static plugcast_status
forecast(const plugcast_call *call,
         void *instance,
         const plugcast_series *const *series,
         uint64_t n_series,
         const plugcast_forecast *out)
{
  const Instance *self = instance;
  if (self->mood == 3 && series[0]->n_values < 8) {
    return plugcast_fail(call, PLUGCAST_TOO_SHORT, "not before the eighth value");
  }
  if (self->mood == 2 || (self->mood == 1 && series[0]->values[0] > 10)) {
    return plugcast_fail(call, PLUGCAST_BAD_INPUT, "not in the mood");
  }
  for (uint64_t h = 0; h < out->horizon; h++) {
    out->mean[h] = series[0]->values[series[0]->n_values - 1] + self->slope * (double)(h + 1);
  }
  return PLUGCAST_OK;
}

static const plugcast_forecaster methods = {
  .struct_size = sizeof methods,
  .scope = PLUGCAST_SCOPE_LOCAL,
  .least_length = 1,
  .create = create,
  .destroy = destroy,
  .forecast = forecast,
};

static const char *const moods[] = { "good", "picky", "bad", "late" };

static const plugcast_param params[] = {
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_REAL,
      .name = "slope",
      .summary = "added at each step",
      .minimum = -10,
      .maximum = 10,
  },
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_INTEGER,
      .name = "more",
      .summary = "added to the slope",
      .minimum = 0,
      .maximum = 20,
  },
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_REAL,
      .name = "rate",
      .summary = "not used",
      .minimum = 0.001,
      .maximum = 1000,
      .default_number = 1,
      .scale = PLUGCAST_SCALE_LOGARITHMIC,
  },
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_BOOLEAN,
      .name = "idle",
      .summary = "not used",
  },
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_CHOICE,
      .name = "mood",
      .summary = "whether it forecasts all series, those that begin low, none, or long ones",
      .choices = moods,
      .n_choices = 4,
  },
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_INTEGERS,
      .name = "lags",
      .summary = "not used",
      .minimum = 1,
      .maximum = 99,
      .default_text = "1",
  },
  {
      .struct_size = sizeof *params,
      .type = PLUGCAST_PARAM_TEXT,
      .name = "note",
      .summary = "not used",
  },
};

static const plugcast_component searched = {
  .struct_size = sizeof searched,
  .kind = PLUGCAST_KIND_FORECASTER,
  .name = "searched",
  .summary = "goes on from the last value with a given slope",
  .params = params,
  .n_params = sizeof params / sizeof *params,
  .threading = PLUGCAST_THREADING_INSTANCE,
  .methods = &methods,
};

static const plugcast_component *const components[] = { &searched };

const plugcast_plugin plugcast_plugin_v1 = {
  .header = PLUGCAST_HEADER(1),
  .name = "run_searched",
  .version = "1.0",
  .components = components,
};
