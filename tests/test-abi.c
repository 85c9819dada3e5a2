// SPDX-License-Identifier: MIT
#include <plugcast.h>

#include <glib.h>
#include <string.h>

// What no later version may move or renumber, as 64-bit machines lay it out. Members that are added
// later come behind these, and then the sizes of types change here and nothing else does.

#define TYPE(type, size) _Static_assert(sizeof(type) == (size), "size of " #type)
#define MEMBER(type, member, offset, size)                                                         \
  _Static_assert(offsetof(type, member) == (offset) && sizeof(((type *)0)->member) == (size),      \
                 "place of " #type "." #member)
#define NUMBER(name, number) _Static_assert((name) == (number), #name)

TYPE(plugcast_series, 96);
MEMBER(plugcast_series, struct_size, 0, 4);
MEMBER(plugcast_series, season_length, 4, 4);
MEMBER(plugcast_series, id, 8, 8);
MEMBER(plugcast_series, values, 16, 8);
MEMBER(plugcast_series, n_values, 24, 8);
MEMBER(plugcast_series, periods, 32, 8);
MEMBER(plugcast_series, n_periods, 40, 4);
MEMBER(plugcast_series, step_unit, 44, 4);
MEMBER(plugcast_series, step_count, 48, 8);
MEMBER(plugcast_series, start, 56, 8);
MEMBER(plugcast_series, anchor_day, 64, 4);
MEMBER(plugcast_series, n_exogenous, 68, 4);
MEMBER(plugcast_series, exogenous, 72, 8);
MEMBER(plugcast_series, future_exogenous, 80, 8);
MEMBER(plugcast_series, n_future, 88, 8);

TYPE(plugcast_param, 72);
MEMBER(plugcast_param, struct_size, 0, 4);
MEMBER(plugcast_param, type, 4, 4);
MEMBER(plugcast_param, name, 8, 8);
MEMBER(plugcast_param, summary, 16, 8);
MEMBER(plugcast_param, minimum, 24, 8);
MEMBER(plugcast_param, maximum, 32, 8);
MEMBER(plugcast_param, default_number, 40, 8);
MEMBER(plugcast_param, default_text, 48, 8);
MEMBER(plugcast_param, choices, 56, 8);
MEMBER(plugcast_param, n_choices, 64, 4);
MEMBER(plugcast_param, scale, 68, 4);

TYPE(plugcast_integers, 16);
MEMBER(plugcast_integers, struct_size, 0, 4);
MEMBER(plugcast_integers, n_items, 4, 4);
MEMBER(plugcast_integers, items, 8, 8);

TYPE(plugcast_value, 8);
MEMBER(plugcast_value, integer, 0, 8);
MEMBER(plugcast_value, real, 0, 8);
MEMBER(plugcast_value, text, 0, 8);
MEMBER(plugcast_value, integers, 0, 8);

TYPE(plugcast_host, 64);
MEMBER(plugcast_host, struct_size, 0, 4);
MEMBER(plugcast_host, minor, 4, 4);
MEMBER(plugcast_host, name, 8, 8);
MEMBER(plugcast_host, version, 16, 8);
MEMBER(plugcast_host, should_stop, 24, 8);
MEMBER(plugcast_host, scratch, 32, 8);
MEMBER(plugcast_host, parallel_for, 40, 8);
MEMBER(plugcast_host, log, 48, 8);
MEMBER(plugcast_host, extension, 56, 8);

TYPE(plugcast_call, 40);
MEMBER(plugcast_call, struct_size, 0, 4);
MEMBER(plugcast_call, message_capacity, 4, 4);
MEMBER(plugcast_call, message, 8, 8);
MEMBER(plugcast_call, seed, 16, 8);
MEMBER(plugcast_call, deadline_ns, 24, 8);
MEMBER(plugcast_call, host, 32, 8);

TYPE(plugcast_writer, 16);
MEMBER(plugcast_writer, struct_size, 0, 4);
MEMBER(plugcast_writer, write, 8, 8);

TYPE(plugcast_reader, 16);
MEMBER(plugcast_reader, struct_size, 0, 4);
MEMBER(plugcast_reader, read, 8, 8);

TYPE(plugcast_forecast, 64);
MEMBER(plugcast_forecast, struct_size, 0, 4);
MEMBER(plugcast_forecast, n_levels, 4, 4);
MEMBER(plugcast_forecast, horizon, 8, 8);
MEMBER(plugcast_forecast, levels, 16, 8);
MEMBER(plugcast_forecast, mean, 24, 8);
MEMBER(plugcast_forecast, quantiles, 32, 8);
MEMBER(plugcast_forecast, samples, 40, 8);
MEMBER(plugcast_forecast, n_samples, 48, 8);
MEMBER(plugcast_forecast, status, 56, 8);

TYPE(plugcast_forecaster, 88);
MEMBER(plugcast_forecaster, struct_size, 0, 4);
MEMBER(plugcast_forecaster, scope, 4, 4);
MEMBER(plugcast_forecaster, least_length, 8, 8);
MEMBER(plugcast_forecaster, longest_horizon, 16, 8);
MEMBER(plugcast_forecaster, create, 24, 8);
MEMBER(plugcast_forecaster, destroy, 32, 8);
MEMBER(plugcast_forecaster, fit, 40, 8);
MEMBER(plugcast_forecaster, forecast, 48, 8);
MEMBER(plugcast_forecaster, update, 56, 8);
MEMBER(plugcast_forecaster, save, 64, 8);
MEMBER(plugcast_forecaster, load, 72, 8);
MEMBER(plugcast_forecaster, memory, 80, 8);

TYPE(plugcast_shape, 32);
MEMBER(plugcast_shape, struct_size, 0, 4);
MEMBER(plugcast_shape, n_channels, 4, 4);
MEMBER(plugcast_shape, input_length, 8, 8);
MEMBER(plugcast_shape, horizon, 16, 8);
MEMBER(plugcast_shape, n_outputs, 24, 4);
MEMBER(plugcast_shape, season_length, 28, 4);

TYPE(plugcast_sizes, 32);
MEMBER(plugcast_sizes, struct_size, 0, 4);
MEMBER(plugcast_sizes, n_blocks, 4, 4);
MEMBER(plugcast_sizes, n_weights, 8, 8);
MEMBER(plugcast_sizes, n_tape, 16, 8);
MEMBER(plugcast_sizes, block_ends, 24, 8);

TYPE(plugcast_pass, 72);
MEMBER(plugcast_pass, struct_size, 0, 4);
MEMBER(plugcast_pass, flags, 4, 4);
MEMBER(plugcast_pass, n_rows, 8, 8);
MEMBER(plugcast_pass, weights, 16, 8);
MEMBER(plugcast_pass, inputs, 24, 8);
MEMBER(plugcast_pass, outputs, 32, 8);
MEMBER(plugcast_pass, tape, 40, 8);
MEMBER(plugcast_pass, output_gradients, 48, 8);
MEMBER(plugcast_pass, weight_gradients, 56, 8);
MEMBER(plugcast_pass, input_gradients, 64, 8);

TYPE(plugcast_network, 40);
MEMBER(plugcast_network, struct_size, 0, 4);
MEMBER(plugcast_network, n_threads, 4, 4);
MEMBER(plugcast_network, sizes, 8, 8);
MEMBER(plugcast_network, init, 16, 8);
MEMBER(plugcast_network, forward, 24, 8);
MEMBER(plugcast_network, backward, 32, 8);

TYPE(plugcast_transform, 40);
MEMBER(plugcast_transform, struct_size, 0, 4);
MEMBER(plugcast_transform, n_lost, 4, 4);
MEMBER(plugcast_transform, state_size, 8, 8);
MEMBER(plugcast_transform, fit, 16, 8);
MEMBER(plugcast_transform, apply, 24, 8);
MEMBER(plugcast_transform, invert, 32, 8);

TYPE(plugcast_feature, 32);
MEMBER(plugcast_feature, struct_size, 0, 4);
MEMBER(plugcast_feature, flags, 4, 4);
MEMBER(plugcast_feature, name, 8, 8);
MEMBER(plugcast_feature, summary, 16, 8);
MEMBER(plugcast_feature, reference, 24, 8);

TYPE(plugcast_features, 24);
MEMBER(plugcast_features, struct_size, 0, 4);
MEMBER(plugcast_features, n_features, 4, 4);
MEMBER(plugcast_features, features, 8, 8);
MEMBER(plugcast_features, compute, 16, 8);

TYPE(plugcast_augmenter, 16);
MEMBER(plugcast_augmenter, struct_size, 0, 4);
MEMBER(plugcast_augmenter, n_partners, 4, 4);
MEMBER(plugcast_augmenter, augment, 8, 8);

TYPE(plugcast_combiner, 32);
MEMBER(plugcast_combiner, struct_size, 0, 4);
MEMBER(plugcast_combiner, least_members, 4, 4);
MEMBER(plugcast_combiner, state_size, 8, 8);
MEMBER(plugcast_combiner, fit, 16, 8);
MEMBER(plugcast_combiner, combine, 24, 8);

TYPE(plugcast_outcome, 56);
MEMBER(plugcast_outcome, struct_size, 0, 4);
MEMBER(plugcast_outcome, n_levels, 4, 4);
MEMBER(plugcast_outcome, horizon, 8, 8);
MEMBER(plugcast_outcome, actuals, 16, 8);
MEMBER(plugcast_outcome, mean, 24, 8);
MEMBER(plugcast_outcome, levels, 32, 8);
MEMBER(plugcast_outcome, quantiles, 40, 8);
MEMBER(plugcast_outcome, training, 48, 8);

TYPE(plugcast_metric, 16);
MEMBER(plugcast_metric, struct_size, 0, 4);
MEMBER(plugcast_metric, flags, 4, 4);
MEMBER(plugcast_metric, evaluate, 8, 8);

TYPE(plugcast_component, 64);
MEMBER(plugcast_component, struct_size, 0, 4);
MEMBER(plugcast_component, kind, 4, 4);
MEMBER(plugcast_component, name, 8, 8);
MEMBER(plugcast_component, summary, 16, 8);
MEMBER(plugcast_component, reference, 24, 8);
MEMBER(plugcast_component, params, 32, 8);
MEMBER(plugcast_component, n_params, 40, 4);
MEMBER(plugcast_component, threading, 44, 4);
MEMBER(plugcast_component, determinism, 48, 4);
MEMBER(plugcast_component, capabilities, 52, 4);
MEMBER(plugcast_component, methods, 56, 8);

TYPE(plugcast_header, 32);
MEMBER(plugcast_header, magic, 0, 8);
MEMBER(plugcast_header, byte_order, 8, 4);
MEMBER(plugcast_header, pointer_size, 12, 2);
MEMBER(plugcast_header, major, 14, 2);
MEMBER(plugcast_header, minor_needed, 16, 4);
MEMBER(plugcast_header, minor_built, 20, 4);
MEMBER(plugcast_header, struct_size, 24, 4);
MEMBER(plugcast_header, n_components, 28, 4);

TYPE(plugcast_plugin, 96);
MEMBER(plugcast_plugin, header, 0, 32);
MEMBER(plugcast_plugin, name, 32, 8);
MEMBER(plugcast_plugin, version, 40, 8);
MEMBER(plugcast_plugin, summary, 48, 8);
MEMBER(plugcast_plugin, license, 56, 8);
MEMBER(plugcast_plugin, url, 64, 8);
MEMBER(plugcast_plugin, components, 72, 8);
MEMBER(plugcast_plugin, init, 80, 8);
MEMBER(plugcast_plugin, extension, 88, 8);

NUMBER(PLUGCAST_MAJOR, 1);
NUMBER(PLUGCAST_MINOR_BUILT, 0);
NUMBER(PLUGCAST_OK, 0);
NUMBER(PLUGCAST_UNSUPPORTED, 1);
NUMBER(PLUGCAST_BAD_ARGUMENT, 2);
NUMBER(PLUGCAST_BAD_INPUT, 3);
NUMBER(PLUGCAST_TOO_SHORT, 4);
NUMBER(PLUGCAST_NO_MEMORY, 5);
NUMBER(PLUGCAST_CANCELLED, 6);
NUMBER(PLUGCAST_NUMERIC, 7);
NUMBER(PLUGCAST_NOT_FITTED, 8);
NUMBER(PLUGCAST_BAD_STATE, 9);
NUMBER(PLUGCAST_FAILED, 10);
NUMBER(PLUGCAST_UNWRITTEN, 100);
NUMBER(PLUGCAST_NOT_FINITE, 101);
NUMBER(PLUGCAST_OVERRUN, 102);
NUMBER(PLUGCAST_TIMED_OUT, 103);
NUMBER(PLUGCAST_CRASHED, 104);
NUMBER(PLUGCAST_STEP_INDEX, 0);
NUMBER(PLUGCAST_STEP_MICROSECOND, 1);
NUMBER(PLUGCAST_STEP_DAY, 2);
NUMBER(PLUGCAST_STEP_BUSINESS_DAY, 3);
NUMBER(PLUGCAST_STEP_MONTH, 4);
NUMBER(PLUGCAST_PARAM_INTEGER, 0);
NUMBER(PLUGCAST_PARAM_REAL, 1);
NUMBER(PLUGCAST_PARAM_BOOLEAN, 2);
NUMBER(PLUGCAST_PARAM_CHOICE, 3);
NUMBER(PLUGCAST_PARAM_TEXT, 4);
NUMBER(PLUGCAST_PARAM_INTEGERS, 5);
NUMBER(PLUGCAST_SCALE_LINEAR, 0);
NUMBER(PLUGCAST_SCALE_LOGARITHMIC, 1);
NUMBER(PLUGCAST_LOG_DEBUG, 0);
NUMBER(PLUGCAST_LOG_NOTE, 1);
NUMBER(PLUGCAST_LOG_WARNING, 2);
NUMBER(PLUGCAST_SCOPE_LOCAL, 0);
NUMBER(PLUGCAST_SCOPE_GLOBAL, 1);
NUMBER(PLUGCAST_PASS_TRAINING, 1);
NUMBER(PLUGCAST_PASS_SAMPLING, 2);
NUMBER(PLUGCAST_FEATURE_SCALE_FREE, 1);
NUMBER(PLUGCAST_FEATURE_SHIFT_FREE, 2);
NUMBER(PLUGCAST_METRIC_HIGHER_IS_BETTER, 1);
NUMBER(PLUGCAST_METRIC_NEEDS_QUANTILES, 2);
NUMBER(PLUGCAST_KIND_FORECASTER, 1);
NUMBER(PLUGCAST_KIND_NETWORK, 2);
NUMBER(PLUGCAST_KIND_TRANSFORM, 3);
NUMBER(PLUGCAST_KIND_FEATURES, 4);
NUMBER(PLUGCAST_KIND_AUGMENTER, 5);
NUMBER(PLUGCAST_KIND_COMBINER, 6);
NUMBER(PLUGCAST_KIND_METRIC, 7);
NUMBER(PLUGCAST_THREADING_INSTANCE, 0);
NUMBER(PLUGCAST_THREADING_PURE, 1);
NUMBER(PLUGCAST_THREADING_SERIAL, 2);
NUMBER(PLUGCAST_THREADING_PROCESS, 3);
NUMBER(PLUGCAST_DETERMINISM_BITWISE, 0);
NUMBER(PLUGCAST_DETERMINISM_SEEDED, 1);
NUMBER(PLUGCAST_DETERMINISM_TOLERANCE, 2);
NUMBER(PLUGCAST_DETERMINISM_NONE, 3);
NUMBER(PLUGCAST_CAN_SEASON, 1);
NUMBER(PLUGCAST_CAN_MISSING, 2);
NUMBER(PLUGCAST_CAN_EXOGENOUS, 4);
NUMBER(PLUGCAST_CAN_QUANTILES, 8);
NUMBER(PLUGCAST_CAN_SAMPLES, 16);
NUMBER(PLUGCAST_CAN_UPDATE, 32);
NUMBER(PLUGCAST_CAN_SAVE, 64);

// The header as any host of any version reads it from a file, byte by byte.
static void
test_header(void)
{
  static const guint8 known[] = {
    'P', 'L', 'U', 'G', 'C', 'A', 'S', 'T', // magic
    4,   3,   2,   1,                       // byte order
    8,   0,                                 // pointer size
    1,   0,                                 // major
    0,   0,   0,   0,                       // minor needed
    0,   0,   0,   0,                       // minor built
    96,  0,   0,   0,                       // size of plugcast_plugin
    3,   0,   0,   0,                       // components
  };
  const plugcast_header header = PLUGCAST_HEADER(3);
  g_assert_cmpuint(sizeof header, ==, sizeof known);
  g_assert_cmpint(memcmp(&header, known, sizeof known), ==, 0);
}

static void
test_symbol(void)
{
  g_assert_cmpstr(PLUGCAST_SYMBOL, ==, "plugcast_plugin_v1");
}

static void
test_has(void)
{
  const plugcast_component whole = { .struct_size = sizeof whole };
  const plugcast_component cut = { .struct_size = offsetof(plugcast_component, methods) };
  g_assert_true(PLUGCAST_HAS(plugcast_component, &whole, methods));
  g_assert_false(PLUGCAST_HAS(plugcast_component, &cut, methods));
  g_assert_true(PLUGCAST_HAS(plugcast_component, &cut, capabilities));
}

typedef struct {
  const char *name;
  guint32 capacity;
  const char *message;
  const char *kept;
} Message;

static const Message messages[] = {
  { "fits", 16, "too short", "too short" },
  { "fills", 6, "short", "short" },
  { "cut", 5, "short", "shor" },
  { "cut-between-characters", 4, "a\xc3\xa9z", "a\xc3\xa9" },
  { "cut-within-character", 3, "a\xc3\xa9z", "a" },
  { "empty", 4, "", "" },
};

static void
test_message(gconstpointer data)
{
  const Message *row = data;
  char buffer[16];
  memset(buffer, 'x', sizeof buffer);
  const plugcast_call call = {
    .struct_size = sizeof call,
    .message_capacity = row->capacity,
    .message = buffer,
  };
  g_assert_cmpint(plugcast_fail(&call, PLUGCAST_TOO_SHORT, row->message), ==, PLUGCAST_TOO_SHORT);
  g_assert_cmpstr(buffer, ==, row->kept);
}

static void
test_no_buffer(void)
{
  const plugcast_call call = { .struct_size = sizeof call };
  g_assert_cmpint(plugcast_fail(&call, PLUGCAST_FAILED, "lost"), ==, PLUGCAST_FAILED);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/abi/header-is-frozen", test_header);
  g_test_add_func("/abi/symbol-is-frozen", test_symbol);
  g_test_add_func("/abi/members-can-be-asked-for", test_has);
  for (gsize i = 0; i < G_N_ELEMENTS(messages); i++) {
    g_autofree char *path = g_strdup_printf("/abi/message/%s", messages[i].name);
    g_test_add_data_func(path, &messages[i], test_message);
  }
  g_test_add_func("/abi/message/without-buffer", test_no_buffer);
  return g_test_run();
}
