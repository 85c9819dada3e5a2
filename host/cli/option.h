// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** What an option takes. */
typedef enum {
  OPTION_FLAG,  // nothing
  OPTION_VALUE, // a value; of several, the last one counts
  OPTION_LIST,  // a value each time, all count
} OptionKind;

/** One option of a command; a table of them ends with a name of NULL. */
typedef struct {
  const char *name; // without the dashes
  char letter;      // of the short form, or NUL
  OptionKind kind;
  const char *value_name;     // (nullable): of the value, for help and jobs; NULL for a flag
  const char *const *choices; // (nullable): all values accepted, ends in NULL
  const char *summary;
  const char *heading; // (nullable): above this option in the help, where a group begins
} Option;

/**
 * What the name of an option's value says about it: a single letter is a number ("H", "M[,M2…]"),
 * FILE and DIR are paths ("FILE"), and names with "…" take several values with commas between them.
 */
gboolean option_takes_number(const Option *option);
gboolean option_takes_path(const Option *option);
gboolean option_takes_several(const Option *option);

/** The options and operands of one command line. Never changes; borrows the tables. */
typedef struct OptionValues OptionValues;

typedef enum {
  OPTION_ERROR_UNKNOWN, // no such option
  OPTION_ERROR_VALUE,   // a value that is missing, not wanted, or not accepted
  OPTION_ERROR_OPERAND, // too few or too many operands, or options that exclude each other
} OptionError;

#define OPTION_ERROR (option_error_quark())
GQuark option_error_quark(void);

/**
 * Sorts @arguments into options and operands: `--name value`, `--name=value`, `-n value`,
 * `-nvalue`,
 * `-ab` for flags; `--` ends the options, `-` is an operand. Options and operands may alternate.
 *
 * @tables: of which no two hold the same option, ends in NULL.
 * @arguments: without the program and the command, ends in NULL.
 * @stops_at_operand: whether the first operand ends the options, as for commands that take the
 * whole line of another one.
 * Returns: (transfer full): the values, or NULL with OPTION_ERROR.
 */
OptionValues *option_values_new(const Option *const *tables,
                                const char *const *arguments,
                                gboolean stops_at_operand,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

void option_values_free(OptionValues *values);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OptionValues, option_values_free)

/** Whether option @name was given; @name must be in a table, as for all functions below. */
gboolean option_values_has(const OptionValues *values, const char *name);

/** Returns: (transfer none) (nullable): the last value of @name. */
const char *option_values_get_text(const OptionValues *values, const char *name);

/** Returns: (transfer none): all values of @name in order, ends in NULL. */
const char *const *option_values_get_list(const OptionValues *values, const char *name);

/** Returns: (transfer none): the operands in order, ends in NULL. */
const char *const *option_values_get_operands(const OptionValues *values);

/** Reads the value of @name as a whole number; leaves @number as it is when it was not given. */
gboolean option_values_get_integer(const OptionValues *values,
                                   const char *name,
                                   guint64 minimum,
                                   guint64 maximum,
                                   guint64 *number,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Reads a list of numbers from the value of @name, separated by commas, each once.
 *
 * @accepted: what a number may be, for the message: "percentage above 0 and below 100".
 * @is_open: the bounds themselves are not accepted.
 * Returns: TRUE and sets @numbers (transfer full) (element-type double), NULL when @name was not
 * given; or FALSE with OPTION_ERROR.
 */
gboolean option_values_get_numbers(const OptionValues *values,
                                   const char *name,
                                   double least,
                                   double greatest,
                                   gboolean is_open,
                                   const char *accepted,
                                   GArray **numbers,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Finds the value of @name among its choices; leaves @index as it is when it was not given. */
gboolean option_values_get_choice(const OptionValues *values,
                                  const char *name,
                                  gsize *index,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
