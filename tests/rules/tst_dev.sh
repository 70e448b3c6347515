#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ./dev and its arguments: what is wrong is refused with status 2 and a sentence, before anything is installed or built.
set -euo pipefail
dev=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/dev
place=$(mktemp -d)
trap 'rm -rf -- "$place"' EXIT
export HOME=$place XDG_CACHE_HOME=$place/cache AIOS_BUILD_DIR=$place/build
failed=0

# expect NAME STATUS TEXT COMMAND…: the status, and a text that the output holds.
expect() {
    local name=$1 want=$2 text=$3 status=0 output
    shift 3
    output=$("$@" 2>&1 </dev/null) || status=$?
    if [[ $status == "$want" && $output == *"$text"* ]]; then
        echo "ok   $name"
    else
        echo "FAIL $name: status $status, wanted $want; it printed: $output"
        failed=1
    fi
}

expect "help" 0 "Usage: ./dev COMMAND" "$dev" help
expect "no command is help" 0 "Usage: ./dev COMMAND" "$dev"
expect "--help" 0 "XDG_CACHE_HOME" "$dev" --help
expect "unknown command" 2 "there is no command 'frobnicate'" "$dev" frobnicate
expect "unknown preset" 2 "there is no preset 'fast'" "$dev" build fast
expect "exec without a program" 2 "needs the name of a program" "$dev" exec
expect "run on a folder that is not there" 2 "there is no folder '/nowhere'" "$dev" run /nowhere
expect "fuzz for no number" 2 "a number of seconds" "$dev" fuzz soon
expect "lint with a file" 2 "only --all" "$dev" lint core/base/error.h
expect "package with an argument" 2 "no arguments" "$dev" package deb
expect "a host mode that is none" 1 "auto, native or root" env AIOS_DEV_INSIDE= AIOS_DEV_HOST=docker "$dev" shell true
expect "shell runs a command where it is" 0 "hello world" env AIOS_DEV_INSIDE=test "$dev" shell echo "hello world"
expect "shell keeps the status" 7 "" env AIOS_DEV_INSIDE=test "$dev" shell bash -c 'exit 7'
[[ ! -e $XDG_CACHE_HOME/aios-dev/debian-13 ]] || { echo "FAIL something was installed" && failed=1; }
exit "$failed"
