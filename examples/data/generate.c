// SPDX-License-Identifier: MIT
//
// Writes the generated series of this folder, byte for byte: generate-data FOLDER
//
// All arithmetic is on 64-bit integers in hundredths, so every compiler and processor writes the
// same bytes.
#include "recipe.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

// SplitMix64 (Steele, Lea, Flood 2014); the seed of a series is the FNV-1a hash of its name.
static uint64_t
random_next(uint64_t *state)
{
  *state += UINT64_C(0x9E3779B97F4A7C15);
  uint64_t mixed = *state;
  mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
  return mixed ^ (mixed >> 31);
}

static uint64_t
random_seed(const char *name)
{
  uint64_t hash = UINT64_C(0xCBF29CE484222325);
  for (const char *letter = name; *letter != '\0'; letter++) {
    hash = (hash ^ (uint64_t)(unsigned char)*letter) * UINT64_C(0x100000001B3);
  }
  return hash;
}

static int64_t
random_below(uint64_t *state, int64_t limit)
{
  return (int64_t)(random_next(state) % (uint64_t)limit);
}

// The sum of 12 uniform numbers has variance 1 when each is as wide as 1: close to a normal.
static int64_t
random_noise(uint64_t *state, int64_t deviation)
{
  int64_t sum = 0;
  for (int i = 0; i < 12; i++) {
    sum += random_below(state, 65536);
  }
  return (sum - INT64_C(12) * 32768) * deviation / 65536;
}

// Two parabolas, one up and one down: a sine in integers.
static int64_t
season_wave(int64_t index, int64_t length, int64_t amplitude)
{
  const int64_t doubled = 2 * (index % length);
  const int64_t along = doubled % length;
  const int64_t height = 4 * amplitude * along * (length - along) / (length * length);
  return doubled < length ? height : -height;
}

typedef struct {
  const RecipeFile *file;
  const Recipe *recipe;
  uint64_t random;
  int64_t disturbance;
  int64_t index; // of the value that comes next
} Series;

static Series
series_begin(const RecipeFile *file, const Recipe *recipe)
{
  return (Series){ .file = file, .recipe = recipe, .random = random_seed(recipe->id) };
}

// Returns: whether there is a value at this place; if so, fills @value.
static bool
series_next(Series *series, int64_t *value)
{
  const Recipe *recipe = series->recipe;
  const int64_t index = series->index++;
  const bool missing = random_below(&series->random, 1000) < recipe->missing_permille;
  const bool demand = random_below(&series->random, 1000) < recipe->demand_permille;
  const int64_t noise = random_noise(&series->random, recipe->noise);

  if (recipe->demand_permille > 0) {
    const int64_t amount = recipe->level + (noise < 0 ? -noise : noise);
    *value = demand ? amount / 100 * 100 : 0;
    return !missing;
  }
  series->disturbance = series->disturbance * recipe->persistence / 100 + noise;
  *value = recipe->level + recipe->slope * index / 100 + series->disturbance +
           season_wave(index, series->file->season, recipe->amplitude) +
           season_wave(index, series->file->long_season, recipe->long_amplitude) +
           (2 * index >= recipe->n_values ? recipe->shift : 0);
  return !missing;
}

static void
value_write(FILE *stream, int64_t value)
{
  const uint64_t hundredths = value < 0 ? (uint64_t)-value : (uint64_t)value;
  fprintf(stream, "%s%" PRIu64, value < 0 ? "-" : "", hundredths / 100);
  if (hundredths % 100 != 0) {
    fprintf(stream, ".%02" PRIu64, hundredths % 100);
  }
}

