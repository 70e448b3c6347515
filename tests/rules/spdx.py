#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source file begins with the licence line: line 1, or line 2 after a #! line.

Prints one line a file that does not and exits 1 when there is any.
"""
import argparse
import pathlib
import re
import sys

from repofiles import repo_files

SUFFIXES = {".h", ".hpp", ".cpp", ".cc", ".c", ".inl", ".py", ".sh", ".cmake", ".js", ".mjs"}
NAMES = {"CMakeLists.txt", "dev"}
# Folders of test data and of text that becomes a person's project: not source of ours.
DATA = re.compile(r"(^|/)(fixtures|data|golden|corpus|seeds|third_party)/|^resources/(templates|rehearsal)/")
LINE = re.compile(r"^(//|#) SPDX-License-Identifier: MIT$")


def is_source(name, first_line):
    if DATA.search(name):
        return False
    path = pathlib.PurePosixPath(name)
    return path.suffix in SUFFIXES or path.name in NAMES or first_line.startswith("#!")


def violations(root):
    for name in repo_files(root):
        with open(root / name, encoding="utf-8", errors="replace") as file:
            lines = [file.readline(300).rstrip("\n"), file.readline(300).rstrip("\n")]
        if is_source(name, lines[0]) and not LINE.match(lines[1] if lines[0].startswith("#!") else lines[0]):
            yield f"{name}:1: the first line must be '// SPDX-License-Identifier: MIT' (or '# …', after a #! line the second)"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=pathlib.Path(__file__).parents[2], type=pathlib.Path)
    found = list(violations(parser.parse_args().root))
    print("\n".join(found) or "Every source file names its licence.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
