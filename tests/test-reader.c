// SPDX-License-Identifier: MIT
#include "reader-fixture.h"

#include "data/reader-private.h"

#include <string.h>

typedef struct {
  const char *name; // the promise
  const char *text;
  const char *panel; // as fixture_print() writes it
  ReaderOptions options;
} Accepted;

static const Accepted accepted[] = {
  { "long",
    "unique_id,ds,y\nA,2020-01-01,1\nA,2020-01-02,2.5\nB,2020-01-05,-3\nB,2020-01-06,4\n",
    "A@2020-01-01/day: 1 2.5\nB@2020-01-05/day: -3 4\n",
    { 0 } },
  { "columns-in-any-order",
    "y,ds,unique_id\n1,2020-01,A\n2,2020-02,A\n",
    "A@2020-01/month: 1 2\n",
    { 0 } },
  { "aliases-in-any-case",
    "Series,Timestamp,Value\nA,2020-01-01 00:00:00,1\nA,2020-01-01 01:00:00,2\n",
    "A@2020-01-01 00:00:00/hour: 1 2\n",
    { 0 } },
  { "names-by-option",
    "shop,week,sold,id\nA,1,10,3\nA,2,20,4\n",
    "A@1/integer: 10 20 | id: 3 4\n",
    { .id_name = "shop", .time_name = "week", .target_name = "sold" } },
  { "only-value-column-left",
    "id,date,sales\nA,2020-01-01,1\nA,2020-01-02,2\n",
    "A@2020-01-01/day: 1 2\n",
    { 0 } },
  { "exogenous-columns",
    "unique_id,ds,y,price,promo\nA,1,10,0.5,1\nA,2,20,NA,0\n",
    "A@1/integer: 10 20 | price: 0.5 nan | promo: 1 0\n",
    { 0 } },
  { "one-series-named-by-the-file",
    "ds,y\n2020Q1,1\n2020Q2,2\n",
    "m@2020Q1/quarter: 1 2\n",
    { 0 } },
  { "values-alone", "y\n1\n2\n\n3\n", "m@1/integer: 1 2 nan 3\n", { 0 } },
  { "values-without-a-header", "112\n118\n132", "m@1/integer: 112 118 132\n", { 0 } },
  { "series-without-times",
    "unique_id,y\nA,1\nB,5\nA,2\n",
    "A@1/integer: 1 2\nB@1/integer: 5\n",
    { 0 } },
  { "wide-by-row",
    "V1,V2,V3,V4\nY1,1,2,\nY2,5,,7\nY3,4\n",
    "Y1@1/integer: 1 2\nY2@1/integer: 5 nan 7\nY3@1/integer: 4\n",
    { 0 } },
  { "wide-by-row-quoted",
    "\"V1\",\"V2\",\"V3\",\"V4\"\n\"Y1\",\"1\",\"2\",\"\"\n\"Y2\",\"\",\"6\",\"7\"\n",
    "Y1@1/integer: 1 2\nY2@2/integer: 6 7\n",
    { 0 } },
  { "wide-by-row-with-times",
    "id,2020-01,2020-02,2020-03\nA,1,2,3\nB,,5,\n",
    "A@2020-01/month: 1 2 3\nB@2020-02/month: 5\n",
    { 0 } },
  { "wide-by-row-with-years",
    "country,1960,1961,1962\nA,1,2,3\nB,,5,6\n",
    "A@1960/integer: 1 2 3\nB@1961/integer: 5 6\n",
    { 0 } },
  { "wide-by-column",
    "date,HUFL,OT\n2016-07-01 00:00:00,5.827,30.5\n2016-07-01 01:00:00,5.693,27.7\n",
    "HUFL@2016-07-01 00:00:00/hour: 5.827 5.693\nOT@2016-07-01 00:00:00/hour: 30.5 27.7\n",
    { 0 } },
  { "wide-by-column-with-late-and-early-series",
    "date,a,b\n2020-01-01,,1\n2020-01-02,2,2\n2020-01-04,3,\n",
    "a@2020-01-02/day: 2 nan 3\nb@2020-01-01/day: 1 2\n",
    { 0 } },
  { "wide-by-column-unnamed-time",
    ",a,b\n2020-01-01,1,2\n2020-01-02,3,4\n",
    "a@2020-01-01/day: 1 3\nb@2020-01-01/day: 2 4\n",
    { 0 } },
  { "layout-by-option",
    "t,x,y\n1,5,6\n2,7,8\n",
    "x@1/integer: 5 7\ny@1/integer: 6 8\n",
    { .layout = READER_LAYOUT_WIDE_COLUMN } },
  { "tabs", "unique_id\tds\ty\nA,B\t1\t5\nA,B\t2\t6\n", "A,B@1/integer: 5 6\n", { 0 } },
  { "semicolons", "unique_id;ds;y\nA;1;5.5\nA;2;6\n", "A@1/integer: 5.5 6\n", { 0 } },
  { "byte-order-mark", "\xEF\xBB\xBFunique_id,ds,y\nA,1,5\n", "A@1/integer: 5\n", { 0 } },
  { "line-ends-of-windows",
    "unique_id,ds,y\r\nA,1,5\r\nA,2,\r\nA,3,7\r\n\r\n",
    "A@1/integer: 5 nan 7\n",
    { 0 } },
  { "last-line-without-end", "unique_id,ds,y\nA,1,5\nA,2,6", "A@1/integer: 5 6\n", { 0 } },
  { "last-cell-empty-without-end", "unique_id,ds,y\nA,1,5\nA,2,", "A@1/integer: 5 nan\n", { 0 } },
  { "blank-lines", "unique_id,ds,y\n\nA,1,5\n\nA,2,6\n\n", "A@1/integer: 5 6\n", { 0 } },
  { "missing-in-words",
    "unique_id,ds,y\nA,1,\nA,2,NA\nA,3,NaN\nA,4,nan\nA,5,null\nA,6,?\nA,7,1\n",
    "A@1/integer: nan nan nan nan nan nan 1\n",
    { 0 } },
  { "blanks-around-numbers", "unique_id, ds, y\nA, 1, 5\nA, 2 ,6 \n", "A@1/integer: 5 6\n", { 0 } },
  { "quotes",
    "unique_id,ds,y\n\"A, \"\"B\"\"\",1,5\n\"A, \"\"B\"\"\",\"2\",\"6\"\n",
    "A, \"B\"@1/integer: 5 6\n",
    { 0 } },
  { "line-ends-in-quotes",
    "unique_id,ds,y\n\"A\nB\",1,5\n\"A\nB\",2,6\nC,1,7\n",
    "A\nB@1/integer: 5 6\nC@1/integer: 7\n",
    { 0 } },
  { "same-name-quoted-and-plain",
    "unique_id,ds,y\n\"A\",1,5\nA,2,6\n",
    "A@1/integer: 5 6\n",
    { 0 } },
  { "interleaved-series",
    "unique_id,ds,y\nB,1,1\nA,1,2\nB,2,3\nA,2,4\nC,2,5\nB,3,6\n",
    "B@1/integer: 1 3 6\nA@1/integer: 2 4\nC@2/integer: 5\n",
    { 0 } },
  { "gaps-become-missing",
    "unique_id,ds,y\nA,2020-01-31,1\nA,2020-02-29,2\nA,2020-04-30,4\nB,2020-02-29,5\n",
    "A@2020-01-31/month: 1 2 nan 4\nB@2020-02-29/month: 5\n",
    { 0 } },
  { "business-days",
    "unique_id,ds,y\nA,2021-01-07,1\nA,2021-01-08,2\nA,2021-01-11,3\nA,2021-01-13,4\n",
    "A@2021-01-07/business day: 1 2 3 nan 4\n",
    { 0 } },
  { "one-step-for-all-series",
    "unique_id,ds,y\nA,2020-01-01,1\nA,2020-01-02,2\nB,2020-01-01,3\nB,2020-01-03,4\n",
    "A@2020-01-01/day: 1 2\nB@2020-01-01/day: 3 nan 4\n",
    { 0 } },
  { "single-observation-of-months",
    "unique_id,ds,y\nA,2020-01-15,1\nA,2020-02-15,2\nB,2020-05-31,3\n",
    "A@2020-01-15/month: 1 2\nB@2020-05-31/month: 3\n",
    { 0 } },
  { "fractions-of-seconds",
    "unique_id,ds,y\nA,2020-01-01 00:00:00,1\nA,2020-01-01 00:00:00.25,2\n",
    "A@2020-01-01 00:00:00.00/250 milliseconds: 1 2\n",
    { 0 } },
  { "far-apart-integers",
    "unique_id,ds,y\nA,1577836800000,1\nA,1577840400000,2\nA,1577847600000,3\n",
    "A@1577836800000/3600000 integers: 1 2 nan 3\n",
    { 0 } },
  { "time-zones",
    "unique_id,ds,y\nA,2020-01-01T00:00:00Z,1\nA,2020-01-01T00:15:00Z,2\n",
    "A@2020-01-01T00:00:00Z/15 minutes: 1 2\n",
    { 0 } },
  { "sorts-on-request",
    "unique_id,ds,y,x\nA,3,30,3\nA,1,10,1\nA,2,20,2\n",
    "A@1/integer: 10 20 30 | x: 1 2 3\n",
    { .sort = TRUE } },
  { "sorts-with-gaps",
    "unique_id,ds,y\nA,2020-01-05,5\nA,2020-01-01,1\nA,2020-01-02,2\n",
    "A@2020-01-01/day: 1 2 nan nan 5\n",
    { .sort = TRUE } },
  { "first-of-duplicates",
    "unique_id,ds,y\nA,1,10\nA,2,20\nA,2,40\n",
    "A@1/integer: 10 20\n",
    { .duplicates = READER_DUPLICATES_FIRST } },
  { "last-of-duplicates",
    "unique_id,ds,y\nA,1,10\nA,2,20\nA,2,40\n",
    "A@1/integer: 10 40\n",
    { .duplicates = READER_DUPLICATES_LAST } },
  { "sum-of-duplicates",
    "unique_id,ds,y\nA,1,\nA,1,\nA,2,20\nA,2,\nA,2,40\n",
    "A@1/integer: nan 60\n",
    { .duplicates = READER_DUPLICATES_SUM } },
  { "mean-of-duplicates",
    "unique_id,ds,y\nA,2,20\nA,1,1\nA,2,\nA,2,40\n",
    "A@1/integer: 1 30\n",
    { .duplicates = READER_DUPLICATES_MEAN, .sort = TRUE } },
};

static void
test_accepts(gconstpointer data)
{
  const Accepted *row = data;
  const gsize chunk_sizes[] = { 1, 7, 20, READER_CHUNK_SIZE };
  const guint threads[] = { 1, 3 };
  for (gsize i = 0; i < G_N_ELEMENTS(chunk_sizes); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS(threads); j++) {
      g_autoptr(GError) error = NULL;
      g_autoptr(Panel) panel = fixture_read(row->text, strlen(row->text), &row->options,
                                            chunk_sizes[i], threads[j], &error);
      g_assert_no_error(error);
      g_autofree char *text = fixture_print(panel);
      g_assert_cmpstr(text, ==, row->panel);
    }
  }
}

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(accepted); i++) {
    g_autofree char *path = g_strconcat("/reader/reads/", accepted[i].name, NULL);
    g_test_add_data_func(path, &accepted[i], test_accepts);
  }
  return g_test_run();
}