static void
time_write(FILE *stream, const RecipeFile *file, int64_t index)
{
  int64_t seconds = file->first_day * SECONDS_A_DAY + index * file->step_seconds;
  if (file->calendar == CALENDAR_BUSINESS_DAYS) {
    seconds += (index / 5 * 7 + index % 5) * SECONDS_A_DAY;
  }
  const time_t moment = (time_t)seconds;
  struct tm parts = { 0 };
  gmtime_r(&moment, &parts);
  fprintf(stream, "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
  if (file->calendar == CALENDAR_SECONDS && file->step_seconds % SECONDS_A_DAY != 0) {
    fprintf(stream, " %02d:%02d:%02d", parts.tm_hour, parts.tm_min, parts.tm_sec);
  }
}

static void
long_write(FILE *stream, const RecipeFile *file)
{
  fputs("unique_id,ds,y\n", stream);
  for (size_t i = 0; i < file->n_recipes; i++) {
    Series series = series_begin(file, &file->recipes[i]);
    while (series.index < series.recipe->n_values) {
      fprintf(stream, "%s,", series.recipe->id);
      time_write(stream, file, series.index);
      fputc(',', stream);
      int64_t value = 0;
      if (series_next(&series, &value)) {
        value_write(stream, value);
      }
      fputc('\n', stream);
    }
  }
}

// A row a series, as the files of the M4 competition: short rows end in empty cells.
static void
wide_write(FILE *stream, const RecipeFile *file)
{
  int64_t n_columns = 0;
  for (size_t i = 0; i < file->n_recipes; i++) {
    const int64_t n_values = file->recipes[i].n_values;
    n_columns = n_values > n_columns ? n_values : n_columns;
  }
  fputs("id", stream);
  for (int64_t column = 1; column <= n_columns; column++) {
    fprintf(stream, ",V%" PRId64, column);
  }
  fputc('\n', stream);
  for (size_t i = 0; i < file->n_recipes; i++) {
    Series series = series_begin(file, &file->recipes[i]);
    fputs(series.recipe->id, stream);
    while (series.index < n_columns) {
      fputc(',', stream);
      const bool beyond = series.index >= series.recipe->n_values;
      int64_t value = 0;
      if (series_next(&series, &value) && !beyond) {
        value_write(stream, value);
      }
    }
    fputc('\n', stream);
  }
}

static void
tsf_write(FILE *stream, const RecipeFile *file)
{
  fprintf(stream,
          "# Generated series, see README.md of this folder.\n"
          "@relation generated_%s\n"
          "@attribute series_name string\n"
          "@attribute start_timestamp date\n"
          "@frequency %s\n"
          "@horizon 8\n"
          "@missing true\n"
          "@equallength false\n"
          "@data\n",
          file->frequency, file->frequency);
  for (size_t i = 0; i < file->n_recipes; i++) {
    Series series = series_begin(file, &file->recipes[i]);
    fprintf(stream, "%s:", series.recipe->id);
    time_write(stream, file, 0);
    fputs(" 00-00-00:", stream);
    while (series.index < series.recipe->n_values) {
      fputs(series.index > 0 ? "," : "", stream);
      int64_t value = 0;
      if (series_next(&series, &value)) {
        value_write(stream, value);
      } else {
        fputc('?', stream);
      }
    }
    fputc('\n', stream);
  }
}

static bool
file_write(const char *folder, const RecipeFile *file)
{
  static void (*const writers[])(FILE * stream, const RecipeFile *file) = {
    [LAYOUT_LONG] = long_write,
    [LAYOUT_WIDE_ROW] = wide_write,
    [LAYOUT_TSF] = tsf_write,
  };
  char path[4096];
  const int length = snprintf(path, sizeof path, "%s/%s", folder, file->name);
  if (length < 0 || (size_t)length >= sizeof path) {
    return false;
  }
  FILE *stream = fopen(path, "wb");
  if (stream == NULL) {
    return false;
  }
  writers[file->layout](stream, file);
  const bool failed = ferror(stream) != 0;
  return fclose(stream) == 0 && !failed;
}

int
main(int argc, char **argv)
{
  if (argc != 2) {
    fprintf(stderr, "usage: generate-data FOLDER\n");
    return 2;
  }
  for (size_t i = 0; i < recipe_n_files; i++) {
    if (!file_write(argv[1], &recipe_files[i])) {
      fprintf(stderr, "generate-data: %s/%s cannot be written\n", argv[1], recipe_files[i].name);
      return 1;
    }
  }
  return 0;
}
