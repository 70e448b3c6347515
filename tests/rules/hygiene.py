#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What must not get into the repository: paths of one machine, hosts of package registries, download addresses in lock files.

Prints one line a finding and exits 1 when there is any. A finding that is right where it is (a test of protected paths, say)
gets a line in hygiene_allow.txt.
"""
import argparse
import fnmatch
import pathlib
import re
import sys

from repofiles import repo_files

RULES = {
    "machine-path": (re.compile(r"(?<![\w.~$}*-])/(?:work|farm|root)/"), "a path of one machine"),
    "registry-host": (
        re.compile(
            r"\b(?:(?:deb|security|snapshot|ftp)(?:\.\w\w)?\.debian\.org|(?:archive|security|ports)\.ubuntu\.com|registry\.npmjs\.org|"
            r"registry\.yarnpkg\.com|npm\.pkg\.github\.com|pypi\.org|files\.pythonhosted\.org|(?:index\.|static\.)?crates\.io|"
            r"(?:proxy|sum)\.golang\.org|repo1?\.maven(?:\.apache)?\.org|rubygems\.org|deb\.nodesource\.com|pkg\.dev)\b"
        ),
        "the host of a package registry",
    ),
}
LOCK_FILES = {"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"}
RESOLVED = re.compile(r"\"?(?:resolved|tarball)\"?:?\s*\"?https?:")
ALLOW_FILE = "tests/rules/hygiene_allow.txt"


def allowances(root):
    """(path pattern, rule) of each line of the allow file."""
    file = root / ALLOW_FILE
    lines = file.read_text().splitlines() if file.is_file() else []
    return [tuple(line.split()[:2]) for line in lines if line.strip() and not line.startswith("#")]


def findings(root):
    allowed = allowances(root)
    for name in repo_files(root):
        data = (root / name).read_bytes()
        if b"\0" in data[:8192]:
            continue
        rules = {rule: value for rule, value in RULES.items() if not any(fnmatch.fnmatchcase(name, glob) and rule == r for glob, r in allowed)}
        if pathlib.PurePosixPath(name).name in LOCK_FILES:
            rules["lock-file"] = (RESOLVED, "a lock file with download addresses (npm: omit-lockfile-registry-resolved=true)")
        for number, line in enumerate(data.decode("utf-8", errors="replace").split("\n"), 1):
            for rule, (pattern, why) in rules.items():
                match = pattern.search(line)
                if match:
                    yield f"{name}:{number}: {rule}: {why}: {match.group()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=pathlib.Path(__file__).parents[2], type=pathlib.Path)
    found = list(findings(parser.parse_args().root))
    print("\n".join(found) or "No machine paths, registry hosts or download addresses.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
