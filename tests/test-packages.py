#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks tests/packages.txt: what the meson files and scripts need comes from a package it lists.

    test-packages.py ROOT

A Debian system always has the packages that are essential or of priority "required". Every other
program, library and pkg-config file must be in a listed package, or in one that a listed package
depends on, in the group that needs it; and every listed package must be needed.
"""

import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys

# Words that may stand before a command.
PREFIXES = set("if then else elif while until do ! exec env xargs".split())
# The language of POSIX sh.
LANGUAGE = set(
    "case esac fi done for in . : [ break cd command continue eval exit export local printf pwd read"
    " return set shift test trap true umask unset wait echo getopts false".split()
)
# What meson finds by itself: parts of the C library and of the compiler.
MESON_OWN = {"dl": "libc6-dev", "threads": "libc6-dev", "openmp": "gcc"}


class Debian:
    """The packages that this machine holds, and their files."""

    def __init__(self):
        self.owners = collections.defaultdict(set)
        for path in pathlib.Path("/var/lib/dpkg/info").glob("*.list"):
            package = path.name.removesuffix(".list").split(":")[0]
            for file in path.read_text(encoding="utf-8").splitlines():
                if re.search(r"/s?bin/|\.pc$|/lib[^/]*\.so|^/usr/include/", file):
                    self.owners[file.removeprefix("/usr")].add(package)

        self.always, self.development, self.depends = set(), set(), {}
        fields = "${Package}\t${Essential}\t${Priority}\t${Section}\t${Depends}, ${Pre-Depends}\n"
        for line in output("dpkg-query", "-W", "-f", fields).splitlines():
            package, essential, priority, section, depends = line.split("\t")
            if essential == "yes" or priority == "required":
                self.always.add(package)
            if section == "devel":
                self.development.add(package)
            self.depends[package] = set(re.findall(r"(?:^|[,|]) *([a-z0-9.+-]+)", depends))

    def packages_of(self, path):
        """Returns the packages that own a file, following links until one does."""
        while path:
            found = self.owners.get(path.removeprefix("/usr"))
            if found:
                return found
            link = os.readlink(path) if os.path.islink(path) else ""
            path = os.path.normpath(os.path.join(os.path.dirname(path), link)) if link else ""
        return set()

    def with_dependencies(self, packages):
        """Returns the packages and all that they bring along."""
        known, fresh = set(), set(packages)
        while fresh:
            known |= fresh
            fresh = set().union(*[self.depends.get(package, ()) for package in fresh]) - known
        return known


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def which(program):
    return shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")


def packages_read(path):
    """Returns a dictionary of group name to its packages and those of the groups above."""
    groups, known = {}, set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            groups[line.strip("[]")] = known = set(known)
        elif line and not line.startswith("#"):
            known.add(line)
    return groups


def meson_needs(root):
    """Yields (file, need, path or package) for each library and program the meson files name."""
    for file in sorted(root.rglob("meson.build")):
        name = str(file.relative_to(root))
        if name.startswith("build"):
            continue
        text = re.sub(r"#.*", "", file.read_text(encoding="utf-8"))
        for need in re.findall(r"\bdependency\(\s*'([^']+)'", text):
            folder = output("pkg-config", "--variable=pcfiledir", need).strip()
            yield name, need, f"{folder}/{need}.pc" if folder else MESON_OWN.get(need)
        for need in re.findall(r"find_library\(\s*'([^']+)'", text):
            library = output("gcc", f"-print-file-name=lib{need}.so").strip()
            yield name, need, os.path.abspath(library)
        for need in re.findall(r"has_header\(\s*'([^']+)'", text):
            yield name, need, f"/usr/include/{need}"
        for need in re.findall(r"find_program\(\s*'([^']+)'", text):
            if not (file.parent / need).exists():
                yield name, need, which(need)


def script_bare(text):
    """Returns a script without comments and quoted text, but with the $(commands) in the latter."""
    bare, inside, i = [], [""], 0
    while i < len(text):
        rest, quoted = text[i:], inside[-1] == '"'
        if rest.startswith("\\"):
            skipped = 2
        elif rest[0] == "'" and not quoted:
            skipped = rest.index("'", 1) + 1
        elif re.match(r"#", rest) and not quoted and re.match(r"\s|$", text[i - 1 : i]):
            skipped = len(rest.split("\n")[0])
        else:
            skipped = 0
        if skipped:
            i += skipped
            continue
        if rest[0] == '"':
            inside.pop() if quoted else inside.append('"')
            bare.append('"')
        elif rest.startswith("$(") or (rest[0] == "(" and not quoted):
            inside.append("(")
            bare.append("(")
            i += rest[0] == "$"
        elif rest[0] == ")" and inside[-1] == "(":
            inside.pop()
            bare.append(")")
        elif not quoted:
            bare.append(rest[0])
        i += 1
    return "".join(bare)


def script_commands(text):
    """Returns the words in the place of a command."""
    functions = set(re.findall(r"^(\w+)\(\)", text, re.MULTILINE))
    optional = set(re.findall(r"command -v (\w[\w-]*)", text))
    text = re.sub(r"<<-?'?(\w+)'?\n.*?\n\1", "", text, flags=re.DOTALL)
    text = re.sub(r"\$\(\([^)]*\)\)", "", text)
    found = set()
    for command in re.split(r"[;|&(){}\n]+", script_bare(text)):
        words = [word for word in command.split() if not re.match(r"\w+=", word)]
        while words and (words[0] in PREFIXES or words[0].startswith("-")):
            words.pop(0)
        if words and re.fullmatch(r"[a-z][a-z0-9.+-]*", words[0]):
            found.add(words[0])
    return found - functions - optional - LANGUAGE


def script_tools(text, debian):
    """Returns the words anywhere that name a development tool: a compiler given as an argument."""
    text = re.sub(r"(^|\s)#.*", r"\1", text)
    words = set(re.findall(r"(?<![\w-])[a-z][a-z0-9-]*\+*(?![\w-])", text))
    return {word for word in words if debian.packages_of(which(word)) & debian.development}


def script_needs(root, scripts, debian):
    """Yields (file, need, path) for each program the scripts call."""
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        for need in sorted(script_commands(text) | script_tools(text, debian)):
            yield str(script.relative_to(root)), need, which(need)


def scripts_by_group(root):
    """Returns each group's scripts: what the quick start runs, the tests, the full tests."""
    build = [root / "examples/quickstart.sh", root / "tests/setup.sh", root / "tests/build.sh"]
    full = [root / "tests/run.sh", root / ".ci/run", *sorted(root.glob("tests/lint/*.sh"))]
    rest = [*sorted(root.glob("tests/**/*.sh")), *sorted(root.glob("examples/**/*.sh"))]
    tests = [script for script in rest if script not in build + full]
    return {"build": build, "tests": tests, "full": full}


