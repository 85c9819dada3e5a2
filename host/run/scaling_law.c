// SPDX-License-Identifier: MIT
#include "run/scaling_law.h"

#include <math.h>

// The slope of y over x through the origin.
typedef struct {
  double xx;
  double xy;
} Slope;

static void
slope_add(Slope *slope, double x, double y)
{
  slope->xx += x * x;
  slope->xy += x * y;
}

static double
slope_get(const Slope *slope)
{
  return slope->xx > 0 ? slope->xy / slope->xx : NAN;
}

// Two regressors, of which neither may come out negative: where one would, it is left out.
static void
fit_universal(const ScalingPoint *points, gsize n_points, ScalingLaws *laws)
{
  Slope linear = { 0 };
  Slope quadratic = { 0 };
  double cross = 0;
  for (gsize i = 0; i < n_points; i++) {
    const double n = points[i].n_threads;
    const double deviation = n / points[i].speedup - 1;
    slope_add(&linear, n - 1, deviation);
    slope_add(&quadratic, n * (n - 1), deviation);
    cross += (n - 1) * n * (n - 1);
  }
  laws->contention = slope_get(&linear);
  laws->coherency = isnan(laws->contention) ? NAN : 0;
  const double determinant = linear.xx * quadratic.xx - cross * cross;
  // One count of threads cannot tell the two apart.
  if (determinant > 1e-9 * linear.xx * quadratic.xx) {
    const double sigma = (linear.xy * quadratic.xx - quadratic.xy * cross) / determinant;
    const double kappa = (linear.xx * quadratic.xy - cross * linear.xy) / determinant;
    if (kappa >= 0) {
      laws->contention = MAX(sigma, 0);
      laws->coherency = sigma >= 0 ? kappa : MAX(slope_get(&quadratic), 0);
    }
  }
  laws->contention = laws->contention < 0 ? 0 : laws->contention;
}

ScalingLaws
scaling_laws_fit(const ScalingPoint *points, gsize n_points)
{
  Slope amdahl = { 0 };
  Slope gustafson = { 0 };
  for (gsize i = 0; i < n_points; i++) {
    const double n = points[i].n_threads;
    g_assert(n >= 1 && points[i].speedup > 0);
    slope_add(&amdahl, 1 - 1 / n, 1 - 1 / points[i].speedup);
    slope_add(&gustafson, n - 1, n - points[i].speedup);
  }
  ScalingLaws laws = {
    .parallel = slope_get(&amdahl),
    .serial = slope_get(&gustafson),
  };
  fit_universal(points, n_points, &laws);
  return laws;
}

double
scaling_laws_amdahl(const ScalingLaws *laws, double n_threads)
{
  return 1 / (1 - laws->parallel + laws->parallel / n_threads);
}

double
scaling_laws_gustafson(const ScalingLaws *laws, double n_threads)
{
  return n_threads - laws->serial * (n_threads - 1);
}

double
scaling_laws_universal(const ScalingLaws *laws, double n_threads)
{
  return n_threads /
         (1 + laws->contention * (n_threads - 1) + laws->coherency * n_threads * (n_threads - 1));
}

double
scaling_laws_find_peak(const ScalingLaws *laws)
{
  return laws->coherency > 0 ? sqrt(fmax(1 - laws->contention, 0) / laws->coherency) : INFINITY;
}
