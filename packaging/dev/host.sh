# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# Decides whether this host builds natively or in the build root, and installs on the host what that takes. Sourced by ./dev.

readonly DEV_QT_MINIMUM=6.8
readonly DEV_PACKAGES=$DEV_CHECKOUT/packaging/dev

os_release() { # KEY
    # shellcheck disable=SC1091
    (unset "$1" && . /etc/os-release 2>/dev/null && printf '%s' "${!1:-}")
}

# The package manager, as the suffix of its package list; empty when it is none we know.
host_family() {
    if have apt-get; then
        echo debian
    elif have dnf; then
        echo fedora
    elif have pacman; then
        echo arch
    fi
}

host_has_qt() {
    local version
    version=$(pkg-config --modversion Qt6Core 2>/dev/null || qmake6 -query QT_VERSION 2>/dev/null) || return 1
    version_at_least "$version" "$DEV_QT_MINIMUM" || return 1
    compgen -G '/usr/lib*/cmake/KF6SyntaxHighlighting' >/dev/null || compgen -G '/usr/lib/*/cmake/KF6SyntaxHighlighting' >/dev/null
}

apt_candidate() { apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" {print $2}'; }

# What the host's package manager would install as Qt; empty for "no Qt with KF6SyntaxHighlighting".
host_offers_qt() {
    case $(host_family) in
    debian)
        [[ -n $(apt_candidate libkf6syntaxhighlighting-dev) ]] && apt_candidate qt6-base-dev
        ;;
    fedora)
        dnf -q list kf6-syntax-highlighting-devel >/dev/null 2>&1 &&
            dnf -q repoquery --latest-limit 1 --queryformat '%{version}\n' qt6-qtbase-devel 2>/dev/null | tail -n 1
        ;;
    arch) pacman -Si syntax-highlighting >/dev/null 2>&1 && pacman -Si qt6-base 2>/dev/null | awk '$1 == "Version" {print $3}' ;;
    esac
}

# Debian up to 12 and Ubuntu up to 24.10 never offer enough: known without asking apt, whose lists may be missing.
host_known_too_old() {
    local version
    version=$(os_release VERSION_ID)
    case $(os_release ID) in
    debian) [[ -n $version ]] && ! version_at_least "$version" 13 ;;
    ubuntu) [[ -n $version ]] && ! version_at_least "$version" 25.04 ;;
    *) false ;;
    esac
}

decide_host_mode() {
    if host_has_qt; then
        echo native
        return
    fi
    if host_known_too_old; then
        echo root
        return
    fi
    local offered
    offered=$(host_offers_qt) || true
    if [[ -z $offered && $(host_family) == debian && -z $(apt_candidate qt6-base-dev) ]]; then
        need_rights "fetch the package lists of this system"
        say "Fetching the package lists of this system …"
        logged apt-update as_root apt-get update || die "the package lists could not be fetched: is there a network?"
        offered=$(host_offers_qt) || true
    fi
    if [[ -n $offered ]] && version_at_least "$offered" "$DEV_QT_MINIMUM"; then
        echo native
    else
        echo root
    fi
}

# host_mode: native or root. Remembered for each release of the system, since asking a package manager takes a second.
host_mode() {
    case ${AIOS_DEV_HOST:-auto} in
    native | root)
        echo "$AIOS_DEV_HOST"
        return
        ;;
    auto) ;;
    *) die "AIOS_DEV_HOST is '$AIOS_DEV_HOST'; it can be auto, native or root." ;;
    esac
    local remembered mode
    remembered=$DEV_CACHE/host-mode-$(os_release ID)-$(os_release VERSION_ID)
    if [[ ! -s $remembered ]]; then
        mode=$(decide_host_mode)
        mkdir -p "$DEV_CACHE"
        printf '%s\n' "$mode" >"$remembered"
    fi
    cat -- "$remembered"
}

apt_install() {
    local options=(-y --no-install-recommends -o DPkg::Lock::Timeout=300)
    logged apt-install as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@" 2>/dev/null && return
    logged apt-update as_root apt-get update || die "the package lists could not be fetched: is there a network?"
    logged apt-install as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$@"
}

host_missing_packages() { # FAMILY PACKAGE…
    local family=$1 package
    shift
    for package in "$@"; do
        case $family in
        debian) [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || echo "$package" ;;
        fedora) rpm -q --whatprovides "$package" >/dev/null 2>&1 || echo "$package" ;;
        arch) pacman -T "$package" || true ;;
        esac
    done
}

# prepare_native [test|lint]: with what those commands need besides, where that has a list of its own.
prepare_native() {
    local family
    family=$(host_family)
    [[ -n $family ]] || return 0
    native_packages "$family" "$DEV_PACKAGES/packages-$family.txt"
    [[ -z ${1:-} || ! -e $DEV_PACKAGES/packages-$family-$1.txt ]] || native_packages "$family" "$DEV_PACKAGES/packages-$family-$1.txt"
}

# Installs what the list names and the host lacks. Does nothing, quickly, when the list was satisfied before.
native_packages() { # FAMILY LIST
    local family=$1 list=$2 stamp
    stamp=$DEV_CACHE/native-$(words_hash "$list")
    [[ -e $stamp ]] && return
    local wanted missing=()
    mapfile -t wanted < <(words "$list")
    mapfile -t missing < <(host_missing_packages "$family" "${wanted[@]}")
    if ((${#missing[@]})); then
        need_rights "install ${missing[*]}"
        say "Installing with this system's package manager: ${missing[*]}"
        case $family in
        debian) apt_install "${missing[@]}" ;;
        fedora) logged dnf-install as_root dnf install -y "${missing[@]}" ;;
        arch) logged pacman-install as_root pacman -S --needed --noconfirm "${missing[@]}" ;;
        esac || die "not everything could be installed (see above). Install it by hand, then run ./dev again."
    fi
    mkdir -p "$DEV_CACHE"
    : >"$stamp"
}
