// SPDX-License-Identifier: MIT
#include "plugin/elf_image.h"

#include "plugin/plugin_header.h"

#include <elf.h>
#include <string.h>

// A sound plugin of the test build, to be damaged.
static GByteArray *
read_plugin(const char *name)
{
  g_autofree char *file = g_strdup_printf("%s.so", name);
  g_autofree char *path = g_test_build_filename(G_TEST_BUILT, "plugins", file, NULL);
  char *content = NULL;
  gsize size = 0;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(path, &content, &size, &error);
  g_assert_no_error(error);
  return g_byte_array_new_take((guint8 *)content, size);
}

static void
assert_refused(const GByteArray *bytes, const char *message)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ElfImage) image = elf_image_new(bytes->data, bytes->len, &error);
  g_assert_null(image);
  g_assert_error(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_FORMAT);
  g_assert_cmpstr(error->message, ==, message);
}

typedef struct {
  const char *name;
  const char *content;
  gsize size;
  const char *message;
} ForeignFile;

static const ForeignFile foreign_files[] = {
  { "empty", "", 0, "it is an empty file, expected a shared object" },
  { "text", "unique_id,ds,y\n", 15, "it is a text file, expected a shared object" },
  { "script", "#!/bin/sh\n", 10, "it is a script, expected a shared object" },
  { "linker-script", "/* GNU ld script */", 19, "it is a linker script, expected a shared object" },
  { "archive", "!<arch>\n/  ", 11, "it is a static library (.a), expected a shared object" },
  { "windows", "MZ\x90\0", 4, "it is a Windows program or DLL, expected a shared object" },
  { "zeros", "\0\0\0\0\0\0\0\0", 8, "it is no ELF file, expected a shared object" },
  { "short-elf", "\177ELF\2\1", 6, "it is truncated: 6 bytes of an ELF header" },
};

static void
test_foreign_file(gconstpointer data)
{
  const ForeignFile *file = data;
  g_autoptr(GByteArray) bytes = g_byte_array_new();
  g_byte_array_append(bytes, (const guint8 *)file->content, (guint)file->size);
  assert_refused(bytes, file->message);
}

typedef struct {
  const char *name;
  gsize offset; // in the ELF header
  gsize size;
  guint64 value;
  const char *message;
} Patch;

static const Patch patches[] = {
  { "class", EI_CLASS, 1, ELFCLASS32, "it is an ELF file of 32 bits, expected 64" },
  { "byte-order", EI_DATA, 1, ELFDATA2MSB, "it is an ELF file of the other byte order" },
#if defined(__x86_64__)
  { "machine", offsetof(Elf64_Ehdr, e_machine), 2, EM_AARCH64,
    "it is built for AArch64 (183), expected x86-64 (62)" },
  { "unknown-machine", offsetof(Elf64_Ehdr, e_machine), 2, 60000,
    "it is built for an unknown machine (60000), expected x86-64 (62)" },
#endif
  { "object", offsetof(Elf64_Ehdr, e_type), 2, ET_REL,
    "it is an object file (link it with -shared), expected a shared object" },
  { "program", offsetof(Elf64_Ehdr, e_type), 2, ET_EXEC,
    "it is a program, expected a shared object" },
  { "core", offsetof(Elf64_Ehdr, e_type), 2, ET_CORE,
    "it is a core dump, expected a shared object" },
  { "no-segments", offsetof(Elf64_Ehdr, e_phnum), 2, 0, "it has 0 segments, expected 1 to 4096" },
  { "no-sections", offsetof(Elf64_Ehdr, e_shoff), 8, 0,
    "it has no table of sections, so its symbols cannot be read" },
};

static void
test_patched_header(gconstpointer data)
{
  const Patch *patch = data;
  g_autoptr(GByteArray) bytes = read_plugin("sound");
  const guint64 value = GUINT64_TO_LE(patch->value);
  memcpy(bytes->data + patch->offset, &value, patch->size);
  assert_refused(bytes, patch->message);
}

