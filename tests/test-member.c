// SPDX-License-Identifier: MIT
// What plugcast.h promises to forecasters: models that watch the host say what they saw.
#include "run-fixture.h"

static void
check_huge_scratch(void)
{
  g_auto(RunFixture) fixture = { 0 };
  run_fixture_init(&fixture, "a,1,1\n", 1);
  g_auto(ForecastOptions) options = run_fixture_options(&fixture, "want_memory");
  g_auto(ForecastRun) result = { 0 };
  run_fixture_run(&options, &result);

  g_autofree char *found = run_fixture_describe_issues(&fixture, &result);
  g_assert_cmpstr(found, ==, "a want_memory failed no memory -: forecast() failed: no memory\n");
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/member/scratch/too-much-is-refused", check_huge_scratch);
  return g_test_run();
}
