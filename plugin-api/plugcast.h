// SPDX-License-Identifier: MIT
#ifndef PLUGCAST_H
#define PLUGCAST_H

/**
 * The Plugcast plugin interface, version 1.0: all that a plugin and a host must agree on.
 *
 * A plugin is a shared object that exports one constant, `plugcast_plugin_v1`. It needs this header
 * and the C library, nothing else. A whole plugin:
 *
 *     #include "plugcast.h"
 *
 *     static plugcast_status
 *     forecast(const plugcast_call *call,
 *              void *instance,
 *              const plugcast_series *const *series,
 *              uint64_t n_series,
 *              const plugcast_forecast *out)
 *     {
 *       for (uint64_t i = 0; i < n_series; i++) {
 *         for (uint64_t h = 0; h < out->horizon; h++) {
 *           out->mean[i * out->horizon + h] = series[i]->values[series[i]->n_values - 1];
 *         }
 *       }
 *       return PLUGCAST_OK;
 *     }
 *
 *     static const plugcast_forecaster methods = {
 *       .struct_size = sizeof methods,
 *       .scope = PLUGCAST_SCOPE_LOCAL,
 *       .least_length = 1,
 *       .forecast = forecast,
 *     };
 *     static const plugcast_component last = {
 *       .struct_size = sizeof last,
 *       .kind = PLUGCAST_KIND_FORECASTER,
 *       .name = "last",
 *       .summary = "repeats the last value",
 *       .threading = PLUGCAST_THREADING_PURE,
 *       .determinism = PLUGCAST_DETERMINISM_BITWISE,
 *       .methods = &methods,
 *     };
 *     static const plugcast_component *const components[] = { &last };
 *     const plugcast_plugin plugcast_plugin_v1 = {
 *       .header = PLUGCAST_HEADER(1),
 *       .name = "last",
 *       .version = "1.0",
 *       .components = components,
 *     };
 *
 *     cc -std=c11 -shared -fPIC -fvisibility=hidden last.c -o last.so
 *
 * Put last.so into a folder of the search path and `plugcast forecast DATA -m last` uses it.
 *
 * **How the two meet.** The host judges a file before any of its code runs: it reads the first 32
 * bytes of `plugcast_plugin_v1` from the file. Those bytes never change, in any version. The
 * symbol's name carries the major version; a later major has another name, and both may be
 * exported.
 *
 * **How it grows.** Every struct starts with `struct_size`, set by whoever makes it; only
 * plugcast_plugin keeps it in its header. Members are appended, never moved, removed or given
 * another meaning. The receiver copies the smaller of its own size and the sender's into a zeroed
 * struct of its own, so an absent member reads as zero, and zero (or NULL) means "not there" for
 * every optional member. A struct that the host makes and the plugin fills (plugcast_sizes) has its
 * struct_size set and the rest cleared: write single members, never a whole struct. Arrays of
 * structs step by the `struct_size` of their first element, which all elements share; structs that
 * the host lends are passed as arrays of pointers, so that a plugin never steps by a size of its
 * own. What is not a member comes by string id through extension(). A published id, struct or
 * number never changes.
 *
 * **Versions.** A plugin that uses members newer than 1.0 defines PLUGCAST_MINOR_NEEDED before it
 * includes this header; without that it sees 1.0 and loads into every host of major 1. A host
 * refuses a plugin that needs a newer minor than its own.
 *
 * A host passes over components of kinds, and bits of flags, that it does not know. Any other
 * number outside its enumeration (a class, a scope, the type of a parameter) refuses the plugin, as
 * does one component that does not keep to this header: a plugin is used as a whole or not at all.
 *
 * **Limits.** At most 1024 components, 4096 parameters of a component, choices of a parameter or
 * features; structs of at most 65536 bytes; names of at most 63 bytes, other texts of at most 4095.
 *
 * **Errors.** A call that can fail returns a plugcast_status, PLUGCAST_OK being 0, and may leave a
 * message in the call's buffer (plugcast_fail() does both). No errno, no exception, no longjmp, no
 * exit() crosses. On failure outputs may hold anything; the host ignores them.
 *
 * **Memory.** Each side frees what it allocated. Pointers passed to a function are borrowed and
 * live until it returns, unless its comment says longer. A plugin's constants live as long as the
 * file is loaded; a host never unloads a plugin.
 *
 * **Threads and phases.** Each comment ends with a tag, [phase, threads]. The phases of a component
 * are load, create, fit, forecast, destroy; of the kinds without an instance, load and call. The
 * threads are
 * - loader: the host's loading thread, one call at a time, nothing else of the plugin running;
 * - instance: any thread, never two calls at once for one instance;
 * - any: any number of threads at once.
 * A component's threading class can narrow these further, see PLUGCAST_THREADING_*.
 *
 * **The process is the host's.** A plugin leaves the floating-point environment, locale, signal
 * handlers, working directory, environment variables, standard streams and the C library's random
 * numbers as it found them. The host checks, restores and reports. It may load a copy of the file,
 * so a plugin does not look for files beside its own by dladdr(); libraries are found there by a
 * run path of $ORIGIN.
 *
 * Text is UTF-8 without control characters, ends in NUL and is neither NULL nor empty unless its
 * comment says so. Names are made of the characters that their comments tell, a letter or digit
 * first. Counts of data are uint64_t; counts of what is declared, flags and codes are uint32_t.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  PLUGCAST_MAJOR = 1,       // the version in the symbol's name
  PLUGCAST_MINOR_BUILT = 0, // the newest minor that this header describes
};

#ifndef PLUGCAST_MINOR_NEEDED
#define PLUGCAST_MINOR_NEEDED 0
#endif

/** The bytes "PLUGCAST" where the least significant comes first. */
#define PLUGCAST_MAGIC UINT64_C(0x5453414347554c50)
#define PLUGCAST_BYTE_ORDER UINT32_C(0x01020304)

