// SPDX-License-Identifier: MIT
#include "plugin/elf_image.h"

#include "plugin/file_kind.h"
#include "plugin/plugin_header.h"

#include <gelf.h>
#include <string.h>

enum {
  MAX_SEGMENTS = 4096,
  MAX_DYNAMIC_ENTRIES = 65536,
};

// The start of every major version's entry symbol.
#define ENTRY_PREFIX "plugcast_plugin_v"

// What a symbol table says about entry symbols.
typedef struct {
  gboolean is_found;  // the entry of this host's version is defined
  GElf_Sym symbol;    // when found
  gboolean is_hidden; // it stands in the file, but is not exported
  guint64 other;      // another major version that is offered, or 0
} Entry;

struct ElfImage {
  Entry entry;
  gboolean has_header; // the entry's bytes stand in the file
  plugcast_header header;
  GPtrArray *needed;   // of char, ends in NULL
  GPtrArray *run_path; // of char, ends in NULL
};

// The file while it is read.
typedef struct {
  const guint8 *bytes;
  gsize size;
  Elf *elf;
  GElf_Ehdr header;
} Reader;

G_DEFINE_QUARK(elf_image_error, elf_image_error)

static void G_GNUC_PRINTF(2, 3) set_format_error(GError **error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  g_set_error_literal(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_FORMAT, message);
}

static guint16
host_machine(void)
{
#if defined(__x86_64__)
  return EM_X86_64;
#elif defined(__aarch64__)
  return EM_AARCH64;
#elif defined(__riscv)
  return EM_RISCV;
#else
#error "the ELF machine of this host is not known here"
#endif
}

