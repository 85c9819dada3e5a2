// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/** What the transforms of this plugin share when they write results and refuse series. */

/** Leaves a message, as printf() would write it, and returns @status. */
plugcast_status
result_refuse(const plugcast_call *call, plugcast_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/**
 * Looks for infinite numbers among @values, [n_values]; NaN passes.
 *
 * Returns: PLUGCAST_OK, or PLUGCAST_NUMERIC with the place in the message.
 */
plugcast_status result_check(const plugcast_call *call, const double *values, uint64_t n_values);

/** Returns: @value held within the finite numbers; NaN stays. */
double result_limit(double value);

/** Writes @in, [n_rows × horizon], to @out unchanged: the inverse of what cannot be undone. */
plugcast_status result_copy(const plugcast_call *call,
                            const plugcast_value *values,
                            const double *state,
                            const plugcast_series *series,
                            uint64_t n_rows,
                            uint64_t horizon,
                            const double *in,
                            double *out);

/** Returns: 0: the size of no state at all. */
uint64_t result_no_state(const plugcast_value *values, uint64_t n_values, uint32_t season_length);
