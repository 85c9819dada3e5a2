// SPDX-License-Identifier: MIT
#include "result.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum {
  MESSAGE_SIZE = 256, // every call has room for so much
};

plugcast_status
result_refuse(const plugcast_call *call, plugcast_status status, const char *format, ...)
{
  char message[MESSAGE_SIZE];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  return plugcast_fail(call, status, message);
}

plugcast_status
result_check(const plugcast_call *call, const double *values, uint64_t n_values)
{
  for (uint64_t i = 0; i < n_values; i++) {
    if (isinf(values[i])) {
      return result_refuse(call, PLUGCAST_NUMERIC,
                           "value %" PRIu64 " becomes larger than any number", i + 1);
    }
  }
  return PLUGCAST_OK;
}

double
result_limit(double value)
{
  const double capped = value > DBL_MAX ? DBL_MAX : value;
  return capped < -DBL_MAX ? -DBL_MAX : capped;
}

plugcast_status
result_copy(const plugcast_call *call,
            const plugcast_value *values,
            const double *state,
            const plugcast_series *series,
            uint64_t n_rows,
            uint64_t horizon,
            const double *in,
            double *out)
{
  memmove(out, in, n_rows * horizon * sizeof *out);
  return PLUGCAST_OK;
}

uint64_t
result_no_state(const plugcast_value *values, uint64_t n_values, uint32_t season_length)
{
  return 0;
}
