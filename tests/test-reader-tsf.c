// SPDX-License-Identifier: MIT
#include "reader-fixture.h"

#include "data/reader-private.h"

#include <string.h>

#define HEAD "@relation sample\n@attribute series_name string\n"
#define DATED HEAD "@attribute start_timestamp date\n"

typedef struct {
  const char *name; // the promise
  const char *text;
  const char *panel; // as fixture_print() writes it
  ReaderOptions options;
} Accepted;

static const Step day = { .unit = STEP_DAY, .count = 1 };
static const Step index_step = { .unit = STEP_INDEX, .count = 1 };

static const Accepted accepted[] = {
  { .name = "half-hours",
    .text = "# a comment, perhaps in another encoding: \xE9\n\n" DATED
            "@frequency half_hourly\n@data\nT1:2010-07-01 00-30-00:1,2\nT2:2010-07-01 "
            "00-00-00:3\n",
    .panel = "T1@2010-07-01 00:30:00/30 minutes: 1 2\nT2@2010-07-01 00:00:00/30 minutes: 3\n" },
  { .name = "midnights-as-dates",
    .text = DATED "@frequency monthly\n@data\nT1:2010-01-31 00-00-00:1,2\n",
    .panel = "T1@2010-01-31/month: 1 2\n" },
  { .name = "days-that-begin-later",
    .text = DATED "@frequency daily\n@data\nT1:2010-01-31 06-00-00:1,2\n",
    .panel = "T1@2010-01-31 06:00:00/day: 1 2\n" },
  { .name = "question-marks",
    .text = HEAD "@data\nT1:?,1,?,2.5,?\n",
    .panel = "T1@1/integer: nan 1 nan 2.5 nan\n" },
  { .name = "no-times",
    .text =
        HEAD "@frequency monthly\n@horizon 18\n@missing false\n@equallength true\n@data\nT1:1,2",
    .panel = "T1@1/integer: 1 2\n" },
  { .name = "other-attributes",
    .text = "@attribute kind string\n@attribute series_name string\n@attribute size numeric\n"
            "@data\nfoo:T1:5:1,2\n",
    .panel = "T1@1/integer: 1 2\n" },
  { .name = "the-first-text-as-name",
    .text = "@attribute size numeric\n@attribute city string\n@data\n5:Bonn:1,2\n",
    .panel = "Bonn@1/integer: 1 2\n" },
  { .name = "line-ends-of-windows",
    .text = "@attribute series_name string\r\n@data\r\nT1:1,2\r\n\r\nT2:3 , 4\r\n",
    .panel = "T1@1/integer: 1 2\nT2@1/integer: 3 4\n" },
  { .name = "step-by-option",
    .text = DATED "@data\nT1:2010-01-31 00-00-00:1,2\n",
    .panel = "T1@2010-01-31/day: 1 2\n",
    .options = { .step = &day } },
  { .name = "layout-by-option",
    .text = HEAD "@data\nT1:1\n",
    .panel = "T1@1/integer: 1\n",
    .options = { .layout = READER_LAYOUT_TSF } },
};

typedef struct {
  const char *name; // the promise
  const char *text;
  ReaderError code;
  const char *message; // a pattern
  ReaderOptions options;
} Rejected;

