// SPDX-License-Identifier: MIT
#include "data/schema.h"

#include "data/cell.h"
#include "data/header.h"

#include <string.h>

// Which column holds what, found by name; NO_COLUMN where none does.
typedef struct {
  gsize id;
  gsize time;
  gsize target;
} NamedColumns;

typedef struct {
  const char *what;
  const char *option;
  const char *exact;
  const char *const *aliases;
} NameRule;

static const gsize NO_COLUMN = G_MAXSIZE;

static const char *const id_aliases[] = {
  "unique_id", "id", "series", "series_id", "item_id", "item", NULL,
};
static const char *const time_aliases[] = { "ds", "date", "time", "timestamp", "datetime", NULL };
static const char *const target_aliases[] = { "y", "value", "target", NULL };

static const NameRule id_rule = { "series", "--id-column", "unique_id", id_aliases };
static const NameRule time_rule = { "time", "--time-column", "ds", time_aliases };
static const NameRule target_rule = { "value", "--target-column", "y", target_aliases };

void
schema_free(Schema *schema)
{
  if (schema == NULL) {
    return;
  }
  for (gsize i = 0; i < schema->n_columns; i++) {
    g_free(schema->columns[i].name);
  }
  g_free(schema->columns);
  g_free(schema);
}

const SchemaColumn *
schema_get_column(const Schema *schema, gsize index)
{
  return &schema->columns[index];
}

const char *
schema_get_name(const Schema *schema, ColumnRole role, gsize value)
{
  for (gsize i = 0; i < schema->n_columns; i++) {
    const SchemaColumn *column = schema_get_column(schema, i);
    if (column->role == role && (role != COLUMN_VALUE || column->value == value)) {
      return column->name;
    }
  }
  return NULL;
}

static void G_GNUC_PRINTF(4, 5) set_header_error(
    GError **error, const ReaderInput *input, const Header *header, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_autofree char *names = header_list_names(header);
  reader_set_error(error, input, input->begin, READER_ERROR_HEADER, "%s (the columns are %s)",
                   message, names);
}

// Finds the only column called @name. Returns: FALSE with @error when there are two.
static gboolean
find_exact(
    const ReaderInput *input, const Header *header, const char *name, gsize *found, GError **error)
{
  *found = NO_COLUMN;
  for (gsize i = 0; i < header->columns->len; i++) {
    if (strcmp(header_get_column(header, i)->name, name) != 0) {
      continue;
    }
    if (*found != NO_COLUMN) {
      set_header_error(error, input, header, "column '%s' stands in the header twice", name);
      return FALSE;
    }
    *found = i;
  }
  return TRUE;
}

