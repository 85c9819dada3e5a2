// SPDX-License-Identifier: MIT
#include "copy.h"

#include <math.h>

// Rounding of the mean would leave a constant series some deviation: its range tells.
static void
measure(Copy *copy)
{
  const double first = copy->history.values[0];
  double sum = 0.0;
  bool is_constant = true;
  for (uint64_t i = 0; i < copy->history.n_values; i++) {
    const double value = copy->history.values[i];
    sum += isnan(value) ? 0.0 : value;
    is_constant = is_constant && (isnan(value) || value == first);
  }
  if (is_constant) {
    copy->mean = first;
    copy->deviation = 0.0;
    return;
  }
  const double n_observed = (double)copy->history.n_observed;
  copy->mean = sum / n_observed;
  double squares = 0.0;
  for (uint64_t i = 0; i < copy->history.n_values; i++) {
    const double distance = copy->history.values[i] - copy->mean;
    squares += isnan(distance) ? 0.0 : distance * distance;
  }
  copy->deviation = sqrt(squares / n_observed);
}

plugcast_status
copy_read(const plugcast_call *call, const plugcast_series *series, Copy *copy)
{
  Copy made = { .n_leading = 0 };
  const plugcast_status status = history_read(call, series, &made.history);
  if (status != PLUGCAST_OK) {
    return status;
  }
  made.n_leading = series->n_values - made.history.n_values - made.history.n_trailing;
  measure(&made);
  *copy = made;
  return PLUGCAST_OK;
}

double *
copy_take_room(const plugcast_call *call, const Copy *copy)
{
  double *const room = plugcast_scratch(call, copy->history.n_values * sizeof *room);
  if (room == NULL) {
    (void)plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the new series");
  }
  return room;
}

void
copy_write(const Copy *copy, const double *values, double *out)
{
  double *at = out;
  for (uint64_t i = 0; i < copy->n_leading; i++) {
    *at++ = (double)NAN;
  }
  for (uint64_t i = 0; i < copy->history.n_values; i++) {
    *at++ = history_restore(&copy->history, values[i]);
  }
  for (uint64_t i = 0; i < copy->history.n_trailing; i++) {
    *at++ = (double)NAN;
  }
}

double
copy_at(const Copy *copy, double place)
{
  const uint64_t last = copy->history.n_values - 1;
  if (place >= (double)last) {
    return copy->history.values[last];
  }
  const uint64_t index = (uint64_t)place;
  const double fraction = place - (double)index;
  const double left = copy->history.values[index];
  if (fraction == 0.0) {
    return left;
  }
  return left + fraction * (copy->history.values[index + 1] - left);
}
