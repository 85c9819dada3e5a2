// SPDX-License-Identifier: MIT
#include "dense.h"

#include <cblas.h>
#include <semaphore.h>
#include <string.h>

// OpenBLAS hands a buffer of the process to each product under way. Debian's build has 128, of
// which up to 64 processors take one each, and falls over when more products run at once. What is
// left is shared by two plugins.
enum {
  N_PRODUCTS_AT_ONCE = 32
};

// OpenMP's own, of the library that OpenBLAS brings along, or absent where it brings none. The
// number of threads is one of the calling thread's, not of the process.
extern int omp_get_max_threads(void) __attribute__((weak));
extern void omp_set_num_threads(int n_threads) __attribute__((weak));

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): the buffers are the process's
static sem_t products;

plugcast_status
dense_start(const plugcast_call *call)
{
  const int parallel = openblas_get_parallel();
  if (parallel == OPENBLAS_SEQUENTIAL) {
    return plugcast_fail(call, PLUGCAST_UNSUPPORTED,
                         "the serial flavour of OpenBLAS computes for one thread alone; "
                         "libopenblas0-openmp or libopenblas0-pthread is needed");
  }
  if (parallel == OPENBLAS_OPENMP && (omp_get_max_threads == NULL || omp_set_num_threads == NULL)) {
    return plugcast_fail(call, PLUGCAST_UNSUPPORTED, "OpenBLAS uses an OpenMP that cannot be told");
  }
  if (parallel == OPENBLAS_THREAD) {
    openblas_set_num_threads(1);
  }
  if (sem_init(&products, 0, N_PRODUCTS_AT_ONCE) != 0) {
    return plugcast_fail(call, PLUGCAST_FAILED, "no semaphore for OpenBLAS");
  }
  return PLUGCAST_OK;
}

/** Keeps OpenBLAS on this thread. Returns: what leave() takes. */
static int
enter(void)
{
  while (sem_wait(&products) != 0) {
    // a signal came in between
  }
  if (omp_get_max_threads == NULL) {
    return 1;
  }
  const int n_threads = omp_get_max_threads();
  if (n_threads != 1) {
    omp_set_num_threads(1);
  }
  return n_threads;
}

static void
leave(int n_threads)
{
  if (n_threads != 1) {
    omp_set_num_threads(n_threads);
  }
  (void)sem_post(&products);
}

uint64_t
dense_n_weights(const Dense *dense)
{
  return dense->n_outputs * dense->n_inputs + dense->n_outputs;
}

static void
write_biases(const Dense *dense,
             const float *biases,
             uint64_t n_rows,
             bool is_added,
             const DenseTarget *outputs)
{
  for (uint64_t row = 0; row < n_rows; row++) {
    float *const values = outputs->values + row * outputs->stride;
    if (!is_added) {
      memcpy(values, biases, dense->n_outputs * sizeof *values);
      continue;
    }
    for (uint64_t i = 0; i < dense->n_outputs; i++) {
      values[i] += biases[i];
    }
  }
}

void
dense_forward(const Dense *dense,
              const float *weights,
              uint64_t n_rows,
              const DenseRows *inputs,
              bool is_added,
              const DenseTarget *outputs)
{
  const float *const biases = weights + dense->n_outputs * dense->n_inputs;
  write_biases(dense, biases, n_rows, is_added, outputs);
  const int n_threads = enter();
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)n_rows, (int)dense->n_outputs,
              (int)dense->n_inputs, 1.0f, inputs->values, (int)inputs->stride, weights,
              (int)dense->n_inputs, 1.0f, outputs->values, (int)outputs->stride);
  leave(n_threads);
}

/** Copies @n_rows rows of @width numbers. */
static void
copy_rows(uint64_t n_rows, uint64_t width, const DenseRows *from, const DenseTarget *into)
{
  for (uint64_t row = 0; row < n_rows; row++) {
    memcpy(into->values + row * into->stride, from->values + row * from->stride,
           width * sizeof *into->values);
  }
}

/** Does the last rows, fewer than a tile, among rows of zeros. */
static void
forward_last(const Dense *dense,
             const float *weights,
             uint64_t n_rows,
             const DenseRows *inputs,
             bool is_added,
             const DenseTarget *outputs,
             float *spare)
{
  const uint64_t n_inputs = dense->n_inputs;
  const uint64_t n_outputs = dense->n_outputs;
  const DenseTarget filled = { .values = spare, .stride = n_inputs };
  const DenseTarget made = { .values = spare + DENSE_TILE * n_inputs, .stride = n_outputs };
  memset(spare, 0, DENSE_TILE * (n_inputs + n_outputs) * sizeof *spare);
  copy_rows(n_rows, n_inputs, inputs, &filled);
  if (is_added) {
    const DenseRows before = { .values = outputs->values, .stride = outputs->stride };
    copy_rows(n_rows, n_outputs, &before, &made);
  }
  const DenseRows tile = { .values = filled.values, .stride = n_inputs };
  dense_forward(dense, weights, DENSE_TILE, &tile, is_added, &made);
  const DenseRows results = { .values = made.values, .stride = n_outputs };
  copy_rows(n_rows, n_outputs, &results, outputs);
}

void
dense_forward_tiles(const Dense *dense,
                    const float *weights,
                    uint64_t n_rows,
                    const DenseRows *inputs,
                    bool is_added,
                    const DenseTarget *outputs,
                    float *spare)
{
  for (uint64_t begin = 0; begin < n_rows; begin += DENSE_TILE) {
    const DenseRows from = {
      .values = inputs->values + begin * inputs->stride,
      .stride = inputs->stride,
    };
    const DenseTarget into = {
      .values = outputs->values + begin * outputs->stride,
      .stride = outputs->stride,
    };
    if (n_rows - begin >= DENSE_TILE) {
      dense_forward(dense, weights, DENSE_TILE, &from, is_added, &into);
    } else {
      forward_last(dense, weights, n_rows - begin, &from, is_added, &into, spare);
    }
  }
}

void
dense_add_weight_gradients(const Dense *dense,
                           uint64_t n_rows,
                           const DenseRows *inputs,
                           const DenseRows *output_gradients,
                           float *weight_gradients)
{
  const int n_threads = enter();
  cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)dense->n_outputs, (int)dense->n_inputs,
              (int)n_rows, 1.0f, output_gradients->values, (int)output_gradients->stride,
              inputs->values, (int)inputs->stride, 1.0f, weight_gradients, (int)dense->n_inputs);
  leave(n_threads);
  float *const bias_gradients = weight_gradients + dense->n_outputs * dense->n_inputs;
  for (uint64_t row = 0; row < n_rows; row++) {
    const float *const gradients = output_gradients->values + row * output_gradients->stride;
    for (uint64_t i = 0; i < dense->n_outputs; i++) {
      bias_gradients[i] += gradients[i];
    }
  }
}

void
dense_input_gradients(const Dense *dense,
                      const float *weights,
                      uint64_t n_rows,
                      const DenseRows *output_gradients,
                      bool is_added,
                      const DenseTarget *input_gradients)
{
  const int n_threads = enter();
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n_rows, (int)dense->n_inputs,
              (int)dense->n_outputs, 1.0f, output_gradients->values, (int)output_gradients->stride,
              weights, (int)dense->n_inputs, is_added ? 1.0f : 0.0f, input_gradients->values,
              (int)input_gradients->stride);
  leave(n_threads);
}
