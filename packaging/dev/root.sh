# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# The build root for hosts whose Qt is too old: a Debian 13 tree, made once, kept up to date with the package list, entered with
# bubblewrap. Nothing of the host is replaced. Sourced by ./dev.

readonly DEV_ROOT=$DEV_CACHE/debian-13
readonly DEV_ROOT_LIST=$DEV_PACKAGES/packages-debian.txt
readonly DEV_ROOT_STAMP=$DEV_ROOT/.aios-packages # Holds the hash of the list that is wholly installed; written last.

installed() { [[ -r $2 && $(<"$2") == "$(words_hash "$1")" ]]; } # LIST STAMP
root_ready() { installed "$DEV_ROOT_LIST" "$DEV_ROOT_STAMP"; }

# prepare_root [test|lint]: with what those commands need besides.
prepare_root() {
    local list=$DEV_ROOT_LIST stamp=$DEV_ROOT_STAMP
    if [[ -n ${1:-} ]]; then list=${DEV_ROOT_LIST%.txt}-$1.txt stamp=$DEV_ROOT_STAMP-$1; fi
    if ((EUID == 0)) && [[ $(stat -c %u -- "$DEV_CHECKOUT") != 0 ]]; then
        die "this checkout belongs to $(stat -c %U -- "$DEV_CHECKOUT"). Run ./dev as that user: in the build root, root has no rights on others' files."
    fi
    root_ready && have bwrap && installed "$list" "$stamp" && return
    mkdir -p "$DEV_CACHE"
    exec 8>"$DEV_CACHE/root.lock"
    lock 8 "$DEV_CACHE/root.lock" "that prepares the build root"
    install_root_tools
    if ! root_ready; then
        if [[ -e $DEV_ROOT_STAMP ]]; then
            update_root "$DEV_ROOT_LIST" "$DEV_ROOT_STAMP"
        else
            make_root
        fi
    fi
    installed "$list" "$stamp" || update_root "$list" "$stamp"
    exec 8>&-
}

install_root_tools() {
    local missing=()
    have bwrap || missing+=(bubblewrap)
    have mmdebstrap || root_ready || missing+=(mmdebstrap)
    ((${#missing[@]})) || return 0
    need_rights "install ${missing[*]}"
    have apt-get || die "this system offers no Qt $DEV_QT_MINIMUM, and ./dev can only make a build root on Debian and its relatives. Install Qt $DEV_QT_MINIMUM or later and KF6SyntaxHighlighting, then set AIOS_DEV_HOST=native. Or install ${missing[*]} by hand."
    say "Installing ${missing[*]} …"
    apt_install "${missing[@]}" || die "${missing[*]} could not be installed (see above)."
}

# One sources.list line for each suite, from the mirror that the host's own apt uses when that is a Debian mirror.
# Nothing otherwise: mmdebstrap then takes its default.
root_sources() {
    [[ $(os_release ID) == debian ]] || return 0
    local uris archive security
    uris=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
        sed 's/#.*//' | grep -oE 'https?://[^ ]+' | sort -u) || true
    archive=$(grep -E '/debian/?$' <<<"$uris" | head -n 1) || true
    security=$(grep -E '/debian-security/?$' <<<"$uris" | head -n 1) || true
    [[ -n $archive ]] || return 0
    echo "deb $archive trixie main"
    echo "deb $archive trixie-updates main"
    [[ -z $security ]] || echo "deb $security trixie-security main"
}

make_root() {
    local partial=$DEV_ROOT.partial started=$SECONDS log=$DEV_CACHE/log/mmdebstrap.log
    local sources options=(--variant=apt --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Retries "3"'
        --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*'
        --dpkgopt='path-include=/usr/share/doc/*/copyright')
    need_disk "$DEV_CACHE" 4 "the build root"
    need_rights "make the build root, a Debian 13 tree for this older system"
    say "Making the build root: Debian 13 with Qt and everything else, once, in $DEV_ROOT."
    say "It takes a minute or two and 2.5 GiB."
    as_root rm -rf --one-file-system -- "$partial" "$DEV_ROOT"
    mapfile -t sources < <(root_sources)
    mkdir -p "$DEV_CACHE/log"
    : >"$log"
    # In name spaces of its own, so that nothing stays mounted or running when this is interrupted.
    local root_prefix=()
    root_prefix mmdebstrap
    "${root_prefix[@]}" setpriv --pdeathsig KILL unshare --mount --propagation slave --pid --fork --kill-child --mount-proc \
        env -u TMPDIR mmdebstrap "${options[@]}" --include="$(words "$DEV_ROOT_LIST" | paste -sd,)" \
        trixie "$partial" "${sources[@]}" </dev/null >"$log" 2>&1 &
    local job=$!
    tail -n +1 -f --pid="$job" "$log" 2>/dev/null | root_progress >&2
    wait "$job" || explain_root_failure "$log"
    finish_root "$partial" "$DEV_ROOT_LIST" "${DEV_ROOT_STAMP##*/}"
    as_root mv -T -- "$partial" "$DEV_ROOT"
    say "The build root is ready ($((SECONDS - started)) s, $(du -sh -- "$DEV_ROOT" 2>/dev/null | cut -f1))."
}

root_progress() {
    local line
    while IFS= read -r line; do
        case $line in
        'I: running '* | 'I: downloading '* | 'I: extracting '* | 'I: installing '* | 'I: cleaning '*) printf '  %s\n' "${line#I: }" ;;
        esac
    done
}

explain_root_failure() { # LOG
    tail -n 25 "$1" >&2
    say "(all of it: $1)"
    if grep -qiE 'could not resolve|temporary failure|failed to fetch|unable to connect|network is unreachable' "$1"; then
        die "the build root could not be made: Debian's packages could not be fetched. Is there a network?"
    elif grep -qi 'no space left' "$1"; then
        die "the build root could not be made: the disk is full."
    fi
    die "the build root could not be made (see above). What was begun is thrown away at the next try."
}

# Adds what the list names and the root lacks. An interrupted run leaves the old stamp, so the next one finishes the work.
update_root() { # LIST STAMP
    local wanted
    need_disk "$DEV_CACHE" 1 "an update of the build root"
    need_rights "install what ${1##*/} names into the build root"
    say "Adding to the build root what ${1##*/} names …"
    mapfile -t wanted < <(words "$1")
    local script='
        set -e
        export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin
        dpkg --configure -a
        apt-get update
        apt-get install -y --no-install-recommends -f "$@"
        apt-get clean
        rm -rf /var/lib/apt/lists/*'
    logged root-update as_root bwrap --bind "$DEV_ROOT" / --dev /dev --proc /proc --perms 1777 --tmpfs /tmp --tmpfs /run \
        --ro-bind "$(realpath /etc/resolv.conf)" /etc/resolv.conf --unshare-pid --die-with-parent --chdir / \
        /bin/sh -c "$script" sh "${wanted[@]}" ||
        die "the build root could not be updated (see above). If it stays so: sudo rm -rf $DEV_ROOT, and it is made anew."
    finish_root "$DEV_ROOT" "$1" "${2##*/}"
    say "The build root is up to date."
}

