#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns GCC's compile_commands.json into one that clang-tidy can use, and prints the sources of ours that are in it.

Options only GCC has are left out, and so are the precompiled headers: clang cannot read GCC's, their text makes every file ten
times as long to check, and a source that only compiles with them does not include what it uses.
"""
import json
import pathlib
import shlex
import sys

GCC_ONLY = {"-fpch-preprocess", "-Winvalid-pch", "-mno-direct-extern-access", "-fconcepts-diagnostics-depth=2", "-fmodules-ts", "-fdeps-format=p1689r5"}
GCC_ONLY_PREFIXES = ("-fmodule-mapper=", "-fdeps-", "-Wno-maybe-uninitialized", "-fanalyzer")


def portable(arguments):
    result = []
    for argument in arguments:
        if argument in GCC_ONLY or argument.startswith(GCC_ONLY_PREFIXES):
            continue
        if argument.endswith("cmake_pch.hxx"):
            del result[-1]  # its -include
            continue
        result.append(argument)
    if pathlib.Path(result[0]).name == "ccache":
        del result[0]
    return result + ["-Wno-unknown-warning-option", "-Wno-ignored-optimization-argument", "-Wno-unused-command-line-argument"]


def main(build, output):
    build, output = pathlib.Path(build).resolve(), pathlib.Path(output)
    output.mkdir(parents=True, exist_ok=True)
    commands = []
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"])
        if source.is_relative_to(build) or source.suffix != ".cpp" or "third_party" in source.parts:
            continue
        arguments = portable(shlex.split(entry["command"]))
        commands.append({"directory": entry["directory"], "file": str(source), "arguments": arguments})
        print(source)
    (output / "compile_commands.json").write_text(json.dumps(commands, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
