#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns GCC's compile_commands.json into one that clang-tidy can use, and prints the sources of ours that are in it.

clang cannot read GCC's precompiled headers, so each is copied as plain text to a place where no .gch lies beside it; options
only GCC has are left out.
"""
import json
import pathlib
import shlex
import sys

GCC_ONLY = {"-fpch-preprocess", "-Winvalid-pch", "-mno-direct-extern-access", "-fconcepts-diagnostics-depth=2", "-fmodules-ts", "-fdeps-format=p1689r5"}
GCC_ONLY_PREFIXES = ("-fmodule-mapper=", "-fdeps-", "-Wno-maybe-uninitialized", "-fanalyzer")


def portable(arguments, headers):
    result = []
    for argument in arguments:
        if argument in GCC_ONLY or argument.startswith(GCC_ONLY_PREFIXES):
            continue
        if argument.endswith("cmake_pch.hxx"):
            copy = headers / f"pch{abs(hash(argument)) % 10**8}.hxx"
            copy.write_text(pathlib.Path(argument).read_text())
            argument = str(copy)
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
        arguments = portable(shlex.split(entry["command"]), output)
        commands.append({"directory": entry["directory"], "file": str(source), "arguments": arguments})
        print(source)
    (output / "compile_commands.json").write_text(json.dumps(commands, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
