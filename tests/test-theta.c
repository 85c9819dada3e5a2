// SPDX-License-Identifier: MIT
#include "model-checks.h"

#include "classic-series.h"

#include <math.h>

static BareHost *
theta_new(void)
{
  return bare_host_new(g_getenv("PLUGIN_THETA"));
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_autoptr(BareHost) host = theta_new();
  static const char *const models[] = {
    "theta",
    "dotm",
  };
  for (gsize i = 0; i < G_N_ELEMENTS(models); i++) {
    model_checks_add(host, models[i]);
  }
  return g_test_run();
}
