#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""aios loads no library that would make each of its starts slower than its first request may be (see ARCHITECTURE.md, Libraries).

Qt Network brings some twenty libraries (a proxy resolver with glib, a second TLS), Qt D-Bus and QtKeychain the bus and its own: together a third of the
time from start to first request. What needs them is a module loaded at its first use. Reads the program's dynamic section with readelf; prints one line for
each library that must not be there and exits 1 when there is any.
"""
import argparse
import re
import subprocess
import sys

LATE = ("libQt6Network", "libQt6WebSockets", "libQt6DBus", "libqt6keychain", "libQt6Gui", "libQt6Widgets")


def needed(program):
    text = subprocess.run(["readelf", "-d", program], check=True, capture_output=True, text=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}).stdout
    return re.findall(r"\(NEEDED\).*\[(.*)\]", text)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    libraries = needed(parser.parse_args().program)
    if not libraries:
        print("readelf named no library at all: the program cannot be judged.")
        return 1
    found = [library for library in libraries if library.startswith(LATE)]
    print("\n".join(f"{library}: must be loaded at its first use only" for library in found) or f"{len(libraries)} libraries, none that must be late.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
