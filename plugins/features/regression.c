// SPDX-License-Identifier: MIT
#include "regression.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

static const double dependence = 1e-7;

enum {
  MAX_COLUMNS = 32,
};

Line
line_fit(const double *values, uint64_t n_values)
{
  const double middle = 0.5 * (double)(n_values - 1);
  double sum = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    sum += values[i];
  }
  const double mean = sum / (double)n_values;
  double products = 0.0;
  for (uint64_t i = 0; i < n_values; i++) {
    products += ((double)i - middle) * (values[i] - mean);
  }
  // Σ (i - middle)² = n (n² - 1) / 12
  const double n = (double)n_values;
  const double squares = n * (n * n - 1.0) / 12.0;
  return (Line){
    .mean = mean,
    .slope = squares > 0.0 ? products / squares : 0.0,
    .middle = middle,
  };
}

double
line_at(const Line *line, double time)
{
  return line->mean + line->slope * (time - line->middle);
}

static double
sum_squares(const double *values, uint64_t begin, uint64_t end)
{
  double sum = 0.0;
  for (uint64_t i = begin; i < end; i++) {
    sum += values[i] * values[i];
  }
  return sum;
}

/** Reflects rows from @begin on of @values by the vector in the same rows of @mirror. */
static void
reflect(const double *mirror, double norm2, double *values, uint64_t begin, uint64_t end)
{
  double product = 0.0;
  for (uint64_t i = begin; i < end; i++) {
    product += mirror[i] * values[i];
  }
  const double factor = 2.0 * product / norm2;
  for (uint64_t i = begin; i < end; i++) {
    values[i] -= factor * mirror[i];
  }
}

typedef struct {
  uint64_t rank;
  uint64_t columns[MAX_COLUMNS]; // of each row of the triangle
  double diagonal[MAX_COLUMNS];
} Triangle;

/** Makes the columns triangular; below the diagonal they hold the reflections. */
static Triangle
factor(double *columns, uint64_t n_rows, uint64_t n_columns, double *response)
{
  Triangle triangle = { .rank = 0 };
  double norms[MAX_COLUMNS];
  for (uint64_t c = 0; c < n_columns; c++) {
    norms[c] = sqrt(sum_squares(columns + c * n_rows, 0, n_rows));
  }
  for (uint64_t c = 0; c < n_columns && triangle.rank < n_rows; c++) {
    double *const column = columns + c * n_rows;
    const uint64_t row = triangle.rank;
    const double norm = sqrt(sum_squares(column, row, n_rows));
    if (!(norm > dependence * norms[c])) {
      continue;
    }
    const double diagonal = column[row] > 0.0 ? -norm : norm;
    column[row] -= diagonal;
    const double norm2 = sum_squares(column, row, n_rows);
    for (uint64_t later = c + 1; later < n_columns; later++) {
      reflect(column, norm2, columns + later * n_rows, row, n_rows);
    }
    reflect(column, norm2, response, row, n_rows);
    triangle.columns[row] = c;
    triangle.diagonal[row] = diagonal;
    triangle.rank++;
  }
  return triangle;
}

double
regression_solve(
    double *columns, uint64_t n_rows, uint64_t n_columns, double *response, double *coefficients)
{
  const Triangle triangle = factor(columns, n_rows, n_columns, response);
  if (coefficients != NULL) {
    for (uint64_t c = 0; c < n_columns; c++) {
      coefficients[c] = 0.0;
    }
    for (uint64_t row = triangle.rank; row-- > 0;) {
      double value = response[row];
      for (uint64_t later = row + 1; later < triangle.rank; later++) {
        const uint64_t c = triangle.columns[later];
        value -= columns[c * n_rows + row] * coefficients[c];
      }
      coefficients[triangle.columns[row]] = value / triangle.diagonal[row];
    }
  }
  return sum_squares(response, triangle.rank, n_rows);
}