static void
test_program(void)
{
  g_autofree char *content = NULL;
  gsize size = 0;
  g_assert_true(g_file_get_contents("/proc/self/exe", &content, &size, NULL));
  g_autoptr(GByteArray) bytes = g_byte_array_new_take((guint8 *)g_steal_pointer(&content), size);
  assert_refused(bytes, "it is a program, expected a shared object");
}

static void
test_segment_past_the_end(void)
{
  g_autoptr(GByteArray) bytes = read_plugin("sound");
  Elf64_Ehdr header;
  memcpy(&header, bytes->data, sizeof header);
  Elf64_Phdr segment;
  memcpy(&segment, bytes->data + header.e_phoff, sizeof segment);
  segment.p_filesz = bytes->len;
  segment.p_offset = 16;
  memcpy(bytes->data + header.e_phoff, &segment, sizeof segment);
  g_autofree char *message = g_strdup_printf(
      "it is truncated: a segment ends at byte %u, the file has %u", bytes->len + 16, bytes->len);
  assert_refused(bytes, message);
}

// A file that was cut anywhere is refused as truncated, and one with any byte changed is either
// taken or refused, never read beyond its end.
static void
test_cut_anywhere(void)
{
  g_autoptr(GByteArray) whole = read_plugin("sound");
  for (guint size = 16; size < whole->len; size += 97) {
    guint8 *cut = g_memdup2(whole->data, size); // so that a sanitizer sees its end
    g_autoptr(GError) error = NULL;
    g_autoptr(ElfImage) image = elf_image_new(cut, size, &error);
    g_free(cut);
    g_assert_null(image);
    g_assert_error(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_FORMAT);
    g_assert_true(size < sizeof(Elf64_Ehdr) || g_str_has_prefix(error->message, "it is truncated"));
  }
}

static void
test_changed_anywhere(void)
{
  g_autoptr(GByteArray) whole = read_plugin("sound");
  guint n_taken = 0;
  guint n_refused = 0;
  for (guint place = 0; place < whole->len; place += 3) {
    guint8 *changed = g_memdup2(whole->data, whole->len);
    changed[place] ^= (guint8)(1 + place % 255);
    g_autoptr(ElfImage) image = elf_image_new(changed, whole->len, NULL);
    g_free(changed);
    if (image != NULL && elf_image_find_header(image, NULL) != NULL) {
      n_taken++;
    } else {
      n_refused++;
    }
  }
  g_assert_cmpuint(n_taken, >, 0);
  g_assert_cmpuint(n_refused, >, 0);
}

typedef struct {
  const char *plugin;
  int code; // of ELF_IMAGE_ERROR, or -1 for PLUGIN_HEADER_ERROR
  const char *message;
} Entry;

static const Entry entries[] = {
  { "no_entry", ELF_IMAGE_ERROR_NO_ENTRY,
    "not a Plugcast plugin: it has no symbol 'plugcast_plugin_v1'" },
  { "other_major", ELF_IMAGE_ERROR_ENTRY,
    "it offers version 7 of the plugin interface, this host speaks version 1" },
  { "hidden_entry", ELF_IMAGE_ERROR_ENTRY,
    "it has the symbol 'plugcast_plugin_v1' but does not export it" },
  { "entry_is_function", ELF_IMAGE_ERROR_ENTRY,
    "its symbol 'plugcast_plugin_v1' is no data, expected a plugcast_plugin" },
  { "entry_too_small", ELF_IMAGE_ERROR_ENTRY,
    "its symbol 'plugcast_plugin_v1' has 4 bytes, expected at least 96" },
  { "entry_without_bytes", ELF_IMAGE_ERROR_ENTRY,
    "its 'plugcast_plugin_v1' has no bytes in the file; it must be filled when it is compiled, not "
    "when it is loaded" },
  { "header_alone", ELF_IMAGE_ERROR_ENTRY,
    "its symbol 'plugcast_plugin_v1' has 32 bytes, its header says 96" },
  { "bad_magic", -1,
    "its header begins with 0x5453414347554c51, expected 0x5453414347554c50 (\"PLUGCAST\"); it "
    "must be filled by PLUGCAST_HEADER() when it is compiled" },
  { "bad_byte_order", -1, "its header has byte order 0x4030201, expected 0x1020304" },
  { "bad_pointer_size", -1, "its pointers have 4 bytes, expected 8" },
  { "header_of_other_major", -1,
    "its header says version 2 of the plugin interface under the name of version 1; this host "
    "speaks version 1.0" },
  { "minor_too_new", -1,
    "it needs version 1.1 of the plugin interface, this host speaks version 1.0" },
  { "short_plugin", -1, "its plugcast_plugin has struct_size 88, expected 96 to 65536" },
  { "too_many_components", -1, "it says that it has 1025 components, expected 1 to 1024" },
  { "no_components", -1, "it says that it has 0 components, expected 1 to 1024" },
};

