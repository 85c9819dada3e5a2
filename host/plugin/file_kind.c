// SPDX-License-Identifier: MIT
#include "plugin/file_kind.h"

#include <string.h>

typedef struct {
  const char *bytes;
  gsize length;
  const char *name;
} FileKind;

static const FileKind kinds[] = {
  { "!<arch>\n", 8, "a static library (.a)" },
  { "#!", 2, "a script" },
  { "/* GNU ld script", 16, "a linker script" },
  { "MZ", 2, "a Windows program or DLL" },
  { "\xcf\xfa\xed\xfe", 4, "a macOS library" },
  { "\xca\xfe\xba\xbe", 4, "a macOS library" },
  { "\x1f\x8b", 2, "a gzip file" },
  { "PK\x03\x04", 4, "a zip file" },
  { "version https://git-lfs", 23, "a placeholder of git-lfs, whose content was not fetched" },
};

typedef struct {
  guint16 number; // e_machine of the ELF specification
  const char *name;
} Machine;

static const Machine machines[] = {
  { 3, "x86 of 32 bits" },
  { 8, "MIPS" },
  { 20, "PowerPC" },
  { 21, "PowerPC of 64 bits" },
  { 22, "S390" },
  { 40, "ARM" },
  { 43, "SPARC of 64 bits" },
  { 62, "x86-64" },
  { 183, "AArch64" },
  { 243, "RISC-V" },
  { 258, "LoongArch" },
};

static gboolean
is_text(const guint8 *bytes, gsize size)
{
  const gsize n_looked_at = MIN(size, 512);
  for (gsize i = 0; i < n_looked_at; i++) {
    if (bytes[i] < 0x20 && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
      return FALSE;
    }
  }
  return TRUE;
}

const char *
file_kind_describe(const guint8 *bytes, gsize size)
{
  if (size == 0) {
    return "an empty file";
  }
  for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
    if (size >= kinds[i].length && memcmp(bytes, kinds[i].bytes, kinds[i].length) == 0) {
      return kinds[i].name;
    }
  }
  return is_text(bytes, size) ? "a text file" : "no ELF file";
}

char *
file_kind_machine_to_string(guint16 machine)
{
  for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
    if (machines[i].number == machine) {
      return g_strdup_printf("%s (%u)", machines[i].name, machine);
    }
  }
  return g_strdup_printf("an unknown machine (%u)", machine);
}
