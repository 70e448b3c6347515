#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No loop walks over a member of what a call handed out: `for (x : f()->list)`. Where f() returns a shared pointer by value, it is gone before the first
round; C++23 makes it last as long as the loop, GCC 14 does not yet. Hold what the call returns in a variable of its own.

Prints one line a finding and exits 1 when there is any.
"""
import argparse
import pathlib
import re
import sys

from repofiles import repo_files

LOOP = re.compile(r"\bfor \((?:[^;()]|\([^;()]*\))*[^:]:(?!:).*\w\([^()]*\)->\w+\)+\s*\{?\s*$")


def violations(root):
    for name in repo_files(root):
        if not name.endswith((".cpp", ".h")):
            continue
        for number, line in enumerate((root / name).read_text(encoding="utf-8", errors="replace").split("\n"), 1):
            if LOOP.search(line):
                yield f"{name}:{number}: the loop walks over a member of what a call returns: hold that in a variable first: {line.strip()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=pathlib.Path(__file__).parents[2], type=pathlib.Path)
    found = list(violations(parser.parse_args().root))
    print("\n".join(found) or "No loop walks over what is gone.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
