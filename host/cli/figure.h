// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Numbers rounded for people, free of locales. Pure functions. */

enum {
  FIGURE_MAX_LENGTH = 48
}; // of any text that figure_format() writes, with the NUL

/**
 * Returns: the decimals that show numbers up to @greatest in size, @distance apart, with about
 * four digits that tell; negative when only an exponent shows them in a few characters.
 */
int figure_get_decimals(double greatest, double distance);

/** Writes @value with @decimals from figure_get_decimals(); "-" when it is not finite. */
void figure_format(double value, int decimals, char *buffer);

G_END_DECLS
