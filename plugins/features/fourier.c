// SPDX-License-Identifier: MIT
#include "fourier.h"

#include <math.h>
#include <string.h>

static const double pi = 3.141592653589793;

/** A transform of fewer points than the memory holds. */
typedef struct {
  const Fourier *fourier;
  FourierSignal signal;
  uint64_t n_points; // a power of two
} Transform;

uint64_t
fourier_round_up(uint64_t n_values)
{
  uint64_t n_points = 1;
  while (n_points < n_values) {
    n_points *= 2;
  }
  return n_points;
}

Fourier
fourier_make(uint64_t n_values)
{
  return (Fourier){ .n_values = n_values, .n_points = fourier_round_up(2 * n_values) };
}

/** Takes the memory that is not there yet. Returns: false, with a message, when there is none. */
static bool
prepare(const plugcast_call *call, Fourier *fourier)
{
  if (fourier->signal.real != NULL) {
    return true;
  }
  const uint64_t n_points = fourier->n_points;
  double *const block = plugcast_scratch(call, (5 * n_points + 1) * sizeof *block);
  if (block == NULL) {
    (void)plugcast_fail(call, PLUGCAST_NO_MEMORY, "no memory for the Fourier transform");
    return false;
  }
  fourier->signal = (FourierSignal){ block, block + n_points };
  fourier->filter = (FourierSignal){ block + 2 * n_points, block + 3 * n_points };
  fourier->cosines = block + 4 * n_points;
  fourier->sines = block + 4 * n_points + n_points / 2;
  for (uint64_t k = 0; k < n_points / 2; k++) {
    const double angle = 2.0 * pi * (double)k / (double)n_points;
    fourier->cosines[k] = cos(angle);
    fourier->sines[k] = sin(angle);
  }
  return true;
}

/** Begins a transform of the first @n_points of a signal, all of them zero. */
static Transform
begin(const Fourier *fourier, FourierSignal signal, uint64_t n_points)
{
  memset(signal.real, 0, n_points * sizeof *signal.real);
  memset(signal.imaginary, 0, n_points * sizeof *signal.imaginary);
  return (Transform){ fourier, signal, n_points };
}

static void
swap(double *values, uint64_t i, uint64_t j)
{
  const double value = values[i];
  values[i] = values[j];
  values[j] = value;
}

static void
reverse_bits(const Transform *transform)
{
  uint64_t j = 0;
  for (uint64_t i = 1; i < transform->n_points; i++) {
    uint64_t bit = transform->n_points / 2;
    while ((j & bit) != 0) {
      j -= bit;
      bit /= 2;
    }
    j += bit;
    if (i < j) {
      swap(transform->signal.real, i, j);
      swap(transform->signal.imaginary, i, j);
    }
  }
}