/** The name of the one exported symbol, for dlsym(). */
#define PLUGCAST_SYMBOL "plugcast_plugin_v1"

/** Outcome of a call, and of one series within a call. The numbers are fixed. */
typedef int32_t plugcast_status;
enum {
  PLUGCAST_OK = 0,
  PLUGCAST_UNSUPPORTED = 1,  // the plugin does not do this; the host asks no further
  PLUGCAST_BAD_ARGUMENT = 2, // a parameter, or a combination of parameters, is refused
  PLUGCAST_BAD_INPUT = 3,  // the series cannot be used: all missing, negative where logs are taken
  PLUGCAST_TOO_SHORT = 4,  // fewer observations than the model needs
  PLUGCAST_NO_MEMORY = 5,  // an allocation failed
  PLUGCAST_CANCELLED = 6,  // should_stop() said so
  PLUGCAST_NUMERIC = 7,    // no convergence, a singular matrix, overflow
  PLUGCAST_NOT_FITTED = 8, // forecast, update or save before fit or load
  PLUGCAST_BAD_STATE = 9,  // a saved state that cannot be read
  PLUGCAST_FAILED = 10,    // anything else; the message tells
  // Written by hosts only, when they judge what a plugin left behind.
  PLUGCAST_UNWRITTEN = 100,  // an output was not written
  PLUGCAST_NOT_FINITE = 101, // an output is infinite or NaN
  PLUGCAST_OVERRUN = 102,    // memory beside an output was written
  PLUGCAST_TIMED_OUT = 103,  // the deadline passed
  PLUGCAST_CRASHED = 104,    // the plugin's process died
};

typedef struct plugcast_host plugcast_host;
typedef struct plugcast_call plugcast_call;

/** How the steps of a series are counted. A year is 12 months, a week 7 days, an hour 3600000000.
 */
enum {
  PLUGCAST_STEP_INDEX = 0,        // times are plain integers
  PLUGCAST_STEP_MICROSECOND = 1,  // a fixed length of time below a day
  PLUGCAST_STEP_DAY = 2,          // calendar days
  PLUGCAST_STEP_BUSINESS_DAY = 3, // Monday to Friday
  PLUGCAST_STEP_MONTH = 4,        // calendar months
};

/**
 * One series, lent by the host: pointers into its columns, so a fold of a backtest is the same
 * pointers with another length. Observation t of n_values stands start + t steps.
 */
