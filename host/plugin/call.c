// SPDX-License-Identifier: MIT
#include "plugin/call.h"

typedef struct {
  void (*body)(uint64_t begin, uint64_t end, void *data);
  void *data;
} Loop;

static bool
should_stop(const plugcast_call *call)
{
  const Call *self = (const Call *)call;
  return self->cancel != NULL && pool_cancel_is_set(self->cancel);
}

static void *
scratch(const plugcast_call *call, uint64_t n_bytes)
{
  const Call *self = (const Call *)call;
  return self->arena != NULL ? arena_try_take(self->arena, n_bytes) : NULL;
}

static void
run_loop(gsize begin, gsize end, PoolWorker *worker, gpointer data)
{
  (void)worker;
  const Loop *loop = data;
  loop->body(begin, end, loop->data);
}

// The loop is not given the call's cancel flag: a plugin takes FALSE for "nothing was run".
static bool
parallel_for(const plugcast_call *call,
             uint64_t n_items,
             uint64_t grain,
             void (*body)(uint64_t begin, uint64_t end, void *data),
             void *data)
{
  const Call *self = (const Call *)call;
  if (self->pool == NULL || pool_get_n_threads(self->pool) < 2) {
    return false;
  }
  Loop loop = { .body = body, .data = data };
  return pool_run(self->pool, n_items, MAX(grain, 1), run_loop, &loop, NULL);
}

static void
hand_to_log(const plugcast_call *call, uint32_t level, const char *message)
{
  const Call *self = (const Call *)call;
  if (self->log != NULL && message != NULL) {
    self->log(level, message, self->log_data);
  }
}

static const void *
extension(const plugcast_host *self, const char *id)
{
  (void)self;
  (void)id;
  return NULL;
}

static const plugcast_host host = {
  .struct_size = sizeof host,
  .minor = PLUGCAST_MINOR_BUILT,
  .name = "plugcast",
  .version = PLUGCAST_VERSION,
  .should_stop = should_stop,
  .scratch = scratch,
  .parallel_for = parallel_for,
  .log = hand_to_log,
  .extension = extension,
};

void
call_init(Call *call, guint64 seed)
{
  *call = (Call){
    .context = {
      .struct_size = sizeof call->context,
      .message_capacity = CALL_MESSAGE_CAPACITY,
      .seed = seed,
      .deadline_ns = INT64_MAX,
      .host = &host,
    },
  };
  call->context.message = call->message;
}

void
call_set_cancel(Call *call, const PoolCancel *cancel)
{
  const gint64 deadline_us = cancel != NULL ? pool_cancel_get_deadline(cancel) : G_MAXINT64;
  call->cancel = cancel;
  call->context.deadline_ns = deadline_us < G_MAXINT64 / 1000 ? deadline_us * 1000 : INT64_MAX;
}

void
call_reset(Call *call)
{
  call->message[0] = '\0';
}

plugcast_status
call_refuse(Call *call, plugcast_status status, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  (void)g_vsnprintf(call->message, sizeof call->message, format, arguments);
  va_end(arguments);
  return status;
}

const plugcast_host *
call_get_host(void)
{
  return &host;
}

const char *
call_status_to_string(plugcast_status status)
{
  static const struct {
    plugcast_status status;
    const char *text;
  } names[] = {
    { PLUGCAST_OK, "ok" },
    { PLUGCAST_UNSUPPORTED, "unsupported" },
    { PLUGCAST_BAD_ARGUMENT, "bad argument" },
    { PLUGCAST_BAD_INPUT, "bad input" },
    { PLUGCAST_TOO_SHORT, "too short" },
    { PLUGCAST_NO_MEMORY, "no memory" },
    { PLUGCAST_CANCELLED, "cancelled" },
    { PLUGCAST_NUMERIC, "numeric failure" },
    { PLUGCAST_NOT_FITTED, "not fitted" },
    { PLUGCAST_BAD_STATE, "bad state" },
    { PLUGCAST_FAILED, "failed" },
    { PLUGCAST_UNWRITTEN, "output not written" },
    { PLUGCAST_NOT_FINITE, "output not finite" },
    { PLUGCAST_OVERRUN, "output overrun" },
    { PLUGCAST_TIMED_OUT, "timed out" },
    { PLUGCAST_CRASHED, "crashed" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    if (names[i].status == status) {
      return names[i].text;
    }
  }
  return "unknown status";
}
