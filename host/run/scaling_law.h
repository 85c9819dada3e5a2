// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * Laws of how work speeds up with the number of threads, fitted to what was measured. Pure
 * functions.
 *
 * Nothing is clamped or dropped: a speed-up above the number of threads gives a serial part below
 * 0, one below 1 a serial part above 1, and both are reported as they are.
 */

/** How long the same work took on some number of threads, against one. */
typedef struct {
  double n_threads; // at least 1
  double speedup;   // time of the sequential run / time on n_threads, above 0
} ScalingPoint;

/** A law's numbers; NaN where the points do not tell, as with one thread only. */
typedef struct {
  double parallel;   // Amdahl: p of S = 1 / ((1 - p) + p / n)
  double serial;     // Gustafson: a of S = n - a (n - 1)
  double contention; // Universal Scalability Law: sigma and
  double coherency;  // kappa of S = n / (1 + sigma (n - 1) + kappa n (n - 1)), both at least 0
} ScalingLaws;

/**
 * Fits all laws to @points by least squares: Amdahl's in the times 1 / S (Amdahl 1967, AFIPS 30),
 * Gustafson's in the speed-ups (Gustafson 1988, CACM 31:5), Gunther's in the deviations n / S - 1
 * (Gunther 2007, "Guerrilla Capacity Planning", chapter 4, eq. 4.31).
 */
ScalingLaws scaling_laws_fit(const ScalingPoint *points, gsize n_points);

/** Returns: the speed-up that a law expects on @n_threads. */
double scaling_laws_amdahl(const ScalingLaws *laws, double n_threads);
double scaling_laws_gustafson(const ScalingLaws *laws, double n_threads);
double scaling_laws_universal(const ScalingLaws *laws, double n_threads);

/** Returns: the threads beyond which the Universal Scalability Law has it slower, or infinity. */
double scaling_laws_find_peak(const ScalingLaws *laws);

G_END_DECLS
