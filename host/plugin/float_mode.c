// SPDX-License-Identifier: MIT
#include "plugin/float_mode.h"

#include <fenv.h>

typedef struct {
  guint32 mask;
  guint32 value;
  const char *meaning;
} FloatModeBits;

#if defined(__x86_64__)

enum {
  MXCSR_FLAGS = 0x3f, // sticky exception flags
};

static const FloatModeBits vector_bits[] = {
  { 0x8000, 0x8000, "subnormal results are flushed to zero" },
  { 0x0040, 0x0040, "subnormal inputs are taken as zero" },
  { 0x6000, 0x2000, "rounding is downward" },
  { 0x6000, 0x4000, "rounding is upward" },
  { 0x6000, 0x6000, "rounding is toward zero" },
  { 0x0080, 0x0000, "invalid operations trap" },
  { 0x0200, 0x0000, "divisions by zero trap" },
  { 0x0400, 0x0000, "overflows trap" },
};

FloatMode
float_mode_get(void)
{
  guint16 control = 0;
  __asm__ volatile("fnstcw %0" : "=m"(control));
  return (FloatMode){ __builtin_ia32_stmxcsr() & ~(guint32)MXCSR_FLAGS, control };
}

void
float_mode_set(FloatMode mode)
{
  const guint16 control = (guint16)mode.x87;
  __asm__ volatile("fldcw %0" : : "m"(control));
  __builtin_ia32_ldmxcsr(mode.vector | (__builtin_ia32_stmxcsr() & MXCSR_FLAGS));
}

#elif defined(__aarch64__)

static const FloatModeBits vector_bits[] = {
  { 0x1000000, 0x1000000, "subnormal numbers are flushed to zero" },
  { 0xc00000, 0x400000, "rounding is upward" },
  { 0xc00000, 0x800000, "rounding is downward" },
  { 0xc00000, 0xc00000, "rounding is toward zero" },
};

FloatMode
float_mode_get(void)
{
  guint64 control = 0;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  return (FloatMode){ (guint32)control, 0 };
}

void
float_mode_set(FloatMode mode)
{
  const guint64 control = mode.vector;
  __asm__ volatile("msr fpcr, %0" : : "r"(control));
}

#else

static const FloatModeBits vector_bits[] = {
  { G_MAXUINT32, FE_DOWNWARD, "rounding is downward" },
  { G_MAXUINT32, FE_UPWARD, "rounding is upward" },
  { G_MAXUINT32, FE_TOWARDZERO, "rounding is toward zero" },
};

FloatMode
float_mode_get(void)
{
  return (FloatMode){ (guint32)fegetround(), 0 };
}

void
float_mode_set(FloatMode mode)
{
  fesetround((int)mode.vector);
}

#endif

gboolean
float_mode_check(FloatMode expected)
{
  const FloatMode found = float_mode_get();
  if (found.vector == expected.vector && found.x87 == expected.x87) {
    return TRUE;
  }
  float_mode_set(expected);
  return FALSE;
}

char *
float_mode_describe_change(FloatMode expected, FloatMode found)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (gsize i = 0; i < G_N_ELEMENTS(vector_bits); i++) {
    const FloatModeBits *bits = &vector_bits[i];
    if ((found.vector & bits->mask) == bits->value &&
        (expected.vector & bits->mask) != bits->value) {
      g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "", bits->meaning);
    }
  }
  if (text->len == 0) {
    g_string_printf(text, "control words %#x, %#x instead of %#x, %#x", found.vector, found.x87,
                    expected.vector, expected.x87);
  }
  return g_strdup(text->str);
}
