// SPDX-License-Identifier: MIT
#pragma once

#include "catalogue.h"
#include "sample.h"

/**
 * Parts of the family of Lubba et al. (2019), all on the standardised values, by the definitions of
 * their reference implementation. @correlations are those of the sample, [n_values]. Written as
 * families.h tells.
 */

/** Where extreme values lie in time: outlier_timing_pos and outlier_timing_neg. */
plugcast_status
outlier_timing_compute(const plugcast_call *call, const Sample *sample, double *values);

/** Words of symbols: ami2, entropy_pairs, transition_matrix. */
plugcast_status symbols_compute(const plugcast_call *call,
                                const Sample *sample,
                                const double *correlations,
                                double *values);

/** Fluctuations at growing scales: rs_range and dfa. */
plugcast_status
fluctuation_compute(const plugcast_call *call, const Sample *sample, double *values);

/** The first period of the series less a smooth trend: periodicity. */
plugcast_status
periodicity_compute(const plugcast_call *call, const Sample *sample, double *values);

/** Returns: the first lag at which the correlations are not positive. */
uint64_t catch22_first_zero(const double *correlations, uint64_t n_values);
