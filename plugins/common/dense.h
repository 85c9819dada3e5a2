// SPDX-License-Identifier: MIT
#pragma once

#include <plugcast.h>

/**
 * A dense layer on rows of floats, outputs = weights × inputs + biases, by OpenBLAS on the calling
 * thread alone.
 *
 * Its weights are [n_outputs × n_inputs] in row order, then [n_outputs] biases. Rows lie a stride
 * apart, counted in floats, so that a layer reads and writes columns of a wider matrix. Any number
 * of threads may compute at once. The bits of a result depend on the number of rows of the call and
 * on the processor, for which OpenBLAS picks its kernels, but neither on the thread nor on others;
 * dense_forward_tiles() frees them of the number of rows.
 */
typedef struct {
  uint64_t n_inputs;
  uint64_t n_outputs;
} Dense;

/** The longest stride, and the most rows of a call, that OpenBLAS takes. */
#define DENSE_MAX UINT64_C(0x7fffffff)

/**
 * Readies OpenBLAS; from a plugin's init(), before anything else here.
 *
 * Debian builds it in three flavours. The one of OpenMP starts no thread and is told for each call,
 * and for the calling thread only, to use that thread alone. The one of POSIX threads has started
 * its threads when it was loaded, and is set to use none of them, in the whole process. The serial
 * one mixes up its buffers when two threads compute at once, and is refused.
 *
 * Returns: PLUGCAST_OK, or PLUGCAST_UNSUPPORTED with a message.
 */
plugcast_status dense_start(const plugcast_call *call);

/** Returns: weights and biases. */
uint64_t dense_n_weights(const Dense *dense);

/** Rows of a matrix; nothing is owned. */
typedef struct {
  const float *values;
  uint64_t stride; // floats from one row to the next
} DenseRows;

/** Likewise, to be written. */
typedef struct {
  float *values;
  uint64_t stride;
} DenseTarget;

/** Writes the outputs of @n_rows rows, or adds to them where @is_added. */
void dense_forward(const Dense *dense,
                   const float *weights,
                   uint64_t n_rows,
                   const DenseRows *inputs,
                   bool is_added,
                   const DenseTarget *outputs);

enum {
  DENSE_TILE = 8 // rows
};

/**
 * The same, DENSE_TILE rows at a time, the last of them filled up, so that the outputs of a row
 * have the same bits whatever rows stand beside it, and wherever: the kernels of OpenBLAS 0.3.21
 * for x86-64 treat all rows of a product of four or eight alike, of larger ones not all of them do.
 * About half as fast as dense_forward() where there are many rows.
 *
 * @spare: scratch, [DENSE_TILE × (n_inputs + n_outputs)].
 */
void dense_forward_tiles(const Dense *dense,
                         const float *weights,
                         uint64_t n_rows,
                         const DenseRows *inputs,
                         bool is_added,
                         const DenseTarget *outputs,
                         float *spare);

/** Adds to @weight_gradients what @n_rows rows of output gradients say. */
void dense_add_weight_gradients(const Dense *dense,
                                uint64_t n_rows,
                                const DenseRows *inputs,
                                const DenseRows *output_gradients,
                                float *weight_gradients);

/** Writes the gradients of the inputs, or adds to them where @is_added. */
void dense_input_gradients(const Dense *dense,
                           const float *weights,
                           uint64_t n_rows,
                           const DenseRows *output_gradients,
                           bool is_added,
                           const DenseTarget *input_gradients);