def check(root, debian):
    """Yields (passed, name, reason) for each need, then for each listed package.

    A group that is not installed as a whole cannot be judged, since nothing tells which package
    brings a program that is not there.
    """
    groups = packages_read(root / "tests/packages.txt")
    installed = {name for name, packages in groups.items() if packages <= debian.depends.keys()}
    needs = [("build", *need) for need in meson_needs(root)]
    for group, scripts in scripts_by_group(root).items():
        needs += [(group, *need) for need in script_needs(root, scripts, debian)]

    used = set()
    for group, file, need, found in needs:
        if group not in installed:
            continue
        packages = {found} if found in MESON_OWN.values() else debian.packages_of(found)
        there = debian.with_dependencies(groups[group]) | debian.always
        used |= packages
        reason = f"'{need}' is in {sorted(packages) or 'no package'}, not in group '{group}'"
        yield bool(packages & there), f"/packages/provides/{file}/{need}", reason
    for package in sorted(groups["full"]) if "full" in installed else []:
        needed = used & {package, f"{package}-minimal"}
        yield bool(needed), f"/packages/needs/{package}", "no script or meson file needs it"


def main():
    if not which("dpkg-query"):
        print("1..0 # SKIP no Debian system")
        return
    n_tests = 0
    for passed, name, reason in check(pathlib.Path(sys.argv[1]), Debian()):
        n_tests += 1
        print(f"{'ok' if passed else 'not ok'} {n_tests} {name}")
        if not passed:
            print(f"{name}: {reason}", file=sys.stderr)
    print(f"1..{n_tests}")


main()
