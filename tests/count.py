# SPDX-License-Identifier: MIT
"""Prints "PASSED FAILED SKIPPED" for the subtests in a testlog.json of meson."""

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


def main():
    with open(sys.argv[1], encoding="utf-8") as log:
        counts = [program_count(json.loads(line)) for line in log]
    print(*[sum(column) for column in zip(*counts)] or [0, 0, 0])


main()