static void
test_entry(gconstpointer data)
{
  const Entry *entry = data;
  g_autoptr(GByteArray) bytes = read_plugin(entry->plugin);
  g_autoptr(GError) error = NULL;
  g_autoptr(ElfImage) image = elf_image_new(bytes->data, bytes->len, &error);
  g_assert_no_error(error);
  g_assert_null(elf_image_find_header(image, &error));
  if (entry->code < 0) {
    g_assert_true(error->domain == PLUGIN_HEADER_ERROR);
  } else {
    g_assert_error(error, ELF_IMAGE_ERROR, entry->code);
  }
  g_assert_cmpstr(error->message, ==, entry->message);
}

static void
test_swapped_magic(void)
{
  const plugcast_header header = { .magic = GUINT64_SWAP_LE_BE(PLUGCAST_MAGIC) };
  g_autoptr(GError) error = NULL;
  g_assert_false(plugin_header_check(&header, &error));
  g_assert_cmpstr(error->message, ==, "its header has the bytes of each number in the other order");
}

static void
test_sound_header(void)
{
  g_autoptr(GByteArray) bytes = read_plugin("sound");
  g_autoptr(GError) error = NULL;
  g_autoptr(ElfImage) image = elf_image_new(bytes->data, bytes->len, &error);
  g_assert_no_error(error);
  const plugcast_header *header = elf_image_find_header(image, &error);
  g_assert_no_error(error);
  g_assert_cmpuint(header->magic, ==, PLUGCAST_MAGIC);
  g_assert_cmpuint(header->n_components, ==, 1);
  g_assert_cmpuint(header->struct_size, ==, sizeof(plugcast_plugin));
}

static void
test_needed_libraries(void)
{
  g_autoptr(GByteArray) bytes = read_plugin("needs_absent");
  g_autoptr(GError) error = NULL;
  g_autoptr(ElfImage) image = elf_image_new(bytes->data, bytes->len, &error);
  g_assert_no_error(error);
  g_assert_true(g_strv_contains(elf_image_get_needed(image), "libabsent.so"));
  g_assert_true(g_str_has_prefix(elf_image_get_run_path(image)[0], "$ORIGIN"));
}

#define ADD_ROWS(prefix, rows, field, test)                                                        \
  for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {                                                 \
    g_autofree char *path = g_strdup_printf(prefix "%s", (rows)[i].field);                         \
    g_test_add_data_func(path, &(rows)[i], test);                                                  \
  }

int
main(int argc, char **argv)
{
  g_test_init(&argc, &argv, NULL);
  ADD_ROWS("/elf-image/rejects/", foreign_files, name, test_foreign_file)
  ADD_ROWS("/elf-image/rejects/", patches, name, test_patched_header)
  ADD_ROWS("/elf-image/rejects/entry/", entries, plugin, test_entry)
  g_test_add_func("/elf-image/rejects/position-independent-program", test_program);
  g_test_add_func("/elf-image/rejects/segment-past-the-end", test_segment_past_the_end);
  g_test_add_func("/elf-image/rejects/cut-anywhere", test_cut_anywhere);
  g_test_add_func("/elf-image/survives/changes-anywhere", test_changed_anywhere);
  g_test_add_func("/elf-image/rejects/entry/swapped-magic", test_swapped_magic);
  g_test_add_func("/elf-image/reads/header", test_sound_header);
  g_test_add_func("/elf-image/reads/needed-libraries", test_needed_libraries);
  return g_test_run();
}