typedef struct plugcast_series {
  uint32_t struct_size;
  uint32_t season_length; // the main season in whole steps; 1 when there is none
  const char *id;         // unique in its data set
  const double *values;   // [n_values], NaN where missing; the first one is not missing
  uint64_t n_values;      // at least 1
  const double *periods;  // [n_periods], all seasons in steps, main one first, may be fractions
  uint32_t n_periods;     // 0 when there is no season
  uint32_t step_unit;     // PLUGCAST_STEP_*
  int64_t step_count;     // units a step
  int64_t start;          // of the first value: an index, or microseconds since 1970-01-01T00:00:00
  uint32_t anchor_day;    // months: the day of the month they keep, 31 for month ends; else 0
  uint32_t n_exogenous;   // columns of regressors
  const double *const *exogenous; // [n_exogenous][n_values], beside the values
  const double *const
      *future_exogenous; // [n_exogenous][n_future], NULL for a column not known ahead
  uint64_t n_future;     // steps after the last value for which regressors are known
} plugcast_series;

/** What a parameter takes. */
enum {
  PLUGCAST_PARAM_INTEGER = 0,  // value.integer
  PLUGCAST_PARAM_REAL = 1,     // value.real
  PLUGCAST_PARAM_BOOLEAN = 2,  // value.integer, 0 or 1
  PLUGCAST_PARAM_CHOICE = 3,   // value.integer, an index into choices
  PLUGCAST_PARAM_TEXT = 4,     // value.text
  PLUGCAST_PARAM_INTEGERS = 5, // value.integers
};

/** How a search steps through a parameter's range. */
enum {
  PLUGCAST_SCALE_LINEAR = 0,
  PLUGCAST_SCALE_LOGARITHMIC = 1,
};

/**
 * One declared parameter. The host parses, validates, documents and searches parameters from this
 * alone; the plugin gets plugcast_values in declared order and never sees the text.
 */
typedef struct plugcast_param {
  uint32_t struct_size;
  uint32_t type;         // PLUGCAST_PARAM_*
  const char *name;      // lower case letters, digits, '_'; unique in the component
  const char *summary;   // one line, with the unit and what the default means
  double minimum;        // INTEGER, REAL: bounds, both allowed, finite; INTEGERS: of each item;
  double maximum;        // whole numbers up to 2^53 but for REAL; above 0 for a logarithmic scale
  double default_number; // INTEGER, REAL, BOOLEAN (0, 1), CHOICE (index); a REAL of NaN means
                         // "the model chooses", which users write as "auto", and then values
                         // may be NaN too
  const char *default_text;   // TEXT; INTEGERS as "1,7,14"; NULL is the same as ""
  const char *const *choices; // CHOICE: [n_choices] names, as users write them
  uint32_t n_choices;
  uint32_t scale; // PLUGCAST_SCALE_*
} plugcast_param;

/** A list parameter's value. */
typedef struct plugcast_integers {
  uint32_t struct_size;
  uint32_t n_items;
  const int64_t *items; // [n_items]
} plugcast_integers;

/** A parameter's value; which member counts is the parameter's type. Eight bytes, never more. */
typedef union plugcast_value {
  int64_t integer;
  double real;
  const char *text;                  // borrowed: copy it to keep it
  const plugcast_integers *integers; // borrowed, likewise
} plugcast_value;

/** Severity of log(). */
enum {
  PLUGCAST_LOG_DEBUG = 0,
  PLUGCAST_LOG_NOTE = 1,
  PLUGCAST_LOG_WARNING = 2,
};

/**
 * What the host does for a plugin during a call. Lives as long as the plugin is loaded. All members
 * of 1.0 are there in every host.
 */
struct plugcast_host {
  uint32_t struct_size;
  uint32_t minor;      // the host's minor version
  const char *name;    // "plugcast"
  const char *version; // of the program, for messages only

  /**
   * Whether the call should end early with PLUGCAST_CANCELLED: the user interrupted it, or its
   * deadline has passed. Cheap enough for every iteration of an optimiser; ask at least once a
   * second. [any phase, any]
   */
  bool (*should_stop)(const plugcast_call *call);

  /**
   * Memory for this call, aligned to 64 bytes, not cleared, given back by the host when the call
   * returns. Only on the thread that made the call.
   * Returns NULL when there is none; then return PLUGCAST_NO_MEMORY. [any phase, any]
   */
  void *(*scratch)(const plugcast_call *call, uint64_t n_bytes);

