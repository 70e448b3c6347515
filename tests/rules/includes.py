#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds every #include of core, ui, app and tests/support against the table of ARCHITECTURE.md (rooms.py).

Prints one line a violation, `file:line: why`, and exits 1 when there is any.
"""
import argparse
import fnmatch
import pathlib
import re
import sys

import rooms

HERE = pathlib.Path(__file__).parent
SOURCES = {".h", ".hpp", ".cpp", ".cc", ".c", ".inl"}
FOLDERS = ["core", "ui", "app", "tests/support"]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*(?:include|include_next|import)[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)
BLOCK_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
GENERATED = re.compile(r"^(?:moc_\w+\.cpp|\w+\.moc)$")


def listed(name):
    lines = (HERE / name).read_text().splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def includes_of(text):
    """(line, path, quoted) of each include that is not inside a block comment."""
    text = BLOCK_COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
    for found in INCLUDE.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found.group(1) or found.group(2), found.group(1) is not None


def room_of(path):
    """core/gate, ui/chat, ui/panes/board, ui, app/headless, tests/support …"""
    folders = pathlib.PurePosixPath(path).parts[:-1]
    if folders[:1] == ("core",) or folders[:1] == ("app",):
        return "/".join(folders[:2])
    if folders[:2] == ("ui", "panes"):
        return "/".join(folders[:3])
    if folders[:1] == ("ui",):
        return "/".join(folders[:2])
    return "/".join(folders[:3] if folders[:3] == ("tests", "support", "ui") else folders[:2])


class Rules:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.value_headers = listed("value_headers.txt")
        self.core_qt = listed("core_qt_headers.txt")

    def check(self):
        for folder in FOLDERS:
            for file in sorted((self.root / folder).rglob("*")):
                if file.suffix in SOURCES and file.is_file():
                    yield from self.check_file(file)

    def check_file(self, file):
        path = file.relative_to(self.root).as_posix()
        for line, target, quoted in includes_of(file.read_text(encoding="utf-8", errors="replace")):
            reason = self.refusal(path, target, quoted)
            if reason:
                yield f"{path}:{line}: {reason}"

    def refusal(self, path, target, quoted):
        """Why this include is wrong, or None."""
        if quoted:
            if GENERATED.match(target):
                return None
            if not self.exists(target):
                return f'"{target}": ours are included by their full path from the top folder; there is no such file (others\' go in <…>)'
            return self.refused_room(path, room_of(path), target, room_of(target))
        if target.split("/")[0] in {"core", "ui", "app", "tests"} and self.exists(target):
            return f"<{target}>: ours are included with quotes"
        return self.refused_library(path, target)

    def exists(self, target):
        if target.startswith(("/", ".")) or ".." in target.split("/") or "/" not in target:
            return False
        return (self.root / target).is_file() or (self.root / f"{target}.in").is_file()

    def refused_room(self, path, room, target, target_room):
        if room == target_room or matches(target, rooms.EXTRA_FILES.get(room, [])):
            return None
        top, target_top = room.split("/")[0], target_room.split("/")[0]
        if top == "core":
            allowed = target_top == "core" and self.core_allows(room, target_room)
        elif top == "ui":
            allowed = self.ui_allows(room, target, target_room)
        elif top == "app":
            allowed = target_top in {"core", "app"} or (target_top == "ui" and room != "app/headless")
            allowed = allowed and not (room == "app/headless" and target_room == "app/desktop")
        else:  # tests/support serves core's tests without widgets; tests/support/ui those of ui.
            allowed = target_top == "core" or target_room == "tests/support" or (room == "tests/support/ui" and target_top == "ui")
        return None if allowed else f'"{target}": {room} may not include {target_room}'

    @staticmethod
    def core_allows(room, target_room):
        name, target_name = room.removeprefix("core/"), target_room.removeprefix("core/")
        return target_name in rooms.CORE.get(name, [])

    def ui_allows(self, room, target, target_room):
        if target_room == "core/runtime" or matches(target, self.value_headers):
            return True
        if target_room.split("/")[0] != "ui":
            return False
        name, target_name = room.removeprefix("ui/"), target_room.removeprefix("ui/")
        if target_name in rooms.UI_SHARED or target_room == "ui":
            return True
        if name in rooms.UI_SHARED:
            return False
        return name in rooms.UI_ASSEMBLY or target_name == "panes"

    def refused_library(self, path, target):
        top = path.split("/")[0]
        if "private/" in target or target.startswith("Qt") and target.endswith("_p.h"):
            return f"<{target}>: private headers of Qt change without notice"
        for pattern, (homes, why) in rooms.LIBRARY_HOMES.items():
            if fnmatch.fnmatchcase(target, pattern) and not path.startswith(tuple(homes)):
                return f"<{target}>: {why}"
        if top == "ui" and matches(target, rooms.UI_FORBIDDEN):
            return f"<{target}>: widgets do no input or output; the core does"
        if top == "core" or path.startswith("app/headless/") or room_of(path) == "tests/support":
            return self.refused_gui(path, target)
        return None

    def refused_gui(self, path, target):
        module, _, rest = target.partition("/")
        if re.match(r"Qt[A-Z]", module) and rest:
            allowed = module in rooms.CORE_QT_MODULES | self.extra_modules(path)
        elif re.match(r"Q[A-Z]|Qt[A-Z]", target):
            allowed = target in self.core_qt or self.extra_class(path, target)
        elif re.match(r"q[a-z0-9]+\.h$", target):
            return f"<{target}>: include the class's own header, such as <QString>"
        else:
            allowed = not re.match(r"K[A-Z]", target)
        return None if allowed else f"<{target}>: {room_of(path)} has no GUI: only {', '.join(sorted(rooms.CORE_QT_MODULES))}"

    @staticmethod
    def extra_modules(path):
        return {"QtTest", "QtDBus"} if path.startswith(("tests/", "app/")) else set()

    @staticmethod
    def extra_class(path, target):
        return path.startswith("tests/") and target in {"QTest", "QtTest", "QSignalSpy"} or path.startswith("app/") and target.startswith("QDBus")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default=HERE.parents[1], type=pathlib.Path)
    violations = list(Rules(parser.parse_args().root).check())
    print("\n".join(violations) or "Every include follows the table.")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