# Leaves what entering needs: places to bind over, and, last of all, the stamp.
finish_root() { # TREE LIST STAMP
    # shellcheck disable=SC2016
    as_root sh -ec '
        cd "$1"
        for file in etc/resolv.conf etc/hosts; do [ -e "$file" ] || : >"$file"; done
        [ -s etc/machine-id ] || tr -d - </proc/sys/kernel/random/uuid >etc/machine-id
        printf "%s\n" "$2" >"$3.new"
        mv "$3.new" "$3"' sh "$1" "$(words_hash "$2")" "$3"
}

# bind PATH: makes a host folder visible at its own place, unless a folder that is bound already holds it.
bind() {
    local path bound
    path=$(realpath -m -- "$1")
    for bound in "${bound_paths[@]}"; do
        [[ $path == "$bound" || $path == "$bound"/* ]] && return
    done
    [[ -e $path ]] || return 0
    if [[ $path == /var/* || $path == /usr/* || $path == /etc/* ]]; then # Inside the root's read-only part.
        [[ -d $DEV_ROOT$path ]] || as_root mkdir -p -- "$DEV_ROOT$path"
    fi
    bwrap_args+=(--bind "$path" "$path")
    bound_paths+=("$path")
}

# The tree itself, read-only, and the places where people keep folders to open.
bind_trees() {
    local entry name
    for entry in "$DEV_ROOT"/*; do
        name=/${entry##*/}
        case $name in
        /usr | /etc | /var) bwrap_args+=(--ro-bind "$entry" "$name") ;;
        /bin | /sbin | /lib*) bwrap_args+=(--symlink "$(readlink "$entry")" "$name") ;;
        esac
    done
    bwrap_args+=(--tmpfs /run --perms 1777 --tmpfs /var/tmp --dev-bind /dev /dev --proc /proc --ro-bind-try /sys /sys --bind /tmp /tmp)
    for entry in /media /mnt /srv; do bind "$entry"; done
}