static gboolean
is_alias(const char *name, const NameRule *rule)
{
  for (gsize i = 0; rule->aliases[i] != NULL; i++) {
    if (g_ascii_strcasecmp(name, rule->aliases[i]) == 0) {
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
find_alias(const ReaderInput *input,
           const Header *header,
           const NameRule *rule,
           gsize *found,
           GError **error)
{
  *found = NO_COLUMN;
  for (gsize i = 0; i < header->columns->len; i++) {
    if (!is_alias(header_get_column(header, i)->name, rule)) {
      continue;
    }
    if (*found != NO_COLUMN) {
      set_header_error(error, input, header,
                       "both '%s' and '%s' may be the %s column; name one with %s",
                       header_get_column(header, *found)->name, header_get_column(header, i)->name,
                       rule->what, rule->option);
      return FALSE;
    }
    *found = i;
  }
  return TRUE;
}

static gboolean
find_column(const ReaderInput *input,
            const Header *header,
            const NameRule *rule,
            const char *wanted,
            gsize *found,
            GError **error)
{
  if (!find_exact(input, header, wanted != NULL ? wanted : rule->exact, found, error)) {
    return FALSE;
  }
  if (*found != NO_COLUMN) {
    return TRUE;
  }
  if (wanted != NULL) {
    set_header_error(error, input, header, "there is no %s column '%s'", rule->what, wanted);
    return FALSE;
  }
  return find_alias(input, header, rule, found, error);
}

// Where the layout is given and wide, names are those of series and mean nothing.
static gboolean
find_columns(const ReaderInput *input, const Header *header, NamedColumns *named, GError **error)
{
  const ReaderOptions *options = input->options;
  *named = (NamedColumns){ NO_COLUMN, NO_COLUMN, NO_COLUMN };
  if (options->layout == READER_LAYOUT_WIDE_ROW || options->layout == READER_LAYOUT_WIDE_COLUMN) {
    return options->time_name == NULL ||
           find_column(input, header, &time_rule, options->time_name, &named->time, error);
  }
  return find_column(input, header, &id_rule, options->id_name, &named->id, error) &&
         find_column(input, header, &time_rule, options->time_name, &named->time, error) &&
         find_column(input, header, &target_rule, options->target_name, &named->target, error);
}

static gboolean
is_named(const Header *header, gsize column, const NameRule *rule)
{
  return column != NO_COLUMN && strcmp(header_get_column(header, column)->name, rule->exact) == 0;
}

static gboolean
are_numbers_from(const Header *header, gsize first)
{
  for (gsize i = first; i < header->columns->len; i++) {
    const SampleKind kind = header_get_column(header, i)->sample;
    if (kind != SAMPLE_NUMBER && kind != SAMPLE_EMPTY) {
      return FALSE;
    }
  }
  return TRUE;
}

// The value column of the long layout when none has the name of one: the only one left over.
static gsize
find_left_over(const Header *header, const NamedColumns *named)
{
  const gsize n_named = (gsize)(named->id != NO_COLUMN) + (gsize)(named->time != NO_COLUMN);
  if (header->columns->len != n_named + 1) {
    return NO_COLUMN;
  }
  gsize column = 0;
  while (column == named->id || column == named->time) {
    column++;
  }
  return column;
}

static gboolean
is_long(const ReaderInput *input, const Header *header, const NamedColumns *named)
{
  const ReaderOptions *options = input->options;
  if (options->id_name != NULL || options->time_name != NULL || options->target_name != NULL) {
    return TRUE;
  }
  const gsize n_columns = header->columns->len;
  if (n_columns == 1) {
    return header_get_column(header, 0)->sample != SAMPLE_TIME;
  }
  if (named->id != NO_COLUMN && named->time != NO_COLUMN) {
    return named->target != NO_COLUMN || n_columns == 3;
  }
  if (named->target == NO_COLUMN) {
    return FALSE;
  }
  // Without an identifier, further columns may be series of their own: only the names ds and y
  // together say that they are not.
  return n_columns == 2 || named->id != NO_COLUMN ||
         (is_named(header, named->time, &time_rule) &&
          is_named(header, named->target, &target_rule));
}

static gboolean
is_wide_column(const Header *header, const NamedColumns *named)
{
  const SampleKind first = header_get_column(header, 0)->sample;
  return header->columns->len >= 2 && named->id == NO_COLUMN && named->target == NO_COLUMN &&
         (named->time == 0 || (named->time == NO_COLUMN && first == SAMPLE_TIME)) &&
         (first == SAMPLE_TIME || first == SAMPLE_NUMBER) && are_numbers_from(header, 1);
}

static gboolean
is_wide_row(const Header *header, const NamedColumns *named)
{
  const gboolean has_id = named->id == 0 || (named->id == NO_COLUMN &&
                                             header_get_column(header, 0)->sample == SAMPLE_TEXT);
  return header->columns->len >= 3 && has_id && named->time == NO_COLUMN &&
         named->target == NO_COLUMN && are_numbers_from(header, 1);
}

static ReaderLayout
find_layout(const ReaderInput *input, const Header *header, const NamedColumns *named)
{
  if (input->options->layout != READER_LAYOUT_AUTO) {
    return input->options->layout;
  }
  if (is_long(input, header, named)) {
    return READER_LAYOUT_LONG;
  }
  if (is_wide_column(header, named)) {
    return READER_LAYOUT_WIDE_COLUMN;
  }
  return is_wide_row(header, named) ? READER_LAYOUT_WIDE_ROW : READER_LAYOUT_AUTO;
}

static gboolean
name_long(const ReaderInput *input, const Header *header, NamedColumns *named, GError **error)
{
  if (named->target == NO_COLUMN) {
    named->target = find_left_over(header, named);
  }
  if (named->target == NO_COLUMN) {
    set_header_error(error, input, header,
                     "there is no value column 'y'; name it with --target-column");
    return FALSE;
  }
  return TRUE;
}

static gboolean
name_wide_column(const ReaderInput *input,
                 const Header *header,
                 NamedColumns *named,
                 GError **error)
{
  if (input->options->time_name == NULL) {
    named->time = 0;
  }
  named->id = NO_COLUMN;
  named->target = NO_COLUMN;
  if (header->columns->len < 2) {
    set_header_error(error, input, header, "the wide-column layout needs a time and a series");
    return FALSE;
  }
  return TRUE;
}

static gboolean
name_wide_row(const ReaderInput *input, const Header *header, NamedColumns *named, GError **error)
{
  *named = (NamedColumns){ .id = 0, .time = NO_COLUMN, .target = NO_COLUMN };
  if (header->columns->len < 2) {
    set_header_error(error, input, header, "the wide-row layout needs an identifier and values");
    return FALSE;
  }
  return TRUE;
}

static gboolean
name_columns(const ReaderInput *input,
             const Header *header,
             ReaderLayout layout,
             NamedColumns *named,
             GError **error)
{
  switch (layout) {
  case READER_LAYOUT_LONG:
    return name_long(input, header, named, error);
  case READER_LAYOUT_WIDE_COLUMN:
    return name_wide_column(input, header, named, error);
  case READER_LAYOUT_WIDE_ROW:
    return name_wide_row(input, header, named, error);
  case READER_LAYOUT_AUTO:
  case READER_LAYOUT_TSF:
    break;
  }
  set_header_error(error, input, header,
                   "the columns do not tell the layout; name it with --layout long, wide-row or "
                   "wide-column");
  return FALSE;
}

static ColumnRole
get_role(const NamedColumns *named, gsize column)
{
  if (column == named->id) {
    return COLUMN_ID;
  }
  return column == named->time ? COLUMN_TIME : COLUMN_VALUE;
}

static Schema *
schema_from_header(const Header *header, ReaderLayout layout, const NamedColumns *named)
{
  Schema *schema = g_new0(Schema, 1);
  schema->layout = layout;
  schema->data = header->data;
  schema->has_id = named->id != NO_COLUMN;
  schema->has_time = named->time != NO_COLUMN;
  schema->n_columns = header->columns->len;
  schema->columns = g_new0(SchemaColumn, schema->n_columns);
  gsize n_others = named->target != NO_COLUMN ? 1 : 0;
  for (gsize i = 0; i < header->columns->len; i++) {
    SchemaColumn *column = &schema->columns[i];
    column->name = g_strdup(header_get_column(header, i)->name);
    column->role = get_role(named, i);
    if (column->role == COLUMN_VALUE && i != named->target) {
      column->value = n_others++;
    }
  }
  schema->n_values = n_others;
  return schema;
}

// Series or exogenous columns that share a name could not be told apart in the output.
static gboolean
check_names(const Schema *schema, const ReaderInput *input, GError **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
  for (gsize i = 0; i < schema->n_columns; i++) {
    const char *name = schema_get_column(schema, i)->name;
    const char *fault = NULL;
    if (*name == '\0' && schema_get_column(schema, i)->role == COLUMN_VALUE) {
      fault = "has no name";
    } else if (!g_hash_table_add(seen, (gpointer)(guintptr)name)) {
      fault = "has the name of another column";
    }
    if (fault != NULL) {
      reader_set_error(error, input, input->begin, READER_ERROR_HEADER,
                       "column %" G_GSIZE_FORMAT " of the header, '%s', %s", i + 1, name, fault);
      return FALSE;
    }
  }
  return TRUE;
}

// The first row decides how times are written; all others must follow.
static gboolean
read_style(Schema *schema, const ReaderInput *input, GError **error)
{
  g_autoptr(GArray) cells = g_array_new(FALSE, FALSE, sizeof(Cell));
  const char *cursor = schema->data;
  const char *fault = NULL;
  (void)cell_take_line(&cursor, input->end, input->delimiter, cells, &fault);
  for (gsize i = 0; i < MIN(cells->len, schema->n_columns); i++) {
    if (schema_get_column(schema, i)->role != COLUMN_TIME) {
      continue;
    }
    const Cell cell = cell_trim(&g_array_index(cells, Cell, i));
    gint64 time = 0;
    if (timestamp_parse(cell.text, cell.length, &time, &schema->style)) {
      return TRUE;
    }
    g_autofree char *text = cell_to_message(&cell);
    reader_set_error(error, input, schema->data, READER_ERROR_TIME,
                     "column '%s': '%s' is no time (write 2020-01-31, 2020-01-31 13:45:00, "
                     "2020-01, 2020Q1 or an integer)",
                     schema_get_column(schema, i)->name, text);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_has_rows(const Schema *schema, const ReaderInput *input, GError **error)
{
  if (schema->data < input->end) {
    return TRUE;
  }
  reader_set_error(error, input, input->begin, READER_ERROR_EMPTY,
                   "nothing follows the header, so no series");
  return FALSE;
}

Schema *
schema_new(ReaderInput *input, GError **error)
{
  g_autoptr(Header) header = header_new(input, error);
  NamedColumns named;
  if (header == NULL || !find_columns(input, header, &named, error)) {
    return NULL;
  }
  const ReaderLayout layout = find_layout(input, header, &named);
  if (!name_columns(input, header, layout, &named, error)) {
    return NULL;
  }
  g_autoptr(Schema) schema = schema_from_header(header, layout, &named);
  if (layout != READER_LAYOUT_WIDE_ROW && !check_names(schema, input, error)) {
    return NULL;
  }
  if (!check_has_rows(schema, input, error) || !read_style(schema, input, error)) {
    return NULL;
  }
  return g_steal_pointer(&schema);
}