/** Joins the transforms of two halves of @half points each that begin at @first. */
static void
join_halves(const Transform *transform, uint64_t first, uint64_t half)
{
  const Fourier *const fourier = transform->fourier;
  const uint64_t stride = fourier->n_points / (2 * half);
  double *const real = transform->signal.real + first;
  double *const imaginary = transform->signal.imaginary + first;
  for (uint64_t k = 0; k < half; k++) {
    const double cosine = fourier->cosines[k * stride];
    const double sine = fourier->sines[k * stride];
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
run(const plugcast_call *call, const Transform *transform)
{
  reverse_bits(transform);
  for (uint64_t half = 1; half < transform->n_points; half *= 2) {
    if (plugcast_should_stop(call)) {
      return PLUGCAST_CANCELLED;
    }
    for (uint64_t first = 0; first < transform->n_points; first += 2 * half) {
      join_halves(transform, first, half);
    }
  }
  return PLUGCAST_OK;
}

static double
squared_magnitude(const Transform *transform, uint64_t k)
{
  const double real = transform->signal.real[k];
  const double imaginary = transform->signal.imaginary[k];
  return real * real + imaginary * imaginary;
}

plugcast_status
fourier_padded_power(const plugcast_call *call,
                     Fourier *fourier,
                     const double *values,
                     uint64_t n_values,
                     double *power)
{
  if (!prepare(call, fourier)) {
    return PLUGCAST_NO_MEMORY;
  }
  const uint64_t n_points = fourier_round_up(n_values);
  const Transform transform = begin(fourier, fourier->signal, n_points);
  memcpy(transform.signal.real, values, n_values * sizeof *values);
  const plugcast_status status = run(call, &transform);
  for (uint64_t j = 0; status == PLUGCAST_OK && j <= n_points / 2; j++) {
    power[j] = squared_magnitude(&transform, j % n_points);
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
load_chirps(const double *values,
            uint64_t n_values,
            const Transform *signal,
            const Transform *filter)
{
  for (uint64_t t = 0; t < n_values; t++) {
    double real = 0.0;
    double imaginary = 0.0;
    make_chirp(t, n_values, &real, &imaginary);
    signal->signal.real[t] = values[t] * real;
    signal->signal.imaginary[t] = values[t] * imaginary;
    const uint64_t mirrored = (filter->n_points - t) % filter->n_points;
    filter->signal.real[t] = filter->signal.real[mirrored] = real;
    filter->signal.imaginary[t] = filter->signal.imaginary[mirrored] = -imaginary;
  }
}

/** Multiplies point by point, and conjugates so that the next transform is the inverse one. */
static void
multiply(const Transform *transform, const Transform *filter)
{
  const FourierSignal signal = transform->signal;
  const FourierSignal factor = filter->signal;
  for (uint64_t k = 0; k < transform->n_points; k++) {
    const double real = signal.real[k];
    const double imaginary = signal.imaginary[k];
    signal.real[k] = real * factor.real[k] - imaginary * factor.imaginary[k];
    signal.imaginary[k] = -(real * factor.imaginary[k] + imaginary * factor.real[k]);
  }
}

plugcast_status
fourier_power(const plugcast_call *call,
              Fourier *fourier,
              const double *values,
              uint64_t n_values,
              double *power)
{
  if (!prepare(call, fourier)) {
    return PLUGCAST_NO_MEMORY;
  }
  const uint64_t n_points = fourier_round_up(2 * n_values);
  const Transform signal = begin(fourier, fourier->signal, n_points);
  const Transform filter = begin(fourier, fourier->filter, n_points);
  load_chirps(values, n_values, &signal, &filter);
  plugcast_status status = run(call, &signal);
  if (status == PLUGCAST_OK) {
    status = run(call, &filter);
  }
  if (status != PLUGCAST_OK) {
    return status;
  }
  multiply(&signal, &filter);
  status = run(call, &signal);
  // The last chirp only turns the numbers; their magnitudes stay.
  const double scale = 1.0 / ((double)n_points * (double)n_points);
  for (uint64_t j = 0; status == PLUGCAST_OK && j <= n_values / 2; j++) {
    power[j] = scale * squared_magnitude(&signal, j);
  }
  return status;
}

plugcast_status
fourier_multiply_lags(const plugcast_call *call,
                      Fourier *fourier,
                      const double *values,
                      uint64_t n_values,
                      double mean,
                      double *sums)
{
  if (!prepare(call, fourier)) {
    return PLUGCAST_NO_MEMORY;
  }
  // Zeros behind the values keep the ends from meeting.
  const uint64_t n_points = fourier_round_up(2 * n_values);
  const Transform transform = begin(fourier, fourier->signal, n_points);
  for (uint64_t t = 0; t < n_values; t++) {
    transform.signal.real[t] = values[t] - mean;
  }
  plugcast_status status = run(call, &transform);
  if (status != PLUGCAST_OK) {
    return status;
  }
  for (uint64_t k = 0; k < n_points; k++) {
    transform.signal.real[k] = squared_magnitude(&transform, k);
    transform.signal.imaginary[k] = 0.0;
  }
  // Of an even function the inverse transform is the transform itself.
  status = run(call, &transform);
  for (uint64_t k = 0; status == PLUGCAST_OK && k < n_values; k++) {
    sums[k] = transform.signal.real[k] / (double)n_points;
  }
  return status;
}