# Name resolution, certificates, sockets of the display, the session bus and the sound.
bind_host_services() { # UID
    local file
    for file in /etc/resolv.conf /etc/hosts /etc/ssl/certs/ca-certificates.crt; do
        bwrap_args+=(--ro-bind-try "$(realpath -m "$file")" "$file")
    done
    bwrap_args+=(--ro-bind-try /run/dbus /run/dbus --ro-bind-try /run/systemd/resolve /run/systemd/resolve)
    if [[ -n ${XDG_RUNTIME_DIR:-} && -d $XDG_RUNTIME_DIR ]]; then
        bind "$XDG_RUNTIME_DIR"
    else
        bwrap_args+=(--perms 0700 --dir "/run/user/$1" --setenv XDG_RUNTIME_DIR "/run/user/$1")
    fi
    if [[ -n ${XAUTHORITY:-} ]]; then bind "$XAUTHORITY"; fi
}

# The host's own programs and libraries must not leak in by way of the environment.
clean_environment() {
    local name
    for name in LD_LIBRARY_PATH LD_PRELOAD LIBRARY_PATH CPATH C_INCLUDE_PATH CPLUS_INCLUDE_PATH PKG_CONFIG_PATH PKG_CONFIG_LIBDIR \
        CC CXX CPP LD AR CMAKE_PREFIX_PATH CMAKE_MODULE_PATH CMAKE_GENERATOR QTDIR QT_PLUGIN_PATH QT_QPA_PLATFORM_PLUGIN_PATH \
        QT_QPA_PLATFORMTHEME QT_STYLE_OVERRIDE QML2_IMPORT_PATH QML_IMPORT_PATH PYTHONHOME PYTHONPATH PYENV_ROOT PYENV_VERSION \
        VIRTUAL_ENV NODE_PATH NVM_DIR GIO_MODULE_DIR GTK_PATH GDK_PIXBUF_MODULE_FILE LOCPATH TMPDIR LC_ALL; do
        bwrap_args+=(--unsetenv "$name")
    done
    bwrap_args+=(--setenv PATH /usr/lib/ccache:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin --setenv LANG C.UTF-8)
}

# enter_root COMMAND…: runs it in the build root and returns its status. Children end with it.
enter_root() {
    local uid=$EUID gid user=${USER:-dev} bwrap_args=() bound_paths=(/tmp)
    gid=$(id -g)
    # As root the ids are mapped to an ordinary user's: otherwise no sandbox inside can mount its own /proc.
    if ((EUID == 0)); then uid=1000 gid=1000 user=dev; fi
    bwrap_args=(--unshare-user --uid "$uid" --gid "$gid" --unshare-pid --die-with-parent --cap-drop ALL)
    bind_trees
    mkdir -p "$DEV_CACHE" "$DEV_BUILD"
    local folder
    # shellcheck disable=SC2154
    for folder in "$HOME" "$DEV_CHECKOUT" "$DEV_CACHE" "$DEV_BUILD" "${dev_folders[@]}"; do bind "$folder"; done
    local start
    start=$(pwd -P)
    case $start/ in
    // | /usr/* | /etc/* | /var/* | /run/* | /proc/* | /sys/* | /dev/* | /boot/*) start=$DEV_CHECKOUT ;;
    *) bind "$start" ;;
    esac
    bind_host_services "$uid"
    clean_environment
    bwrap_args+=(--setenv USER "$user" --setenv LOGNAME "$user" --setenv AIOS_DEV_INSIDE root --chdir "$start")
    root_passwd "$uid" "$gid" "$user"
    local status=0
    bwrap "${bwrap_args[@]}" --ro-bind-data 11 /etc/passwd --ro-bind-data 12 /etc/group -- "$@" \
        11<<<"$passwd" 12<<<"$group" || status=$?
    return "$status"
}

# Sets passwd and group: the root's own, with the person in them.
root_passwd() { # UID GID NAME
    passwd=$(grep -v "^[^:]*:[^:]*:$1:" "$DEV_ROOT/etc/passwd" || true)
    passwd+=$'\n'"$3:x:$1:$2:$3:$HOME:/bin/bash"
    group=$(grep -v "^[^:]*:[^:]*:$2:" "$DEV_ROOT/etc/group" || true)
    group+=$'\n'"$3:x:$2:"
}

# Tries once after each boot whether the root can be entered, and says in words why not.
check_entry() {
    local message boot
    boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown)
    [[ $(cat "$DEV_CACHE/entered" 2>/dev/null) != "$boot" ]] || return 0
    if message=$(enter_root true 2>&1); then
        printf '%s\n' "$boot" >"$DEV_CACHE/entered"
        return
    fi
    say "$message"
    if [[ $(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns 2>/dev/null || echo 0) == 1 ]]; then
        die "the build root cannot be entered: this system's AppArmor forbids unprivileged user namespaces. Run ./dev as root, or allow them (sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0)."
    fi
    die "the build root cannot be entered: bubblewrap may not make a user namespace here (a container without that right?)."
}
