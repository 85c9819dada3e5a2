// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * What plugins declare (names, texts, parameters, structs of their own size), checked and copied
 * into the host's own memory. Messages begin with the thing that is wrong and leave out the file.
 */

typedef enum {
  DECLARATION_ERROR_SIZE,      // a struct_size that cannot be
  DECLARATION_ERROR_TEXT,      // a missing, empty or damaged text, or a name of other characters
  DECLARATION_ERROR_NUMBER,    // a number that is out of its range
  DECLARATION_ERROR_DUPLICATE, // the same name twice
  DECLARATION_ERROR_MISSING,   // a required function or pointer is absent
} DeclarationError;

#define DECLARATION_ERROR (declaration_error_quark())
GQuark declaration_error_quark(void);

/** What a host takes at most; plugcast.h promises it. */
enum {
  DECLARATION_MAX_NAME = 63,    // bytes of a name
  DECLARATION_MAX_TEXT = 4095,  // bytes of any other text
  DECLARATION_MAX_ITEMS = 4096, // parameters, choices, features
};

/**
 * Copies a plugin's struct into @own, of @own_size bytes: the smaller of the two sizes, the rest
 * cleared.
 *
 * @theirs: (nullable): begins with its struct_size; NULL is refused.
 * @least_size: what version 1.0 of the struct has.
 * @what: names it in messages: "parameter 2".
 */
gboolean declaration_copy_struct(gpointer own,
                                 gsize own_size,
                                 gconstpointer theirs,
                                 gsize least_size,
                                 const char *what,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** One array of a plugin's structs, which steps by the struct_size of its first element. */
typedef struct {
  gconstpointer items; // (nullable)
  gsize n_items;
  gsize own_size;
  gsize least_size;
  const char *noun; // of one item: "parameter"
} DeclarationArray;

/** Copies item @index into @own, of the array's own_size bytes. */
gboolean declaration_copy_item(const DeclarationArray *array,
                               gsize index,
                               gpointer own,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Replaces the borrowed name at *@name by a copy in @strings, when it is one: lower case letters,
 * digits, '_' and, where @allow_dash, '-', with a letter or digit first.
 */
gboolean declaration_own_name(const char **name,
                              gboolean allow_dash,
                              const char *what,
                              GStringChunk *strings,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** Likewise for a text of one line; NULL and "" are refused when @is_required, else they stay. */
gboolean declaration_own_text(const char **text,
                              gboolean is_required,
                              const char *what,
                              GStringChunk *strings,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * Copies and checks the parameters of a component.
 *
 * Returns: TRUE and sets @own (transfer full) to @n_params parameters, one after another, that keep
 * their texts in @strings and their choices in @arrays.
 */
gboolean declaration_own_params(const plugcast_param *params,
                                guint32 n_params,
                                GStringChunk *strings,
                                GPtrArray *arrays,
                                plugcast_param **own,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
