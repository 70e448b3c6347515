# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Configuring, building and finding what was built. Runs in the place where the compiler is: the build root, or the host itself.
# Sourced by ./dev.

build_environment() {
    local folder
    for folder in /usr/lib/ccache/bin /usr/lib64/ccache /usr/lib/ccache; do
        [[ -d $folder && :$PATH: != *:$folder:* ]] && PATH=$folder:$PATH
    done
    export PATH
    if have ccache; then
        export CMAKE_C_COMPILER_LAUNCHER=ccache CMAKE_CXX_COMPILER_LAUNCHER=ccache
        export CCACHE_DIR=${CCACHE_DIR:-$DEV_CACHE/ccache} CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G}
        # Precompiled headers need the first two, and fresh checkouts, whose files are all new, the others.
        export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        # The compiler's own list of headers spares a pass of the preprocessor on each file that is compiled anew.
        export CCACHE_DEPEND=1
        # Paths below the checkout count as relative, so a clone in another folder finds what this one compiled.
        export CCACHE_BASEDIR=$DEV_CHECKOUT CCACHE_NOHASHDIR=1
    fi
    # A checkout whose owner looks different from in here is still ours.
    local count=${GIT_CONFIG_COUNT:-0}
    export "GIT_CONFIG_KEY_$count=safe.directory" "GIT_CONFIG_VALUE_$count=$DEV_CHECKOUT" GIT_CONFIG_COUNT=$((count + 1))
    export AIOS_BUILD_DIR=$DEV_BUILD
}

# Nothing that tests do may reach a person's model, keys or display.
test_environment() {
    unset ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN ANTHROPIC_BASE_URL OPENAI_API_KEY OPENAI_BASE_URL OPENROUTER_API_KEY
    export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} CTEST_OUTPUT_ON_FAILURE=1
}

jobs_count() { echo "${AIOS_JOBS:-$(nproc)}"; }

presets() { sed -n 's/^ *"name": *"\([A-Za-z0-9_-]*\)".*/\1/p' "$DEV_CHECKOUT/CMakePresets.json" 2>/dev/null | grep -vx base | sort -u; }

# configure PRESET: only when there is no build folder yet, or the presets, the options or the place have changed.
configure() {
    local preset=$1 dir=$DEV_BUILD/$1 state old fresh=()
    [[ -f $DEV_CHECKOUT/CMakeLists.txt && -f $DEV_CHECKOUT/CMakePresets.json ]] ||
        die "there is no CMakeLists.txt with CMakePresets.json in $DEV_CHECKOUT."
    state="${AIOS_DEV_INSIDE:-native} $(cat "$DEV_CHECKOUT/CMakePresets.json" - <<<"${AIOS_CMAKE_ARGS:-}" | sha256sum | cut -c1-16)"
    old=$(cat "$dir/.dev-configured" 2>/dev/null || true)
    [[ -f $dir/build.ninja && $old == "$state" ]] && return
    need_disk "$DEV_BUILD" 2 "a build"
    [[ -z $old || $old == "$state" ]] || fresh=(--fresh)
    say "Configuring ${dir#"$DEV_CHECKOUT"/} …"
    # shellcheck disable=SC2086
    (cd "$DEV_CHECKOUT" && logged "configure-$preset" cmake --preset "$preset" -B "$dir" "${fresh[@]}" ${AIOS_CMAKE_ARGS:-}) ||
        die "CMake could not configure the preset '$preset' (see above)."
    printf '%s\n' "$state" >"$dir/.dev-configured"
}

# On a terminal ninja shows its own line; elsewhere every tenth part of a long build is a line, and messages come through.
ninja_filter() {
    local line shown=0 tenth
    while IFS= read -r line; do
        if [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\  ]]; then
            tenth=$((10 * BASH_REMATCH[1] / BASH_REMATCH[2]))
            if ((BASH_REMATCH[2] >= 20 && tenth > shown)); then
                printf '  built %d of %d\n' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
                shown=$tenth
            fi
        elif [[ $line != 'ninja: no work to do.' && $line != 'ninja: Entering directory'* ]]; then
            printf '%s\n' "$line"
        fi
    done
}

# build PRESET [quiet] [TARGET…]
build() {
    local preset=$1 quiet=0 dir=$DEV_BUILD/$1
    shift
    if [[ ${1:-} == quiet ]]; then
        quiet=1
        shift
    fi
    mkdir -p "$dir"
    exec 9>"$dir/.dev-lock"
    lock 9 "$dir/.dev-lock" "that builds $preset"
    configure "$preset"
    local ninja=(ninja -C "$dir" -j "$(jobs_count)" "$@")
    if ((quiet)); then
        logged "build-$preset" "${ninja[@]}" || die "the build failed (see above)."
    elif [[ -t 2 ]]; then
        ninja -C "$dir" -n "$@" 2>&1 | grep -q 'no work to do' || "${ninja[@]}" >&2 || die "the build failed (see above)."
    else
        "${ninja[@]}" 2>&1 | ninja_filter >&2 || die "the build failed (see above)."
    fi
    exec 9>&-
}

# has_target PRESET NAME
has_target() { ninja -C "$DEV_BUILD/$1" -t targets all 2>/dev/null | grep "^$2: " >/dev/null; } # not -q: ninja would die of the closed pipe, and that is "no"

# find_program PRESET NAME: prints its path.
find_program() {
    local folder
    for folder in bin bin/tests bin/bench bin/fuzz bin/stubs; do
        if [[ -x $DEV_BUILD/$1/$folder/$2 && ! -d $DEV_BUILD/$1/$folder/$2 ]]; then
            printf '%s\n' "$DEV_BUILD/$1/$folder/$2"
            return
        fi
    done
    return 1
}

# build_program PRESET NAME: builds just that one, silently, and prints its path.
build_program() {
    local preset=$1 name=$2
    configure "$preset"
    if has_target "$preset" "$name"; then build "$preset" quiet "$name"; else build "$preset" quiet; fi
    find_program "$preset" "$name" ||
        die "there is no program '$name'. There are: $(find "$DEV_BUILD/$preset/bin" -type f -perm -u+x -printf '%f ' 2>/dev/null)"
}