  /**
   * Runs body(begin, end, data) over 0 … n_items - 1 in ranges of at least grain items, on the
   * host's threads. body may run on several threads at once and uses nothing of call.
   * Returns false, with nothing run, when no threads are free for it: run the loop yourself.
   * [any phase, any]
   */
  bool (*parallel_for)(const plugcast_call *call,
                       uint64_t n_items,
                       uint64_t grain,
                       void (*body)(uint64_t begin, uint64_t end, void *data),
                       void *data);

  /** Hands a line to the user's log; level is PLUGCAST_LOG_*. No newline. [any phase, any] */
  void (*log)(const plugcast_call *call, uint32_t level, const char *message);

  /**
   * Asks for an ability that is no member of this struct. Returns its struct, which lives as long
   * as the host, or NULL when the host lacks it. [any phase, any]
   */
  const void *(*extension)(const plugcast_host *host, const char *id);
};

/** The context of one call, lent for its duration. */
struct plugcast_call {
  uint32_t struct_size;
  uint32_t message_capacity; // bytes of message, NUL included; at least 256
  char *message;             // for a failure: why, in one line; empty on entry
  uint64_t seed;             // for random numbers: depends on series, fold, member and sample alone
  int64_t deadline_ns;       // CLOCK_MONOTONIC; INT64_MAX when there is none
  const plugcast_host *host;
};

/** Writes bytes of a saved state; made by the host, valid during save(). */
typedef struct plugcast_writer plugcast_writer;
struct plugcast_writer {
  uint32_t struct_size;
  /** Takes all n_bytes, or answers a status to be returned from save(). [save, instance] */
  plugcast_status (*write)(plugcast_writer *writer, const void *bytes, uint64_t n_bytes);
};

/** Reads bytes of a saved state; made by the host, valid during load(). */
typedef struct plugcast_reader plugcast_reader;
struct plugcast_reader {
  uint32_t struct_size;
  /** Returns how many bytes it wrote: at most n_bytes, often fewer, 0 at the end. [load, instance]
   */
  uint64_t (*read)(plugcast_reader *reader, void *bytes, uint64_t n_bytes);
};

/** Whom a forecaster learns from. */
enum {
  PLUGCAST_SCOPE_LOCAL = 0,  // one series a call; forecast() gets the very series that fit() got
  PLUGCAST_SCOPE_GLOBAL = 1, // fitted once on many series, then forecasts any series
};

/**
 * Where a forecaster writes. The host owns the buffers and has marked them, so an unwritten or
 * overrun output is seen. All quantities are in the units of the series.
 */
typedef struct plugcast_forecast {
  uint32_t struct_size;
  uint32_t n_levels;    // probabilities wanted; 0 without PLUGCAST_CAN_QUANTILES
  uint64_t horizon;     // steps wanted after the last value, at least 1
  const double *levels; // [n_levels], rising, each within (0, 1)
  double *mean;         // [n_series × horizon], the point forecasts
  double *quantiles;    // [n_series × n_levels × horizon], not crossing; NULL when n_levels is 0
  double *samples;      // [n_series × n_samples × horizon], paths drawn with the call's seed
  uint64_t n_samples;   // 0 without PLUGCAST_CAN_SAMPLES; then samples is NULL
  plugcast_status *status; // [n_series], PLUGCAST_OK on entry: set it for a series that failed
} plugcast_forecast;

/**
 * Methods of a forecaster: create → fit → forecast (any number of times) → destroy. `instance` is
 * what create() made, NULL for a component without create(). One bad series sets its own status and
 * leaves the others alone; a status returned by the function itself counts for all its series.
 *
 * A LOCAL forecaster gets one series a call; fit() on a fitted instance starts afresh.
 */
