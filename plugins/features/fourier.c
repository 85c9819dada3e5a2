// SPDX-License-Identifier: MIT
#include "fourier.h"

#include <math.h>
#include <string.h>

static const double pi = 3.141592653589793;

/** Complex numbers and the roots of unity that their transform needs, in scratch memory. */
typedef struct {
  uint64_t n_points; // a power of two
  double *real;      // [n_points]
  double *imaginary; // [n_points]
  double *cosines;   // [n_points / 2] of 2πk/n_points
  double *sines;     // [n_points / 2]
} Signal;

uint64_t
fourier_round_up(uint64_t n_values)
{
  uint64_t n_points = 1;
  while (n_points < n_values) {
    n_points *= 2;
  }
  return n_points;
}

/** Takes memory for a signal of zeros. Returns: false, with a message, when there is none. */
static bool
signal_take(const plugcast_call *call, uint64_t n_points, Signal *signal)
{
  double *const block = plugcast_scratch(call, (3 * n_points + 1) * sizeof *block);
  if (block == NULL) {
    (void)plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the Fourier transform");
    return false;
  }
  *signal = (Signal){
    .n_points = n_points,
    .real = block,
    .imaginary = block + n_points,
    .cosines = block + 2 * n_points,
    .sines = block + 2 * n_points + n_points / 2,
  };
  memset(block, 0, 2 * n_points * sizeof *block);
  for (uint64_t k = 0; k < n_points / 2; k++) {
    const double angle = 2.0 * pi * (double)k / (double)n_points;
    signal->cosines[k] = cos(angle);
    signal->sines[k] = sin(angle);
  }
  return true;
}

static void
swap(double *values, uint64_t i, uint64_t j)
{
  const double value = values[i];
  values[i] = values[j];
  values[j] = value;
}

static void
reverse_bits(Signal *signal)
{
  uint64_t j = 0;
  for (uint64_t i = 1; i < signal->n_points; i++) {
    uint64_t bit = signal->n_points / 2;
    while ((j & bit) != 0) {
      j -= bit;
      bit /= 2;
    }
    j += bit;
    if (i < j) {
      swap(signal->real, i, j);
      swap(signal->imaginary, i, j);
    }
  }
}

/** Joins the transforms of two halves of @half points each that begin at @begin. */
static void
join_halves(Signal *signal, uint64_t begin, uint64_t half)
{
  const uint64_t stride = signal->n_points / (2 * half);
  double *const real = signal->real + begin;
  double *const imaginary = signal->imaginary + begin;
  for (uint64_t k = 0; k < half; k++) {
    const double cosine = signal->cosines[k * stride];
    const double sine = signal->sines[k * stride];
    const double turned_real = real[half + k] * cosine + imaginary[half + k] * sine;
    const double turned_imaginary = imaginary[half + k] * cosine - real[half + k] * sine;
    real[half + k] = real[k] - turned_real;
    imaginary[half + k] = imaginary[k] - turned_imaginary;
    real[k] += turned_real;
    imaginary[k] += turned_imaginary;
  }
}

/** The transform of Cooley and Tukey (1965), in place: Σ x[t] exp(-2πi j t / n_points). */
static plugcast_status
transform(const plugcast_call *call, Signal *signal)
{
  reverse_bits(signal);
  for (uint64_t half = 1; half < signal->n_points; half *= 2) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    for (uint64_t begin = 0; begin < signal->n_points; begin += 2 * half) {
      join_halves(signal, begin, half);
    }
  }
  return PLUGCAST_OK;
}

plugcast_status
fourier_padded_power(const plugcast_call *call,
                     const double *values,
                     uint64_t n_values,
                     uint64_t n_points,
                     double *power)
{
  Signal signal;
  if (!signal_take(call, n_points, &signal)) {
    return PLUGCAST_NO_MEMORY;
  }
  memcpy(signal.real, values, n_values * sizeof *values);
  plugcast_status status = transform(call, &signal);
  for (uint64_t j = 0; status == PLUGCAST_OK && j <= n_points / 2; j++) {
    const uint64_t k = j % n_points;
    power[j] = signal.real[k] * signal.real[k] + signal.imaginary[k] * signal.imaginary[k];
  }
  return status;
}

