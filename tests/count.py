# SPDX-License-Identifier: MIT
"""Prints "PASSED FAILED SKIPPED" for the subtests in a testlog.json of meson.

What a failed program said on standard output goes to standard error: meson keeps it to itself.
"""

import json
import re
import sys

LINE = re.compile(r"^(not )?ok\b[^#\n]*(#\s*(skip|todo)\b)?", re.IGNORECASE | re.MULTILINE)


def program_count(run):
    """Counts the TAP lines of one program; a program that breaks off counts as one failure."""
    passed = failed = skipped = 0
    for failure, directive, _ in LINE.findall(run.get("stdout", "")):
        if directive:
            skipped += 1
        elif failure:
            failed += 1
        else:
            passed += 1
    if run["result"] == "SKIP":
        return passed, failed, max(skipped, 1)
    if run["result"] not in ("OK", "EXPECTEDFAIL") and failed == 0:
        failed = 1
    if passed + failed + skipped == 0:
        passed = 1
    return passed, failed, skipped


def program_complain(run):
    """Shows what a failed program said, less the subtests that passed."""
    if run["result"] in ("OK", "EXPECTEDFAIL", "SKIP"):
        return
    said = [line for line in run.get("stdout", "").splitlines() if not line.startswith("ok ")]
    print(f"{run['name']}: {run['result']}", *said, sep="\n", file=sys.stderr)


def main():
    with open(sys.argv[1], encoding="utf-8") as log:
        runs = [json.loads(line) for line in log]
    for run in runs:
        program_complain(run)
    counts = [program_count(run) for run in runs]
    print(*[sum(column) for column in zip(*counts)] or [0, 0, 0])


main()