typedef struct plugcast_forecaster {
  uint32_t struct_size;
  uint32_t scope;           // PLUGCAST_SCOPE_*
  uint64_t least_length;    // values a series must have; the host refuses shorter ones itself
  uint64_t longest_horizon; // 0 for no limit

  /**
   * Makes an instance from the parameters, [n_params] in declared order, within their bounds.
   * Required when the component declares parameters; otherwise optional. [create, any]
   */
  plugcast_status (*create)(const plugcast_call *call,
                            const plugcast_value *values,
                            void **instance);

  /** Frees an instance, fitted or not. Required with create(). [destroy, instance] */
  void (*destroy)(void *instance);

  /**
   * Learns from the series. They stay valid and unchanged until the next fit() or destroy().
   * status is [n_series], PLUGCAST_OK on entry. Optional: a model may do all in forecast().
   * [fit, instance]
   */
  plugcast_status (*fit)(const plugcast_call *call,
                         void *instance,
                         const plugcast_series *const *series,
                         uint64_t n_series,
                         plugcast_status *status);

  /** Forecasts the steps after each series' last value. Required. [forecast, instance] */
  plugcast_status (*forecast)(const plugcast_call *call,
                              void *instance,
                              const plugcast_series *const *series,
                              uint64_t n_series,
                              const plugcast_forecast *out);

  /**
   * Takes new values into account without a full fit: the series are those of fit() with values
   * appended. Optional, with PLUGCAST_CAN_UPDATE. [fit, instance]
   */
  plugcast_status (*update)(const plugcast_call *call,
                            void *instance,
                            const plugcast_series *const *series,
                            uint64_t n_series,
                            plugcast_status *status);

  /**
   * Writes a fitted instance as bytes that load() understands on any machine and in every later
   * version of the plugin. Optional, both or neither, with PLUGCAST_CAN_SAVE. [save, instance]
   */
  plugcast_status (*save)(const plugcast_call *call, void *instance, plugcast_writer *writer);

  /**
   * Makes a created instance as it was when saved. The bytes may be damaged or foreign: check them
   * and answer PLUGCAST_BAD_STATE. [load, instance]
   */
  plugcast_status (*load)(const plugcast_call *call, void *instance, plugcast_reader *reader);

  /**
   * An upper estimate of the bytes that fit and forecast allocate for one series. Optional.
   * [any phase, any]
   */
  uint64_t (*memory)(const void *instance, uint64_t n_values, uint64_t horizon);
} plugcast_forecaster;

/** What a network maps: each row is one window of one series. */
typedef struct plugcast_shape {
  uint32_t struct_size;
  uint32_t n_channels;    // inputs a step: the value, then exogenous columns; at least 1
  uint64_t input_length;  // steps of a window
  uint64_t horizon;       // steps forecast
  uint32_t n_outputs;     // numbers a step forecast: 1, or one for each quantile
  uint32_t season_length; // the main season in steps; 1 when there is none
} plugcast_shape;

/** What a network needs for a shape; filled by sizes(). */
typedef struct plugcast_sizes {
  uint32_t struct_size;
  uint32_t n_blocks;          // weight tensors, for messages and per-tensor rules
  uint64_t n_weights;         // floats of all weights
  uint64_t n_tape;            // floats a row that forward() keeps for backward()
  const uint64_t *block_ends; // [n_blocks], rising, the last one is n_weights; a constant of the
                              // plugin or scratch of the call
} plugcast_sizes;

/** PLUGCAST_PASS_*: bits of plugcast_pass.flags. */
enum {
  PLUGCAST_PASS_TRAINING = 1, // dropout and the like act, keyed by the call's seed; tape is kept
  PLUGCAST_PASS_SAMPLING = 2, // dropout acts although nothing is learned (Monte Carlo)
};

/** One batch on its way through a network. All arrays are the host's, rows one after another. */
typedef struct plugcast_pass {
  uint32_t struct_size;
  uint32_t flags; // PLUGCAST_PASS_*
  uint64_t n_rows;
  const float *weights;          // [n_weights]
  const float *inputs;           // [n_rows × n_channels × input_length]
  float *outputs;                // [n_rows × n_outputs × horizon]; written by forward()
  float *tape;                   // [n_rows × n_tape]; written by forward(), read by backward()
  const float *output_gradients; // [n_rows × n_outputs × horizon]; backward() only
  float *weight_gradients;       // [n_weights]; backward() adds the sum over its rows
  float *input_gradients;        // [n_rows × n_channels × input_length]; backward() adds to them;
                                 // NULL when not wanted
} plugcast_pass;

/**
 * Methods of a network: pure functions over a weight vector that the host owns. The host makes the
 * windows, scales them, shuffles, shards, sums gradients, optimises, saves.
 */
