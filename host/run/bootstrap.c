// SPDX-License-Identifier: MIT
#include "run/bootstrap.h"

#include "pool/stream.h"

#include <math.h>

typedef struct {
  const Residuals *residuals;
  const double *scores; // [n_scores]: the errors that are there, each over its step's scale
  gsize n_scores;
  gsize block_length;
} Bootstrap;

static double
get_score(const Bootstrap *bootstrap, gsize origin, gsize step, Stream *stream)
{
  const Residuals *residuals = bootstrap->residuals;
  const double error = residuals->errors[origin * residuals->n_steps + step];
  if (isnan(error)) {
    return bootstrap->scores[stream_next_below(stream, bootstrap->n_scores)];
  }
  const double scale = residuals->scales[step];
  return scale > 0 ? error / scale : 0;
}

static void
draw_path(const Bootstrap *bootstrap, gsize horizon, Stream *stream, double *path)
{
  const Residuals *residuals = bootstrap->residuals;
  gsize h = 0;
  while (h < horizon) {
    const gsize origin = stream_next_below(stream, residuals->n_origins);
    const gsize n_places = residuals->n_steps - bootstrap->block_length + 1;
    const gsize start = stream_next_below(stream, n_places);
    for (gsize i = 0; i < bootstrap->block_length && h < horizon; i++, h++) {
      path[h] = get_score(bootstrap, origin, start + i, stream);
    }
  }
}

void
bootstrap_draw(const Residuals *residuals,
               const double *mean,
               gsize horizon,
               guint64 seed,
               gsize first,
               gsize n_samples,
               Arena *arena,
               double *samples)
{
  const ArenaMark mark = arena_mark(arena);
  double *scores = arena_take(arena, residuals->n_origins * residuals->n_steps * sizeof *scores);
  Bootstrap bootstrap = {
    .residuals = residuals,
    .scores = scores,
    .n_scores = residuals_get_scores(residuals, scores),
  };
  const gsize wanted = (gsize)lround(cbrt((double)bootstrap.n_scores));
  bootstrap.block_length = CLAMP(wanted, 1, residuals->n_steps);
  for (gsize k = 0; k < n_samples; k++) {
    double *path = samples + k * horizon;
    const guint64 parts[] = { seed, first + k };
    Stream stream;
    stream_init(&stream, stream_key(parts, G_N_ELEMENTS(parts)));
    draw_path(&bootstrap, horizon, &stream, path);
    for (gsize h = 0; h < horizon; h++) {
      path[h] = mean[h] + path[h] * residuals_get_scale(residuals, h);
    }
  }
  arena_rewind(arena, mark);
}
