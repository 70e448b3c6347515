# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# lint, asan and fuzz. Sourced by ./dev.

# tool_19 NAME: the clang tool of the version that .clang-format and .clang-tidy are written for, else the system's.
tool_19() { command -v "$1-19" || command -v "$1"; }

lint_step() { # NAME COMMAND…
    local name=$1
    shift
    if ("$@"); then
        say "ok    $name"
    else
        say "FAIL  $name"
        lint_failed=1
    fi
}

# What git tracks or would track, by pattern. Nothing below a folder of test data: such files are foreign on purpose.
source_files() { # PATTERN…
    git -C "$DEV_CHECKOUT" ls-files --cached --others --exclude-standard -- "$@" |
        grep -vE '(^|/)(fixtures|data|golden|corpus|seeds|third_party)/' |
        while IFS= read -r file; do [[ ! -f $DEV_CHECKOUT/$file ]] || printf '%s\n' "$file"; done
}

lint_format() {
    local formatter files
    formatter=$(tool_19 clang-format) || return
    mapfile -t files < <(source_files '*.cpp' '*.h')
    ((${#files[@]} == 0)) || (cd "$DEV_CHECKOUT" && "$formatter" --dry-run -Werror "${files[@]}")
}

lint_scripts() {
    have shellcheck || return 0
    (cd "$DEV_CHECKOUT" && source_files dev .ci/run packaging/dev/virtual-display '*.sh' | xargs -r shellcheck -x)
}

lint_desktop() {
    local packaging=$DEV_CHECKOUT/packaging
    if have desktop-file-validate; then
        desktop-file-validate "$packaging/org.aios.Desktop.desktop" || return
    fi
    if have appstreamcli; then
        appstreamcli validate --no-net --override=url-homepage-missing=info "$packaging/org.aios.Desktop.metainfo.xml" >"$DEV_CACHE/log/appstream.log" || {
            cat "$DEV_CACHE/log/appstream.log"
            return 1
        }
    fi
}

# What differs from what the remote has (else from the last commit), by pattern.
changed_files() { # PATTERN…
    local base
    base=$(git -C "$DEV_CHECKOUT" merge-base HEAD origin/main 2>/dev/null || git -C "$DEV_CHECKOUT" rev-parse --verify -q HEAD || true)
    {
        [[ -z $base ]] || git -C "$DEV_CHECKOUT" diff --name-only --diff-filter=d "$base" -- "$@"
        git -C "$DEV_CHECKOUT" ls-files --others --exclude-standard -- "$@"
    } | sort -u
}

lint_tidy() { # all|changed
    local tidy database=$DEV_BUILD/dev/tidy files
    tidy=$(tool_19 clang-tidy) || return
    build dev
    python3 "$DEV_PACKAGES/tidy-database.py" "$DEV_BUILD/dev" "$database" >"$database.known" || return
    if [[ $1 == all ]]; then
        mapfile -t files <"$database.known"
    else
        mapfile -t files < <(changed_files '*.cpp' '*.h' | sed "s|^|$DEV_CHECKOUT/|; s/\.h$/.cpp/" | sort -u | grep -xFf "$database.known" || true)
    fi
    if ((${#files[@]} == 0)); then
        say "      clang-tidy: no changed source (--all looks at all)"
        return
    fi
    printf '%s\0' "${files[@]}" |
        xargs -0 -n 1 -P "$(jobs_count)" "$tidy" -p "$database" --quiet --warnings-as-errors='*' 2> >(grep -vE 'warnings? generated|^Suppressed|^Use -' >&2)
}

dev_lint() {
    local lint_failed=0 rules=$DEV_CHECKOUT/tests/rules rule
    mkdir -p "$DEV_CACHE/log"
    if [[ ${1:-} == --fix ]]; then
        (cd "$DEV_CHECKOUT" && changed_files '*.cpp' '*.h' | xargs -r "$(tool_19 clang-format)" -i)
    fi
    lint_step "clang-format" lint_format
    for rule in includes spdx hygiene lifetimes; do
        lint_step "tests/rules/$rule.py" python3 "$rules/$rule.py" --root "$DEV_CHECKOUT"
    done
    lint_step "scripts (shellcheck)" lint_scripts
    lint_step "desktop and metainfo file" lint_desktop
    if [[ ${1:-} == --all ]]; then lint_step "clang-tidy" lint_tidy all; else lint_step "clang-tidy" lint_tidy changed; fi
    ((lint_failed == 0)) || die "lint found something (see above)."
}

dev_asan() {
    build asan
    test_environment
    export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1:check_initialization_order=1
    export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
    export LSAN_OPTIONS=suppressions=$DEV_PACKAGES/lsan.supp:print_suppressions=0
    ctest --test-dir "$DEV_BUILD/asan" --output-on-failure --no-tests=error -j2 "$@"
}

dev_fuzz() {
    local seconds=${1:-60} targets=("${@:2}") target failed=0 started=$SECONDS
    build fuzz
    test_environment
    if ((${#targets[@]} == 0)); then
        mapfile -t targets < <(cd "$DEV_BUILD/fuzz/bin/fuzz" 2>/dev/null && find . -maxdepth 1 -type f -perm -u+x -printf '%f\n' | sort)
    fi
    ((${#targets[@]})) || die "there are no fuzz targets yet."
    targets=("${targets[@]/#/fuzz_}")
    targets=("${targets[@]/#fuzz_fuzz_/fuzz_}")
    for target in "${targets[@]}"; do
        [[ -x $DEV_BUILD/fuzz/bin/fuzz/$target ]] || die "there is no fuzz target '$target'."
    done
    say "${#targets[@]} targets, $seconds s each, $(jobs_count) at a time."
    export ASAN_OPTIONS=allow_addr2line=1 UBSAN_OPTIONS=allow_addr2line=1:print_stacktrace=1
    export -f fuzz_one
    export DEV_BUILD DEV_CHECKOUT
    # shellcheck disable=SC2016
    printf '%s\0' "${targets[@]}" | xargs -0 -n 1 -P "$(jobs_count)" bash -c 'fuzz_one "$1" "$0"' "$seconds" || failed=1
    ((failed == 0)) || die "a target found something: run its file again with ./dev shell build/fuzz/bin/fuzz/TARGET FILE."
    say "All clean ($((SECONDS - started)) s)."
}

# fuzz_one TARGET SECONDS, with seeds from tests/fuzz/seeds/NAME (the target's name without fuzz_): one line when clean; the report and the input's path when not.
fuzz_one() {
    local target=$1 seconds=$2 corpus=$DEV_BUILD/fuzz/corpus/$1 crashes=$DEV_BUILD/fuzz/crashes seeds=$DEV_CHECKOUT/tests/fuzz/seeds/${1#fuzz_} log runs
    local folders=("$corpus")
    log=$DEV_BUILD/fuzz/$target.log
    mkdir -p "$corpus" "$crashes"
    if [[ -d $seeds ]]; then folders+=("$seeds"); fi
    if timeout $((seconds + 120)) "$DEV_BUILD/fuzz/bin/fuzz/$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 \
        -artifact_prefix="$crashes/$target-" -print_final_stats=1 "${folders[@]}" >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        printf 'clean  %-20s %s runs, coverage %s, corpus %s\n' "$target" "$runs" \
            "$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1)" "$(find "$corpus" -type f | wc -l)"
    else
        printf 'FOUND  %-20s %s\n' "$target" "$(find "$crashes" -name "$target-*" -newer "$corpus" -print -quit)"
        grep -vE '^#[0-9]+' "$log" | tail -n 40
        return 1
    fi
}
