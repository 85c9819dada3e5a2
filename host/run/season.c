// SPDX-License-Identifier: MIT
#include "run/season.h"

#include "run/forecast.h"

#include <math.h>

// From two steps on, to what plugcast_series.season_length holds.
#define LEAST_SEASON 2.0
#define GREATEST_SEASON ((double)G_MAXUINT32)

gboolean
season_check(const double *seasons, gsize n_seasons, GError **error)
{
  for (gsize i = 0; i < n_seasons; i++) {
    const double season = seasons[i];
    const gboolean is_none = season == 1 && n_seasons == 1;
    if (!is_none && !(season >= LEAST_SEASON && season <= GREATEST_SEASON)) {
      g_set_error(error, FORECAST_ERROR, FORECAST_ERROR_OPTION,
                  "season %g is no number of steps (1 alone for none, or %g to %.0f)", season,
                  LEAST_SEASON, GREATEST_SEASON);
      return FALSE;
    }
  }
  return TRUE;
}

gsize
season_get_length(const double *seasons, gsize n_seasons)
{
  return n_seasons > 0 && seasons[0] >= 1.5 ? (gsize)lround(seasons[0]) : 1;
}
