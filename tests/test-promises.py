#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that every test which a document names as holding a promise is there.

    test-promises.py DOCUMENT FOLDER

A row of a table names tests by their paths in backticks; one that ends in "…" stands for all that
begin so. FOLDER has the programs of the tests, which list their paths with -l.
"""

import os
import pathlib
import re
import subprocess
import sys


def list_paths(folder):
    """The paths of all tests of the programs in a folder."""
    paths = set()
    for program in sorted(folder.glob("test-*")):
        if program.is_file() and os.access(program, os.X_OK):
            run = subprocess.run([program, "-l"], capture_output=True, text=True, check=False)
            paths.update(line for line in run.stdout.splitlines() if line.startswith("/"))
    return paths


def is_there(name, paths):
    if name.endswith("…"):
        return any(path.startswith(name.removesuffix("…")) for path in paths)
    return name in paths


def main():
    document = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
    rows = [line for line in document.splitlines() if line.startswith("|")]
    names = [name for row in rows for name in re.findall(r"`(/[a-z][^`]*)`", row)]
    paths = list_paths(pathlib.Path(sys.argv[2]))
    print(f"1..{len(names)}")
    for number, name in enumerate(names, start=1):
        word = "ok" if is_there(name, paths) else "not ok"
        print(f"{word} {number} /promises/has-test{name}")
    if not names:
        sys.exit("no test is named in " + sys.argv[1])


if __name__ == "__main__":
    main()
