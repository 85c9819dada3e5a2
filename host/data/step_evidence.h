// SPDX-License-Identifier: MIT
#pragma once

#include "data/step.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * What the times of some series show about their common step. Series can be added one by one, in
 * parts by several threads that are then joined, and in any order: the outcome is the same.
 */
typedef struct {
  gboolean is_index;      // times are observation numbers
  gint64 tick;            // greatest common divisor of the distances, 0 before there is one
  gint64 span;            // of all series together: steps of one, or whole seconds
  gint64 n_distances;     // between neighbours
  gboolean is_monthly;    // all times of a series share the hour and, but for month ends, the day
  gint64 months;          // greatest common divisor of the distances in months
  gboolean is_business;   // no time at a weekend, all times of a series share the hour
  gint64 business_days;   // greatest common divisor of the distances in business days
  gint64 n_business_days; // of all series together
} StepEvidence;

/** @is_index tells times that are observation numbers from calendar times. */
void step_evidence_init(StepEvidence *evidence, gboolean is_index);

/** Adds one series, by its strictly rising times; fewer than two show nothing. */
void step_evidence_add(StepEvidence *evidence, const gint64 *times, gsize n_times);

void step_evidence_join(StepEvidence *evidence, const StepEvidence *other);

/**
 * Finds the coarsest step that reaches every time of every series, where gaps may hide
 * observations; the anchor day is left to step_set_anchor().
 *
 * Returns: TRUE and fills @step, or FALSE with STEP_ERROR_IRREGULAR when there are no distances or
 * the gaps would hide more than 99 of 100 observations.
 */
gboolean step_evidence_conclude(const StepEvidence *evidence,
                                Step *step,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
