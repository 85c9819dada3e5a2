// SPDX-License-Identifier: MIT
#pragma once

#include "catalogue.h"
#include "sample.h"

/**
 * The computations behind the families of the catalogue. Each writes its features into @values,
 * [N_FEATURES], indexed by the catalogue, and leaves those that are not defined for the sample as
 * it found them: NaN. Returns PLUGCAST_OK, PLUGCAST_NO_MEMORY or PLUGCAST_CANCELLED.
 */
typedef plugcast_status (*FamilyCompute)(const plugcast_call *call,
                                         const Sample *sample,
                                         double *values);

plugcast_status
distribution_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status
autocorrelation_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status spectrum_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status
decomposition_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status
stationarity_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status windows_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status
nonlinearity_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status smoothing_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status recent_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status
intermittency_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status calendar_compute(const plugcast_call *call, const Sample *sample, double *values);
plugcast_status catch22_compute(const plugcast_call *call, const Sample *sample, double *values);
