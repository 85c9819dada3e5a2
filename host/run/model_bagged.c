// SPDX-License-Identifier: MIT
#include "plugin/suggest.h"
#include "run/augmenter.h"
#include "run/expression.h"
#include "run/member_bagged.h"
#include "run/model-private.h"

#include <string.h>

#define NAME "bagged"
#define DEFAULT_AUGMENTER "block_bootstrap"

// The body is a Bagged.

static const char *const argument_names[] = { "n", "augmenter", "combine", NULL };

// In the order of the first kinds of CombinationKind.
static const char *const combination_names[] = { "mean", "median", NULL };

// What stands in the brackets; NULL where nothing was given.
typedef struct {
  const char *model;
  const char *values[G_N_ELEMENTS(argument_names) - 1];
} Arguments;

static gboolean
recognises(Registry *registry, const char *text)
{
  (void)registry;
  g_auto(ExpressionCall) call = { 0 };
  return expression_parse_call(text, "model", &call, NULL) && call.has_brackets &&
         strcmp(call.name, NAME) == 0;
}

static void
free_body(gpointer body)
{
  Bagged *bagged = body;
  if (bagged == NULL) {
    return;
  }
  g_clear_pointer(&bagged->inner, model_free);
  g_clear_pointer(&bagged->augmenter, setup_free);
  g_free(bagged);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bagged, free_body)

static gboolean
take_argument(const ExpressionArgument *argument, Arguments *out, GError **error)
{
  if (argument->name == NULL && out->model == NULL) {
    out->model = argument->value;
    return TRUE;
  }
  for (gsize i = 0; argument->name != NULL && argument_names[i] != NULL; i++) {
    if (strcmp(argument->name, argument_names[i]) == 0) {
      out->values[i] = argument->value;
      return TRUE;
    }
  }
  const char *found = argument->name != NULL ? argument->name : argument->value;
  g_autofree char *similar = suggest_similar(found, argument_names);
  g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
              NAME " has no setting '%s' (write " NAME "(MODEL,n=N,augmenter=NAME,combine=mean or "
                   "median))%s%s",
              found, similar != NULL ? "; " : "", similar != NULL ? similar : "");
  return FALSE;
}

static gboolean
read_arguments(const GPtrArray *arguments, Arguments *out, GError **error)
{
  for (guint i = 0; i < arguments->len; i++) {
    if (!take_argument(g_ptr_array_index(arguments, i), out, error)) {
      return FALSE;
    }
  }
  if (out->model == NULL) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                NAME " needs a model: write " NAME "(MODEL) or " NAME "(MODEL,n=N)");
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_n_copies(const char *text, gsize *n_copies, GError **error)
{
  guint64 number = 0;
  if (!g_ascii_string_to_unsigned(text, 10, BAGGED_LEAST_COPIES, COMBINATION_MOST_MEMBERS, &number,
                                  NULL)) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                NAME ": n: '%s' is no whole number from %d to %d", text, BAGGED_LEAST_COPIES,
                COMBINATION_MOST_MEMBERS);
    return FALSE;
  }
  *n_copies = number;
  return TRUE;
}

static gboolean
read_combination(const char *text, CombinationKind *kind, GError **error)
{
  for (gsize i = 0; combination_names[i] != NULL; i++) {
    if (strcmp(text, combination_names[i]) == 0) {
      *kind = (CombinationKind)i;
      return TRUE;
    }
  }
  g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
              NAME ": combine: '%s' is none of mean, median", text);
  return FALSE;
}

// A member sees one series: there is nothing to mix in, and nobody to learn from.
static gboolean
check_parts(const Bagged *bagged, GError **error)
{
  if (augmenter_get_n_partners(bagged->augmenter) > 0) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                NAME ": augmenter '%s' mixes in other series (take one that works on one series)",
                setup_get_label(bagged->augmenter));
    return FALSE;
  }
  g_autoptr(Member) member = member_new(bagged->inner, 1, 1);
  if (member_get_traits(member)->is_global) {
    g_set_error(error, MODEL_ERROR, MODEL_ERROR_SYNTAX,
                NAME ": model '%s' learns from all series (take one that is fitted to each)",
                model_get_label(bagged->inner));
    return FALSE;
  }
  return TRUE;
}

