# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Parts of ./dev that everything else uses: messages, locks, logs, disk space. Sourced, never run.

say() { printf '%s\n' "$*" >&2; }
die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}
usage_error() {
    printf "dev: %s\nTry './dev help'.\n" "$*" >&2
    exit 2
}
have() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND…: with administrator rights, however this person gets them.
as_root() {
    local root_prefix=()
    root_prefix "run: $*"
    "${root_prefix[@]}" "$@"
}
root_prefix() { # WHAT; sets the array root_prefix
    if ((EUID == 0)); then
        root_prefix=(env)
    elif have sudo && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
        root_prefix=(sudo --)
    else
        die "administrator rights are needed to $1. Run ./dev once as root, or from a terminal as a user who may use sudo."
    fi
}

# need_rights TO DO WHAT: says so at once, before anything runs whose output goes to a log.
need_rights() {
    local root_prefix=()
    root_prefix "$1"
    "${root_prefix[@]}" true || die "administrator rights are needed to $1."
}

# need_disk FOLDER GIB WHAT: refuses to begin what would fill the disk.
need_disk() {
    local free_kib
    free_kib=$(df -Pk -- "$1" | awk 'NR == 2 {print $4}')
    ((free_kib >= $2 * 1024 * 1024)) ||
        die "the disk of $1 has $((free_kib / 1024)) MiB free, and $3 needs $2 GiB. Free some space, or set XDG_CACHE_HOME and AIOS_BUILD_DIR to folders on another disk."
}

# logged NAME COMMAND…: quiet when it works; the end of its output, and where the rest is, when it does not.
logged() {
    local log=$DEV_CACHE/log/$1.log
    shift
    mkdir -p "$DEV_CACHE/log"
    if ! "$@" >"$log" 2>&1 </dev/null; then
        tail -n 60 "$log" >&2
        say "(all of it: $log)"
        return 1
    fi
}

# lock FD FILE WHAT: one run at a time; says what it waits for.
lock() {
    if ! flock -n "$1"; then
        say "Waiting for another ./dev $3 …"
        flock "$1"
    fi
}

# words FILE: the words of a list with # comments, one a line, sorted.
words() { sed 's/#.*//' "$1" | tr -s ' \t' '\n' | sed '/^$/d' | LC_ALL=C sort -u; }
words_hash() { words "$1" | sha256sum | cut -c1-16; }

# version_at_least HAVE WANT
version_at_least() { [[ "$(printf '%s\n%s\n' "$2" "$1" | LC_ALL=C sort -V | head -n 1)" == "$2" ]]; }
