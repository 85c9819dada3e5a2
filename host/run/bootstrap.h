// SPDX-License-Identifier: MIT
#pragma once

#include "run/residuals.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * Sample paths for models that draw none: the forecast plus errors of earlier origins, drawn anew
 * (Efron 1979; for dependent errors Künsch 1989).
 *
 * Errors are drawn over the scale of the step they were made at and put at the scale of the step
 * they come to. They are drawn in blocks of neighbouring steps of one origin, of the cube root of
 * the number of errors (Hall, Horowitz and Jing 1995), so that a path keeps what errors of
 * neighbouring steps have in common. A missing error is replaced by any other one.
 *
 * Writes paths @first … @first + @n_samples - 1 to @samples, [n_samples × horizon]. Path k is the
 * same whatever else is drawn: its stream is keyed by @seed and k.
 *
 * @mean: [horizon], the forecast.
 */
void bootstrap_draw(const Residuals *residuals,
                    const double *mean,
                    gsize horizon,
                    guint64 seed,
                    gsize first,
                    gsize n_samples,
                    Arena *arena,
                    double *samples);

G_END_DECLS
