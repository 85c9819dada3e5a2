// SPDX-License-Identifier: MIT
#pragma once

#include "data/json.h"

G_BEGIN_DECLS

struct JsonItem {
  JsonKind kind;
  const JsonItem *parent; // (nullable)
  gsize index;            // in the parent
  char *name;             // (nullable) owned: in the parent
  union {
    gboolean boolean;
    gint64 integer;
    double number;
    char *string;     // owned
    GPtrArray *items; // of JsonItem, owned: of arrays and objects
  } value;
};

G_END_DECLS
