// SPDX-License-Identifier: MIT
// A plugin in C++17: instances are objects, exceptions stay inside.
#include <plugcast.h>

#include <new>
#include <vector>

namespace
{

class Drift
{
public:
  void learn(const plugcast_series &series)
  {
    values.assign(series.values, series.values + series.n_values);
  }

  double forecast(uint64_t steps) const
  {
    const double slope = (values.back() - values.front()) / static_cast<double>(values.size() - 1);
    return values.back() + slope * static_cast<double>(steps);
  }

private:
  std::vector<double> values;
};

plugcast_status
create(const plugcast_call *, const plugcast_value *, void **instance)
{
  *instance = new (std::nothrow) Drift;
  return *instance == nullptr ? PLUGCAST_NO_MEMORY : PLUGCAST_OK;
}

void
destroy(void *instance)
{
  delete static_cast<Drift *>(instance);
}

plugcast_status
fit(const plugcast_call *call,
    void *instance,
    const plugcast_series *const *series,
    uint64_t,
    plugcast_status *)
{
  try {
    static_cast<Drift *>(instance)->learn(*series[0]);
    return PLUGCAST_OK;
  } catch (const std::bad_alloc &) {
    return plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the values");
  }
}

plugcast_status
forecast(const plugcast_call *,
         void *instance,
         const plugcast_series *const *,
         uint64_t,
         const plugcast_forecast *out)
{
  for (uint64_t h = 0; h < out->horizon; h++) {
    out->mean[h] = static_cast<const Drift *>(instance)->forecast(h + 1);
  }
  return PLUGCAST_OK;
}

// C++17 has no designated initialisers, so members stand in their order.
constexpr plugcast_forecaster methods = {
  sizeof(plugcast_forecaster),
  PLUGCAST_SCOPE_LOCAL,
  2, // least length
  0, // longest horizon
  create,
  destroy,
  fit,
  forecast,
  nullptr,
  nullptr,
  nullptr,
  nullptr,
};

constexpr plugcast_component drift = {
  sizeof(plugcast_component),
  PLUGCAST_KIND_FORECASTER,
  "drift",
  "a straight line through the first and last value",
  nullptr,
  nullptr,
  0,
  PLUGCAST_THREADING_INSTANCE,
  PLUGCAST_DETERMINISM_BITWISE,
  0,
  &methods,
};

constexpr const plugcast_component *components[] = { &drift };

} // namespace

const plugcast_plugin plugcast_plugin_v1 = {
  PLUGCAST_HEADER(1), "cplusplus", "1.0", nullptr, nullptr, nullptr, components, nullptr, nullptr,
};