static gpointer
make_body(Registry *registry, const Arguments *arguments, GError **error)
{
  g_autoptr(Bagged) bagged = g_new0(Bagged, 1);
  bagged->n_copies = BAGGED_DEFAULT_COPIES;
  if ((arguments->values[0] != NULL &&
       !read_n_copies(arguments->values[0], &bagged->n_copies, error)) ||
      (arguments->values[2] != NULL &&
       !read_combination(arguments->values[2], &bagged->combination, error))) {
    return NULL;
  }
  bagged->inner = model_new(registry, arguments->model, error);
  if (bagged->inner == NULL) {
    return NULL;
  }
  const char *augmenter = arguments->values[1] != NULL ? arguments->values[1] : DEFAULT_AUGMENTER;
  bagged->augmenter = setup_new(registry, PLUGCAST_KIND_AUGMENTER, augmenter, error);
  const gboolean is_whole = bagged->augmenter != NULL && check_parts(bagged, error);
  return is_whole ? g_steal_pointer(&bagged) : NULL;
}

static gpointer
parse(Registry *registry, const char *text, GError **error)
{
  g_auto(ExpressionCall) call = { 0 };
  if (!expression_parse_call(text, "model", &call, error)) {
    return NULL;
  }
  g_autoptr(GPtrArray) list = expression_parse_arguments(call.arguments, error);
  Arguments arguments = { 0 };
  if (list == NULL || !read_arguments(list, &arguments, error)) {
    return NULL;
  }
  return make_body(registry, &arguments, error);
}

// Returns: (nullable): the parameter's name where @name is `augmenter.parameter`.
static const char *
strip_augmenter(const char *name)
{
  return g_str_has_prefix(name, "augmenter.") ? name + strlen("augmenter.") : NULL;
}

static gpointer
copy_with(gconstpointer body, const char *name, const char *value, GError **error)
{
  const Bagged *bagged = body;
  const char *of_augmenter = strip_augmenter(name);
  g_autoptr(Bagged) copy = g_new0(Bagged, 1);
  copy->n_copies = bagged->n_copies;
  copy->combination = bagged->combination;
  copy->augmenter = of_augmenter != NULL
                        ? setup_copy_with(bagged->augmenter, of_augmenter, value, error)
                        : setup_copy(bagged->augmenter);
  if (copy->augmenter == NULL) {
    return NULL;
  }
  copy->inner = of_augmenter != NULL ? model_copy(bagged->inner)
                                     : model_copy_with(bagged->inner, name, value, error);
  return copy->inner != NULL ? g_steal_pointer(&copy) : NULL;
}

static char *
make_label(gconstpointer body, gboolean is_full)
{
  const Bagged *bagged = body;
  const ModelClass *class = model_get_class(bagged->inner);
  g_autofree char *inner = class->make_label(model_get_body(bagged->inner), is_full);
  const char *augmenter =
      is_full ? setup_get_full_label(bagged->augmenter) : setup_get_label(bagged->augmenter);
  GString *label = g_string_new(NAME "(");
  g_string_append(label, inner);
  if (bagged->n_copies != BAGGED_DEFAULT_COPIES) {
    g_string_append_printf(label, ",n=%" G_GSIZE_FORMAT, bagged->n_copies);
  }
  if (strcmp(augmenter, DEFAULT_AUGMENTER) != 0) {
    g_string_append_printf(label, ",augmenter=%s", augmenter);
  }
  if (bagged->combination != COMBINATION_MEAN) {
    g_string_append_printf(label, ",combine=%s", combination_names[bagged->combination]);
  }
  g_string_append_c(label, ')');
  return g_string_free(label, FALSE);
}

static const Setup *
get_setup(gconstpointer body)
{
  const Bagged *bagged = body;
  return model_get_setup(bagged->inner);
}

static const Setup *
find_setup(gconstpointer body, const char *name, const char **parameter)
{
  const Bagged *bagged = body;
  const char *of_augmenter = strip_augmenter(name);
  if (of_augmenter == NULL) {
    return model_find_setup(bagged->inner, name, parameter);
  }
  *parameter = of_augmenter;
  return bagged->augmenter;
}

static Member *
make_member(const Model *model, guint n_workers, gsize n_origins)
{
  return member_bagged_new(model, model_get_body(model), n_workers, n_origins);
}

const ModelClass model_class_bagged = {
  .recognises = recognises,
  .parse = parse,
  .copy_with = copy_with,
  .free = free_body,
  .make_label = make_label,
  .get_setup = get_setup,
  .find_setup = find_setup,
  .make_member = make_member,
};
