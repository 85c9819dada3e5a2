// SPDX-License-Identifier: MIT
#pragma once

#include "run/train/trained_network.h"
#include "train-fixture.h"

#include <glib.h>

G_BEGIN_DECLS

/** A network that has been trained for a few epochs on the series of a TrainFixture. */
typedef struct {
  TrainFixture fixture;
  TrainingSettings settings;
  TrainedNetwork *trained;
} TrainedFixture;

/** @pairs: names and values of settings of training, ends in NULL. */
void
trained_fixture_init(TrainedFixture *fixture, const TrainRecipe *recipe, const char *const *pairs);
void trained_fixture_clear(TrainedFixture *fixture);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TrainedFixture, trained_fixture_clear)

/** Forecasts series @index, which must not fail; @output as for a member. */
void trained_fixture_forecast(const TrainedFixture *fixture,
                              const TrainedNetwork *trained,
                              gsize index,
                              guint64 seed,
                              const MemberOutput *output);

G_END_DECLS