typedef struct plugcast_network {
  uint32_t struct_size;
  uint32_t n_threads; // threads that one pass uses by itself; 1 unless it must be more

  /** Sizes for shape, or PLUGCAST_BAD_ARGUMENT. Required. [call, any] */
  plugcast_status (*sizes)(const plugcast_call *call,
                           const plugcast_value *values,
                           const plugcast_shape *shape,
                           plugcast_sizes *sizes);

  /** Writes initial weights, random ones from the call's seed. Required. [call, any] */
  plugcast_status (*init)(const plugcast_call *call,
                          const plugcast_value *values,
                          const plugcast_shape *shape,
                          float *weights);

  /** Computes outputs, and tape when training. Required. [call, any] */
  plugcast_status (*forward)(const plugcast_call *call,
                             const plugcast_value *values,
                             const plugcast_shape *shape,
                             const plugcast_pass *pass);

  /** Adds gradients for the pass that forward() just made. Required. [call, any] */
  plugcast_status (*backward)(const plugcast_call *call,
                              const plugcast_value *values,
                              const plugcast_shape *shape,
                              const plugcast_pass *pass);
} plugcast_network;

/**
 * Methods of a transform: fitted on the training part of a series, applied to it, inverted on
 * forecasts. What it learns is a vector of plain doubles that the host keeps.
 */
typedef struct plugcast_transform {
  uint32_t struct_size;
  uint32_t n_lost; // leading outputs of apply() that are NaN by nature, at the least: 1 for a
                   // difference; not 0 says too that outputs depend on earlier inputs

  /** Doubles of state for a series of n_values. Required. [call, any] */
  uint64_t (*state_size)(const plugcast_value *values, uint64_t n_values, uint32_t season_length);

  /** Learns state from the series, all of which is training part. Required. [call, any] */
  plugcast_status (*fit)(const plugcast_call *call,
                         const plugcast_value *values,
                         const plugcast_series *series,
                         double *state);

  /**
   * Transforms the series that fit() saw, or that series with values appended, into out,
   * [n_values]. NaN stays NaN, unless filling it in is what the transform is for; where there was a
   * value, only one that n_lost tells of becomes NaN. Required. [call, any]
   */
  plugcast_status (*apply)(const plugcast_call *call,
                           const plugcast_value *values,
                           const double *state,
                           const plugcast_series *series,
                           double *out);

  /**
   * Undoes the transform for n_rows rows of the horizon steps after the series: in and out are
   * [n_rows × horizon] and may be the same memory. Rows are means, quantiles or paths, each
   * inverted by itself. Required. [call, any]
   */
  plugcast_status (*invert)(const plugcast_call *call,
                            const plugcast_value *values,
                            const double *state,
                            const plugcast_series *series,
                            uint64_t n_rows,
                            uint64_t horizon,
                            const double *in,
                            double *out);
} plugcast_transform;

/** One number that a features component computes. */
typedef struct plugcast_feature {
  uint32_t struct_size;
  uint32_t flags;        // PLUGCAST_FEATURE_*
  const char *name;      // column name: lower case letters, digits, '_'
  const char *summary;   // one line with the unit
  const char *reference; // where it is defined, or NULL
} plugcast_feature;

/** PLUGCAST_FEATURE_*: what a feature ignores. */
enum {
  PLUGCAST_FEATURE_SCALE_FREE = 1, // unchanged when the series is multiplied by a positive number
  PLUGCAST_FEATURE_SHIFT_FREE = 2, // unchanged when a number is added to the series
};

/** Methods of a features component: named numbers of one series. */
typedef struct plugcast_features {
  uint32_t struct_size;
  uint32_t n_features;
  const plugcast_feature *features; // [n_features]

  /** Writes out, [n_features]; NaN where a feature is not defined for the series. Required. [call,
   * any] */
  plugcast_status (*compute)(const plugcast_call *call,
                             const plugcast_value *values,
                             const plugcast_series *series,
                             double *out);
} plugcast_features;

/** Methods of an augmenter: new series from a series and a seed. */
typedef struct plugcast_augmenter {
  uint32_t struct_size;
  uint32_t n_partners; // other series that one call mixes in; 0 for most

  /**
   * Writes one new series of the same length into out, [n_values], drawn with the call's seed: same
   * seed, same series. partners is [n_partners], each of any length. Required. [call, any]
   */
  plugcast_status (*augment)(const plugcast_call *call,
                             const plugcast_value *values,
                             const plugcast_series *series,
                             const plugcast_series *const *partners,
                             double *out);
} plugcast_augmenter;

/**
 * Methods of a combiner: one forecast from the members' forecasts. Members that failed are left out
 * before the call, so every number passed is finite.
 */
