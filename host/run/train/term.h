// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * How users choose one of several ways to do a thing, with the numbers that it takes: `name` or
 * `name:NUMBER,NUMBER`. Plain values; pure functions, any thread.
 */
enum {
  TERM_MOST_NUMBERS = 100
};

typedef struct {
  const char *name;
  const char *wanted; // what may follow, in words with an example; NULL when nothing may
  gsize n_least;      // numbers that must follow
  gsize n_most;

  /** Whether the number at @index of @numbers can be; those before it were accepted. */
  gboolean (*accepts)(const double *numbers, gsize index);
} TermForm;

/** All the ways: an array of structs that begin with a TermForm. */
typedef struct {
  const char *thing; // "loss", for messages
  const char *known; // all forms as users write them
  gconstpointer kinds;
  gsize stride; // bytes of one
  gsize n_kinds;
} TermTable;

/** What was chosen. */
typedef struct {
  gsize kind; // index in the table
  gsize n_numbers;
  double numbers[TERM_MOST_NUMBERS]; // 0 where none was given
} Term;

typedef enum {
  TERM_ERROR_UNKNOWN, // no such name; the message lists all and offers similar ones
  TERM_ERROR_NUMBER,  // a number that is missing, one too many, or not accepted
} TermError;

#define TERM_ERROR (term_error_quark())
GQuark term_error_quark(void);

/** Returns: TRUE and fills @term, or FALSE with TERM_ERROR and @term untouched. */
gboolean term_parse(const TermTable *table, const char *text, Term *term, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
