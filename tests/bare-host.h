// SPDX-License-Identifier: MIT
#pragma once

#include <glib.h>
#include <plugcast.h>

G_BEGIN_DECLS

/**
 * The least host that a plugin runs in: one plugin, one thread, no checks. For tests and
 * measurements of plugins by themselves.
 */
typedef struct BareHost BareHost;

/** Loads the plugin at @path. Returns: (transfer full): the host; ends the program on failure. */
BareHost *bare_host_new(const char *path);

/** Returns: (transfer full): a host without a plugin, for functions that need a call. */
BareHost *bare_host_new_empty(void);

void bare_host_free(BareHost *host);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BareHost, bare_host_free)

/** Returns: (transfer none): the component, or NULL. */
const plugcast_component *bare_host_find(const BareHost *host, const char *name);

/**
 * Sets the values of a component's parameters: its defaults, then @text of the form
 * "window=4,season=none" (nullable); ends the program on a name or value it does not know.
 */
void bare_host_parse(const plugcast_component *component, const char *text, plugcast_value *values);

/** Answers should_stop() with TRUE from now on. */
void bare_host_stop(BareHost *host);

/** Lets each call have @n_blocks pieces of scratch memory and no more. */
void bare_host_starve(BareHost *host, gsize n_blocks);

/** Gives the calls from now on @seed instead of 1. */
void bare_host_set_seed(BareHost *host, guint64 seed);

/** Returns: (transfer none): a call with fresh scratch memory; ends the one before. */
const plugcast_call *bare_host_begin(BareHost *host);

/**
 * Creates an instance, fits it where there is fit(), forecasts one series, destroys. Marks the
 * outputs before the call. Returns: the first status that is not PLUGCAST_OK.
 */
plugcast_status bare_host_forecast(BareHost *host,
                                   const plugcast_component *component,
                                   const plugcast_value *values,
                                   const plugcast_series *series,
                                   const plugcast_forecast *out);

/** Returns: (transfer none): what the last call left in its message buffer. */
const char *bare_host_get_message(const BareHost *host);

G_END_DECLS