typedef struct plugcast_combiner {
  uint32_t struct_size;
  uint32_t least_members; // at least 1

  /** Doubles of learned state; NULL when nothing is learned. Optional, with fit(). [call, any] */
  uint64_t (*state_size)(const plugcast_value *values, uint64_t n_members);

  /**
   * Learns state from past forecasts: members is [n_members][n_points], actuals [n_points].
   * Optional, with state_size(). [call, any]
   */
  plugcast_status (*fit)(const plugcast_call *call,
                         const plugcast_value *values,
                         uint64_t n_members,
                         uint64_t n_points,
                         const double *const *members,
                         const double *actuals,
                         double *state);

  /** Writes out, [n_points], from members, [n_members][n_points]. Required. [call, any] */
  plugcast_status (*combine)(const plugcast_call *call,
                             const plugcast_value *values,
                             const double *state,
                             uint64_t n_members,
                             uint64_t n_points,
                             const double *const *members,
                             double *out);
} plugcast_combiner;

/** One forecast and what came of it. */
typedef struct plugcast_outcome {
  uint32_t struct_size;
  uint32_t n_levels; // rows of quantiles
  uint64_t horizon;
  const double *actuals;           // [horizon], NaN where missing
  const double *mean;              // [horizon]
  const double *levels;            // [n_levels], rising probabilities
  const double *quantiles;         // [n_levels × horizon]; NULL when n_levels is 0
  const plugcast_series *training; // the series up to the forecast's origin
} plugcast_outcome;

/** PLUGCAST_METRIC_*: bits of plugcast_metric.flags. */
enum {
  PLUGCAST_METRIC_HIGHER_IS_BETTER = 1,
  PLUGCAST_METRIC_NEEDS_QUANTILES = 2,
};

/** Methods of a metric. */
typedef struct plugcast_metric {
  uint32_t struct_size;
  uint32_t flags; // PLUGCAST_METRIC_*

  /** Writes one number; NaN when the metric is not defined for this outcome. Required. [call, any]
   */
  plugcast_status (*evaluate)(const plugcast_call *call,
                              const plugcast_value *values,
                              const plugcast_outcome *outcome,
                              double *out);
} plugcast_metric;

/** What a component is; says which struct its methods point to. */
enum {
  PLUGCAST_KIND_FORECASTER = 1, // plugcast_forecaster
  PLUGCAST_KIND_NETWORK = 2,    // plugcast_network
  PLUGCAST_KIND_TRANSFORM = 3,  // plugcast_transform
  PLUGCAST_KIND_FEATURES = 4,   // plugcast_features
  PLUGCAST_KIND_AUGMENTER = 5,  // plugcast_augmenter
  PLUGCAST_KIND_COMBINER = 6,   // plugcast_combiner
  PLUGCAST_KIND_METRIC = 7,     // plugcast_metric
};

/** What may run at the same time; the host keeps to it. */
enum {
  PLUGCAST_THREADING_INSTANCE = 0, // several instances at once, one call at a time each
  PLUGCAST_THREADING_PURE = 1,     // besides, forecast() and save() at once on one fitted instance
  PLUGCAST_THREADING_SERIAL = 2,   // one call at a time into the whole plugin
  PLUGCAST_THREADING_PROCESS = 3,  // as SERIAL, in a process of its own
};

/** How well a result repeats, for the same input, parameters and seed. */
enum {
  PLUGCAST_DETERMINISM_BITWISE = 0,   // same bits; the seed is not used
  PLUGCAST_DETERMINISM_SEEDED = 1,    // same bits for the same seed
  PLUGCAST_DETERMINISM_TOLERANCE = 2, // equal within rounding
  PLUGCAST_DETERMINISM_NONE = 3,      // no promise
};

/** PLUGCAST_CAN_*: bits of plugcast_component.capabilities. Without a bit the host does not ask. */
enum {
  PLUGCAST_CAN_SEASON = 1,    // uses season_length and periods
  PLUGCAST_CAN_MISSING = 2,   // takes series with NaN after their first value
  PLUGCAST_CAN_EXOGENOUS = 4, // uses regressors; otherwise n_exogenous is 0
  PLUGCAST_CAN_QUANTILES = 8, // writes quantiles
  PLUGCAST_CAN_SAMPLES = 16,  // writes sample paths
  PLUGCAST_CAN_UPDATE = 32,   // has update()
  PLUGCAST_CAN_SAVE = 64,     // has save() and load()
};

