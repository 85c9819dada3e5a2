// SPDX-License-Identifier: MIT
#pragma once

#include "cli/command.h"
#include "data/json.h"

#include <glib.h>

G_BEGIN_DECLS

/** A subcommand with its options and operands, declared in a job file. Never changes. */
typedef struct Job Job;

/**
 * Reads the jobs of a file: `{"command": "forecast", "data": "a.csv", "horizon": 18}`, or several
 * as `{"jobs": […]}`. The members of a job are the long names of the command's options and its
 * operands in lower case; docs/jobs.md has the rules.
 *
 * @root: the file's outermost value, borrowed for the life of the jobs.
 * @folder: of the file, which relative paths start from; "." leaves them as they are.
 * @findings: (element-type char *): gets all that is wrong, each with its path in @root.
 * Returns: (transfer full) (element-type Job): the jobs, or NULL when anything is wrong.
 */
GPtrArray *job_list_new(const JsonItem *root, const char *folder, GPtrArray *findings);

const Command *job_get_command(const Job *job);

/** Returns: (transfer none): what follows the name of the command, ends in NULL. */
const char *const *job_get_arguments(const Job *job);

/** Returns: (transfer none): its path in the file: "$.jobs[1]". */
const char *job_get_path(const Job *job);

/** Whether the job itself sets the option @name. */
gboolean job_sets(const Job *job, const char *name);

/** Returns: (transfer full): the files that its options name; ends in NULL. */
char **job_list_files(const Job *job);

/** Returns: (transfer full): the job as a line for a shell. */
char *job_to_line(const Job *job);

/**
 * Returns: (transfer full): the message of a command that this job has run, with the path of the
 * member that it is about in place of the option: "$.jobs[1].horizon: 'x' is no whole number …".
 */
char *job_translate(const Job *job, const char *message);

/** Returns: (transfer full): the names that operands have in a job: "data"; ends in NULL. */
char **job_operand_names(const Command *command);

/** Whether a job may ask for @command. */
gboolean job_takes_command(const Command *command);

G_END_DECLS