// The first 16 bytes mean the same in every ELF file, so they are judged before libelf sees it.
static gboolean
check_identification(const guint8 *bytes, gsize size, GError **error)
{
  if (size < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0) {
    set_format_error(error, "it is %s, expected a shared object", file_kind_describe(bytes, size));
    return FALSE;
  }
  if (size < EI_NIDENT) {
    set_format_error(error, "it is truncated: %" G_GSIZE_FORMAT " bytes of an ELF header", size);
    return FALSE;
  }
  const int bits = bytes[EI_CLASS] == ELFCLASS32 ? 32 : bytes[EI_CLASS] == ELFCLASS64 ? 64 : 0;
  if (bits != (int)sizeof(void *) * 8) {
    set_format_error(error, "it is an ELF file of %d bits, expected %d", bits,
                     (int)sizeof(void *) * 8);
    return FALSE;
  }
  if (bytes[EI_DATA] != (G_BYTE_ORDER == G_LITTLE_ENDIAN ? ELFDATA2LSB : ELFDATA2MSB)) {
    set_format_error(error, "it is an ELF file of the other byte order");
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_type(const GElf_Ehdr *header, GError **error)
{
  if (header->e_machine != host_machine()) {
    g_autofree char *found = file_kind_machine_to_string(header->e_machine);
    g_autofree char *expected = file_kind_machine_to_string(host_machine());
    set_format_error(error, "it is built for %s, expected %s", found, expected);
    return FALSE;
  }
  if (header->e_type != ET_DYN) {
    const char *found = header->e_type == ET_REL    ? "an object file (link it with -shared)"
                        : header->e_type == ET_EXEC ? "a program"
                        : header->e_type == ET_CORE ? "a core dump"
                                                    : "an ELF file of an unknown type";
    set_format_error(error, "it is %s, expected a shared object", found);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_range(const Reader *reader, const char *what, guint64 offset, guint64 length, GError **error)
{
  if (offset <= reader->size && length <= reader->size - offset) {
    return TRUE;
  }
  set_format_error(error,
                   "it is truncated: %s ends at byte %" G_GUINT64_FORMAT
                   ", the file has %" G_GSIZE_FORMAT,
                   what, offset + length, reader->size);
  return FALSE;
}

// Mapping a segment that ends beyond the file succeeds; touching it is SIGBUS. So no file gets to
// the loader unless each segment lies inside.
static gboolean
check_segments(const Reader *reader, GError **error)
{
  const GElf_Ehdr *header = &reader->header;
  if (header->e_phnum == 0 || header->e_phnum > MAX_SEGMENTS) {
    set_format_error(error, "it has %u segments, expected 1 to %d", header->e_phnum, MAX_SEGMENTS);
    return FALSE;
  }
  if (!check_range(reader, "the table of segments", header->e_phoff,
                   (guint64)header->e_phnum * header->e_phentsize, error)) {
    return FALSE;
  }
  for (int i = 0; i < header->e_phnum; i++) {
    GElf_Phdr segment;
    if (gelf_getphdr(reader->elf, i, &segment) == NULL) {
      set_format_error(error, "segment %d cannot be read: %s", i, elf_errmsg(-1));
      return FALSE;
    }
    if (segment.p_type != PT_NULL && segment.p_type != PT_GNU_STACK &&
        !check_range(reader, "a segment", segment.p_offset, segment.p_filesz, error)) {
      return FALSE;
    }
  }
  if (header->e_shnum == 0 || header->e_shoff == 0) {
    set_format_error(error, "it has no table of sections, so its symbols cannot be read");
    return FALSE;
  }
  return check_range(reader, "the table of sections", header->e_shoff,
                     (guint64)header->e_shnum * header->e_shentsize, error);
}

static Elf_Scn *
find_section(const Reader *reader, guint32 type, GElf_Shdr *section)
{
  for (Elf_Scn *next = elf_nextscn(reader->elf, NULL); next != NULL;
       next = elf_nextscn(reader->elf, next)) {
    if (gelf_getshdr(next, section) != NULL && section->sh_type == type) {
      return next;
    }
  }
  return NULL;
}

static void
entry_take_symbol(Entry *entry, const char *name, const GElf_Sym *symbol, gboolean is_exported)
{
  if (symbol->st_shndx == SHN_UNDEF) {
    return;
  }
  if (g_str_equal(name, PLUGCAST_SYMBOL)) {
    entry->is_hidden = !is_exported;
    entry->is_found = is_exported;
    entry->symbol = *symbol;
    return;
  }
  guint64 major = 0;
  if (is_exported &&
      g_ascii_string_to_unsigned(name + strlen(ENTRY_PREFIX), 10, 1, G_MAXUINT16, &major, NULL)) {
    entry->other = MAX(entry->other, major);
  }
}

static void
read_symbols(const Reader *reader, guint32 type, Entry *entry)
{
  GElf_Shdr section;
  Elf_Scn *table = find_section(reader, type, &section);
  Elf_Data *data = table == NULL ? NULL : elf_getdata(table, NULL);
  if (data == NULL || section.sh_entsize == 0) {
    return;
  }
  const gsize n_symbols = MIN(data->d_size / section.sh_entsize, G_MAXINT);
  for (gsize i = 0; i < n_symbols && !entry->is_found; i++) {
    GElf_Sym symbol;
    if (gelf_getsym(data, (int)i, &symbol) == NULL) {
      return;
    }
    const char *name = elf_strptr(reader->elf, section.sh_link, symbol.st_name);
    if (name != NULL && g_str_has_prefix(name, ENTRY_PREFIX)) {
      entry_take_symbol(entry, name, &symbol, type == SHT_DYNSYM);
    }
  }
}

static gboolean
read_header(const Reader *reader, const GElf_Sym *symbol, plugcast_header *header)
{
  for (int i = 0; i < reader->header.e_phnum; i++) {
    GElf_Phdr segment;
    if (gelf_getphdr(reader->elf, i, &segment) == NULL || segment.p_type != PT_LOAD ||
        symbol->st_value < segment.p_vaddr) {
      continue;
    }
    const guint64 offset = symbol->st_value - segment.p_vaddr;
    if (offset <= segment.p_filesz && sizeof *header <= segment.p_filesz - offset) {
      memcpy(header, reader->bytes + segment.p_offset + offset, sizeof *header);
      return TRUE;
    }
  }
  return FALSE;
}

static void
add_run_path(GPtrArray *run_path, const char *text)
{
  g_auto(GStrv) folders = g_strsplit(text, ":", -1);
  for (gsize i = 0; folders[i] != NULL; i++) {
    if (folders[i][0] != '\0') {
      g_ptr_array_add(run_path, g_strdup(folders[i]));
    }
  }
}

// Returns whether the file calls itself a program: those are position independent as well.
static gboolean
read_dynamic(const Reader *reader, ElfImage *image)
{
  GElf_Shdr section;
  Elf_Scn *table = find_section(reader, SHT_DYNAMIC, &section);
  Elf_Data *data = table == NULL ? NULL : elf_getdata(table, NULL);
  gboolean is_program = FALSE;
  for (int i = 0; data != NULL && i < MAX_DYNAMIC_ENTRIES; i++) {
    GElf_Dyn item;
    if (gelf_getdyn(data, i, &item) == NULL || item.d_tag == DT_NULL) {
      break;
    }
    const gboolean is_text =
        item.d_tag == DT_NEEDED || item.d_tag == DT_RUNPATH || item.d_tag == DT_RPATH;
    const char *text = is_text ? elf_strptr(reader->elf, section.sh_link, item.d_un.d_val) : NULL;
    if (item.d_tag == DT_FLAGS_1) {
      is_program = (item.d_un.d_val & DF_1_PIE) != 0;
    } else if (text != NULL && item.d_tag == DT_NEEDED) {
      g_ptr_array_add(image->needed, g_strdup(text));
    } else if (text != NULL) {
      add_run_path(image->run_path, text);
    }
  }
  return is_program;
}

static ElfImage *
read_image(const Reader *reader, GError **error)
{
  g_autoptr(ElfImage) image = g_new0(ElfImage, 1);
  image->needed = g_ptr_array_new_with_free_func(g_free);
  image->run_path = g_ptr_array_new_with_free_func(g_free);
  if (read_dynamic(reader, image)) {
    set_format_error(error, "it is a program, expected a shared object");
    return NULL;
  }
  g_ptr_array_add(image->needed, NULL);
  g_ptr_array_add(image->run_path, NULL);

  read_symbols(reader, SHT_DYNSYM, &image->entry);
  if (image->entry.is_found) {
    image->has_header = read_header(reader, &image->entry.symbol, &image->header);
  } else {
    read_symbols(reader, SHT_SYMTAB, &image->entry);
  }
  return g_steal_pointer(&image);
}

static ElfImage *
read_checked(Reader *reader, GError **error)
{
  if (gelf_getehdr(reader->elf, &reader->header) == NULL) {
    set_format_error(error, "its ELF header cannot be read: %s", elf_errmsg(-1));
    return NULL;
  }
  if (!check_type(&reader->header, error) || !check_segments(reader, error)) {
    return NULL;
  }
  return read_image(reader, error);
}

ElfImage *
elf_image_new(const guint8 *bytes, gsize size, GError **error)
{
  g_return_val_if_fail(bytes != NULL || size == 0, NULL);
  g_return_val_if_fail(error == NULL || *error == NULL, NULL);

  if (!check_identification(bytes, size, error)) {
    return NULL;
  }
  elf_version(EV_CURRENT);
  // libelf takes the memory as writable; it writes only when it swaps bytes, and files of the other
  // byte order do not come this far.
  Reader reader = { .bytes = bytes, .size = size };
  reader.elf = elf_memory((char *)(guintptr)bytes, size);
  if (reader.elf == NULL) {
    set_format_error(error, "its ELF header cannot be read: %s", elf_errmsg(-1));
    return NULL;
  }
  ElfImage *image = read_checked(&reader, error);
  elf_end(reader.elf);
  return image;
}

void
elf_image_free(ElfImage *image)
{
  if (image == NULL) {
    return;
  }
  g_clear_pointer(&image->needed, g_ptr_array_unref);
  g_clear_pointer(&image->run_path, g_ptr_array_unref);
  g_free(image);
}

static void
set_missing_entry_error(const Entry *entry, GError **error)
{
  if (entry->other != 0) {
    g_set_error(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_ENTRY,
                "it offers version %" G_GUINT64_FORMAT
                " of the plugin interface, this host speaks version %d",
                entry->other, PLUGCAST_MAJOR);
  } else if (entry->is_hidden) {
    g_set_error_literal(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_ENTRY,
                        "it has the symbol '" PLUGCAST_SYMBOL "' but does not export it");
  } else {
    g_set_error_literal(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_NO_ENTRY,
                        "not a Plugcast plugin: it has no symbol '" PLUGCAST_SYMBOL "'");
  }
}

const plugcast_header *
elf_image_find_header(const ElfImage *image, GError **error)
{
  const Entry *entry = &image->entry;
  if (!entry->is_found) {
    set_missing_entry_error(entry, error);
    return NULL;
  }
  const int type = GELF_ST_TYPE(entry->symbol.st_info);
  if (type != STT_OBJECT && type != STT_NOTYPE) {
    g_set_error_literal(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_ENTRY,
                        "its symbol '" PLUGCAST_SYMBOL "' is no data, expected a plugcast_plugin");
    return NULL;
  }
  if (type == STT_OBJECT && entry->symbol.st_size < sizeof image->header) {
    g_set_error(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_ENTRY,
                "its symbol '" PLUGCAST_SYMBOL "' has %" G_GUINT64_FORMAT
                " bytes, expected at least %u",
                (guint64)entry->symbol.st_size, (guint)PLUGIN_HEADER_LEAST_STRUCT_SIZE);
    return NULL;
  }
  if (!image->has_header) {
    g_set_error_literal(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_ENTRY,
                        "its '" PLUGCAST_SYMBOL "' has no bytes in the file; it must be filled "
                        "when it is compiled, not when it is loaded");
    return NULL;
  }
  if (!plugin_header_check(&image->header, error)) {
    return NULL;
  }
  if (type == STT_OBJECT && entry->symbol.st_size < image->header.struct_size) {
    g_set_error(error, ELF_IMAGE_ERROR, ELF_IMAGE_ERROR_ENTRY,
                "its symbol '" PLUGCAST_SYMBOL "' has %" G_GUINT64_FORMAT
                " bytes, its header says %u",
                (guint64)entry->symbol.st_size, image->header.struct_size);
    return NULL;
  }
  return &image->header;
}

const char *const *
elf_image_get_needed(const ElfImage *image)
{
  return (const char *const *)image->needed->pdata;
}

const char *const *
elf_image_get_run_path(const ElfImage *image)
{
  return (const char *const *)image->run_path->pdata;
}