/** exp(-πi t² / n), which makes a convolution of the transform: j t = (j² + t² - (j - t)²) / 2. */
static void
make_chirp(uint64_t t, uint64_t n_values, double *real, double *imaginary)
{
  // The angle repeats after 2n: reduced while it is a whole number.
  const uint64_t turns = (uint64_t)((unsigned __int128)t * t % (2 * n_values));
  const double angle = pi * (double)turns / (double)n_values;
  *real = cos(angle);
  *imaginary = -sin(angle);
}

/** Puts the values times the chirp into @signal and the conjugate chirp, both ways, into @filter.
 */
static void
load_chirps(const double *values, uint64_t n_values, Signal *signal, Signal *filter)
{
  for (uint64_t t = 0; t < n_values; t++) {
    double real = 0.0;
    double imaginary = 0.0;
    make_chirp(t, n_values, &real, &imaginary);
    signal->real[t] = values[t] * real;
    signal->imaginary[t] = values[t] * imaginary;
    const uint64_t mirrored = (filter->n_points - t) % filter->n_points;
    filter->real[t] = filter->real[mirrored] = real;
    filter->imaginary[t] = filter->imaginary[mirrored] = -imaginary;
  }
}

/** Multiplies point by point, and conjugates so that the next transform is the inverse one. */
static void
multiply(Signal *signal, const Signal *filter)
{
  for (uint64_t k = 0; k < signal->n_points; k++) {
    const double real = signal->real[k];
    const double imaginary = signal->imaginary[k];
    signal->real[k] = real * filter->real[k] - imaginary * filter->imaginary[k];
    signal->imaginary[k] = -(real * filter->imaginary[k] + imaginary * filter->real[k]);
  }
}

plugcast_status
fourier_power(const plugcast_call *call, const double *values, uint64_t n_values, double *power)
{
  const uint64_t n_points = fourier_round_up(2 * n_values);
  Signal signal;
  Signal filter;
  if (!signal_take(call, n_points, &signal) || !signal_take(call, n_points, &filter)) {
    return PLUGCAST_NO_MEMORY;
  }
  load_chirps(values, n_values, &signal, &filter);
  plugcast_status status = transform(call, &signal);
  if (status == PLUGCAST_OK) {
    status = transform(call, &filter);
  }
  if (status != PLUGCAST_OK) {
    return status;
  }
  multiply(&signal, &filter);
  status = transform(call, &signal);
  // The last chirp only turns the numbers; their magnitudes stay.
  const double scale = 1.0 / ((double)n_points * (double)n_points);
  for (uint64_t j = 0; status == PLUGCAST_OK && j <= n_values / 2; j++) {
    power[j] =
        scale * (signal.real[j] * signal.real[j] + signal.imaginary[j] * signal.imaginary[j]);
  }
  return status;
}

plugcast_status
fourier_multiply_lags(const plugcast_call *call,
                      const double *values,
                      uint64_t n_values,
                      double *sums)
{
  // Zeros behind the values keep the ends from meeting.
  const uint64_t n_points = fourier_round_up(2 * n_values);
  Signal signal;
  if (!signal_take(call, n_points, &signal)) {
    return PLUGCAST_NO_MEMORY;
  }
  memcpy(signal.real, values, n_values * sizeof *values);
  plugcast_status status = transform(call, &signal);
  if (status != PLUGCAST_OK) {
    return status;
  }
  for (uint64_t k = 0; k < n_points; k++) {
    signal.real[k] = signal.real[k] * signal.real[k] + signal.imaginary[k] * signal.imaginary[k];
    signal.imaginary[k] = 0.0;
  }
  // Of an even function the inverse transform is the transform itself.
  status = transform(call, &signal);
  for (uint64_t k = 0; status == PLUGCAST_OK && k < n_values; k++) {
    sums[k] = signal.real[k] / (double)n_points;
  }
  return status;
}