/** One thing that a plugin offers. No other of its kind in the plugin has its name. */
typedef struct plugcast_component {
  uint32_t struct_size;
  uint32_t kind;                // PLUGCAST_KIND_*; a host passes over kinds that it does not know
  const char *name;             // as users write it: lower case letters, digits, '_', '-'
  const char *summary;          // one line
  const char *reference;        // paper or book, for users who want to read on; may be NULL
  const plugcast_param *params; // [n_params]
  uint32_t n_params;
  uint32_t threading;    // PLUGCAST_THREADING_*
  uint32_t determinism;  // PLUGCAST_DETERMINISM_*
  uint32_t capabilities; // PLUGCAST_CAN_*
  const void *methods;   // the kind's struct
} plugcast_component;

/**
 * The first 32 bytes of the exported constant: integers only, the same in all versions for ever, so
 * that any host can judge any file. Fill it with PLUGCAST_HEADER().
 */
typedef struct plugcast_header {
  uint64_t magic;        // PLUGCAST_MAGIC
  uint32_t byte_order;   // PLUGCAST_BYTE_ORDER
  uint16_t pointer_size; // sizeof(void *)
  uint16_t major;        // PLUGCAST_MAJOR
  uint32_t minor_needed; // a host of a lower minor refuses the plugin
  uint32_t minor_built;  // of the header it was built with; information only
  uint32_t struct_size;  // sizeof(plugcast_plugin)
  uint32_t n_components;
} plugcast_header;

/** A plugin: the type of the exported constant. */
typedef struct plugcast_plugin {
  plugcast_header header;
  const char *name;    // as in `plugin:component`: lower case letters, digits, '_', '-'
  const char *version; // of the plugin; any text
  const char *summary; // one line, or NULL
  const char *license; // SPDX expression, or NULL
  const char *url;     // where to find more, or NULL
  const plugcast_component *const *components; // [header.n_components]

  /**
   * Called once after loading, before anything else. host lives as long as the plugin is loaded.
   * call carries the message buffer. After a failure nothing more of the plugin is called.
   * Optional. [load, loader]
   */
  plugcast_status (*init)(const plugcast_call *call, const plugcast_host *host);

  /**
   * Returns an ability beyond this header by its id, a struct that lives as long as the plugin is
   * loaded, or NULL for ids it does not know. Optional. [any phase, any]
   */
  const void *(*extension)(const char *id);
} plugcast_plugin;

/** Fills a header for n_components components. */
#define PLUGCAST_HEADER(n_components)                                                              \
  {                                                                                                \
    PLUGCAST_MAGIC, PLUGCAST_BYTE_ORDER, sizeof(void *), PLUGCAST_MAJOR, PLUGCAST_MINOR_NEEDED,    \
        PLUGCAST_MINOR_BUILT, sizeof(plugcast_plugin), n_components                                \
  }

/** The one symbol that a plugin exports; define it, nothing else needs to be visible. */
extern __attribute__((visibility("default"))) const plugcast_plugin plugcast_plugin_v1;

/** Whether the sender of pointer knew member; for members newer than PLUGCAST_MINOR_NEEDED. */
#define PLUGCAST_HAS(type, pointer, member)                                                        \
  ((pointer)->struct_size >= offsetof(type, member) + sizeof((pointer)->member))

/** Leaves message in the call's buffer, cut to fit on a whole character, and returns status. */
static inline plugcast_status
plugcast_fail(const plugcast_call *call, plugcast_status status, const char *message)
{
  uint32_t length = 0;
  while (message[length] != '\0' && length + 1 < call->message_capacity) {
    call->message[length] = message[length];
    length++;
  }
  if (message[length] != '\0') {
    while (length > 0 && (message[length] & 0xC0) == 0x80) {
      length--;
    }
  }
  if (call->message_capacity > 0) {
    call->message[length] = '\0';
  }
  return status;
}

/** Whether the call should end early with PLUGCAST_CANCELLED. */
static inline bool
plugcast_should_stop(const plugcast_call *call)
{
  return call->host->should_stop(call);
}

/** Scratch memory for the duration of the call, or NULL. */
static inline void *
plugcast_scratch(const plugcast_call *call, uint64_t n_bytes)
{
  return call->host->scratch(call, n_bytes);
}

#ifdef __cplusplus
}
#endif

#endif
