// SPDX-License-Identifier: MIT
#include "run/train/term.h"

#include "data/decimal.h"
#include "plugin/suggest.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK(term_error, term_error)

static const TermForm *
get_form(const TermTable *table, gsize kind)
{
  return (const TermForm *)(gconstpointer)((const char *)table->kinds + kind * table->stride);
}

static gboolean
find_kind(const TermTable *table, const char *name, gsize *kind, GError **error)
{
  g_autofree const char **names = g_new0(const char *, table->n_kinds + 1);
  for (gsize i = 0; i < table->n_kinds; i++) {
    names[i] = get_form(table, i)->name;
    if (strcmp(names[i], name) == 0) {
      *kind = i;
      return TRUE;
    }
  }
  g_autofree char *similar = suggest_similar(name, names);
  g_set_error(error, TERM_ERROR, TERM_ERROR_UNKNOWN, "'%s' is no %s (%s)%s%s", name, table->thing,
              table->known, similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return FALSE;
}

static gboolean
read_numbers(const TermForm *form, const char *list, Term *term)
{
  g_auto(GStrv) texts = g_strsplit(list, ",", -1);
  term->n_numbers = g_strv_length(texts);
  if (term->n_numbers == 0 || term->n_numbers > MIN(form->n_most, TERM_MOST_NUMBERS)) {
    return FALSE;
  }
  for (gsize i = 0; i < term->n_numbers; i++) {
    const char *text = g_strstrip(texts[i]);
    const gsize length = strlen(text);
    if (length == 0 || decimal_parse(text, length, &term->numbers[i]) != length ||
        !isfinite(term->numbers[i]) || !form->accepts(term->numbers, i)) {
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
term_parse(const TermTable *table, const char *text, Term *term, GError **error)
{
  const char *colon = strchr(text, ':');
  g_autofree char *name =
      g_strstrip(colon != NULL ? g_strndup(text, (gsize)(colon - text)) : g_strdup(text));
  Term found = { 0 };
  if (!find_kind(table, name, &found.kind, error)) {
    return FALSE;
  }
  const TermForm *form = get_form(table, found.kind);
  if ((colon != NULL && !read_numbers(form, colon + 1, &found)) ||
      found.n_numbers < form->n_least) {
    g_set_error(error, TERM_ERROR, TERM_ERROR_NUMBER, "%s '%s': %s takes %s", table->thing, text,
                form->name, form->wanted != NULL ? form->wanted : "nothing after its name");
    return FALSE;
  }
  *term = found;
  return TRUE;
}