static const Rejected rejected[] = {
  { .name = "no-data",
    .text = HEAD "T1:1,2\n",
    .code = READER_ERROR_HEADER,
    .message = "m.csv:3: 'T1:1,2' is none of @relation, @attribute, *@data" },
  { .name = "no-data-tag",
    .text = HEAD,
    .code = READER_ERROR_HEADER,
    .message = "m.csv: there is no @data" },
  { .name = "no-series",
    .text = HEAD "@data\n# none\n",
    .code = READER_ERROR_EMPTY,
    .message = "m.csv: no series in this file" },
  { .name = "unknown-type",
    .text = "@attribute series_name text\n@data\nT1:1\n",
    .code = READER_ERROR_HEADER,
    .message = "m.csv:1: @attribute 'series_name' has the type 'text', which is none of string, "
               "numeric and date" },
  { .name = "attribute-without-a-name",
    .text = "@attribute\n@data\nT1:1\n",
    .code = READER_ERROR_HEADER,
    .message = "m.csv:1: @attribute '' has the type '', *" },
  { .name = "unknown-frequency",
    .text = HEAD "@frequency often\n@data\nT1:1\n",
    .code = READER_ERROR_STEP,
    .message = "m.csv:3: @frequency: *often*" },
  { .name = "horizon-in-words",
    .text = HEAD "@horizon long\n@data\nT1:1\n",
    .code = READER_ERROR_HEADER,
    .message = "m.csv:3: @horizon 'long' is no number of steps from 1 to 1000000" },
  { .name = "no-name",
    .text = "@attribute size numeric\n@data\n5:1,2\n",
    .code = READER_ERROR_HEADER,
    .message = "m.csv: no @attribute of type string names the series" },
  { .name = "times-without-frequency",
    .text = DATED "@data\nT1:2010-01-31 00-00-00:1,2\n",
    .code = READER_ERROR_STEP,
    .message = "m.csv: the series begin at dates, but there is no @frequency (name the step with "
               "--step)" },
  { .name = "integer-step-for-dates",
    .text = DATED "@frequency daily\n@data\nT1:2010-01-31 00-00-00:1,2\n",
    .code = READER_ERROR_STEP,
    .message = "m.csv: the step 'integer' does not fit, as the series of this file begin at dates",
    .options = { .step = &index_step } },
  { .name = "step-of-dates-without-times",
    .text = HEAD "@data\nT1:1,2\n",
    .code = READER_ERROR_STEP,
    .message = "m.csv: the step 'day' does not fit, as the series of this file begin at no time",
    .options = { .step = &day } },
  { .name = "too-few-attributes",
    .text = DATED "@frequency daily\n@data\nT1:1,2\n",
    .code = READER_ERROR_SYNTAX,
    .message = "m.csv:6: 1 fields before the values where the header has 2 attributes" },
  { .name = "start-unknown",
    .text = DATED "@frequency daily\n@data\nT1:May:1,2\n",
    .code = READER_ERROR_TIME,
    .message = "m.csv:6: the start 'May' is no time (write 2010-07-01 00-30-00)" },
  { .name = "start-of-another-form",
    .text = DATED "@frequency daily\n@data\nT1:2010-01-31:1,2\nT2:2010/01/31:1,2\n",
    .code = READER_ERROR_TIME,
    .message = "m.csv:7: the start*is written in another form than the times above" },
  { .name = "text-value",
    .text = HEAD "@data\nT1:1,x,2\n",
    .code = READER_ERROR_NUMBER,
    .message = "m.csv:4: value 2, series 'T1': 'x' is no number (write a number, or ? when it is "
               "missing)" },
  { .name = "empty-value",
    .text = HEAD "@data\nT1:1,,2\n",
    .code = READER_ERROR_NUMBER,
    .message = "m.csv:4: value 2, series 'T1': '' is no number*" },
  { .name = "infinite-value",
    .text = HEAD "@data\nT1:1,inf\n",
    .code = READER_ERROR_NUMBER,
    .message = "m.csv:4: value 2, series 'T1': 'inf' is infinite (write a finite number, or ?*" },
  { .name = "name-missing",
    .text = HEAD "@data\n:1,2\n",
    .code = READER_ERROR_SYNTAX,
    .message = "m.csv:4: the series name '' is no name: every row needs one" },
  { .name = "name-doubled",
    .text = HEAD "@data\nT1:1\nT2:1\nT1:1\n",
    .code = READER_ERROR_DUPLICATE,
    .message = "m.csv:6: series 'T1' stands in line 4 already" },
};

static void
test_accepts(gconstpointer data)
{
  const Accepted *row = data;
  const gsize chunk_sizes[] = { 1, 9, READER_CHUNK_SIZE };
  for (gsize i = 0; i < G_N_ELEMENTS(chunk_sizes); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Panel) panel =
        fixture_read(row->text, strlen(row->text), &row->options, chunk_sizes[i], 2, &error);
    g_assert_no_error(error);
    g_autofree char *text = fixture_print(panel);
    g_assert_cmpstr(text, ==, row->panel);
  }
}

static void
test_rejects(gconstpointer data)
{
  const Rejected *row = data;
  const gsize chunk_sizes[] = { 1, 9, READER_CHUNK_SIZE };
  for (gsize i = 0; i < G_N_ELEMENTS(chunk_sizes); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Panel) panel =
        fixture_read(row->text, strlen(row->text), &row->options, chunk_sizes[i], 2, &error);
    g_assert_null(panel);
    fixture_assert_message(error, row->message);
    g_assert_error(error, READER_ERROR, (int)row->code);
  }
}

static void
test_takes_horizon(void)
{
  const char *text = HEAD "@horizon 18\n@data\nT1:1,2\n";
  g_autoptr(Panel) panel = fixture_read(text, strlen(text), NULL, READER_CHUNK_SIZE, 1, NULL);
  g_assert_nonnull(panel);
  g_assert_cmpuint(panel_get_horizon(panel), ==, 18);
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(accepted); i++) {
    g_autofree char *path = g_strconcat("/reader/tsf/reads/", accepted[i].name, NULL);
    g_test_add_data_func(path, &accepted[i], test_accepts);
  }
  for (gsize i = 0; i < G_N_ELEMENTS(rejected); i++) {
    g_autofree char *path = g_strconcat("/reader/tsf/rejects/", rejected[i].name, NULL);
    g_test_add_data_func(path, &rejected[i], test_rejects);
  }
  g_test_add_func("/reader/tsf/takes-the-horizon-of-the-file", test_takes_horizon);
  return g_test_run();
}
