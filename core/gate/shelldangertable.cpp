// SPDX-License-Identifier: MIT
#include "core/gate/shelldangertable.h"

#include <QSet>

#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

constexpr QLatin1StringView kRuns = "can run programs with its options"_L1;
constexpr QLatin1StringView kWrites = "can write files with its options"_L1;
constexpr QLatin1StringView kSends = "can send or write files with its options"_L1;

constexpr std::array kDangers{
    ProgramDanger{"find"_L1, ""_L1, ""_L1, "-exec -execdir -ok -okdir -delete -fprint -fprint0 -fprintf -fls -files0-from"_L1,
                  "can run programs, write and delete files"_L1},
    ProgramDanger{"fd"_L1, "xX"_L1, "exec exec-batch"_L1, ""_L1, kRuns},
    ProgramDanger{"fdfind"_L1, "xX"_L1, "exec exec-batch"_L1, ""_L1, kRuns},
    ProgramDanger{"rg"_L1, "z"_L1, "pre pre-glob hostname-bin search-zip"_L1, ""_L1, kRuns},
    ProgramDanger{"ag"_L1, ""_L1, "pager"_L1, ""_L1, kRuns},
    ProgramDanger{"ack"_L1, ""_L1, "pager output ackrc"_L1, ""_L1, kRuns},
    ProgramDanger{"sort"_L1, "oT"_L1, "compress-program output files0-from temporary-directory"_L1, ""_L1,
                  "can run programs and write files with its options"_L1},
    ProgramDanger{"tar"_L1, "IFxcruAC"_L1,
                  "use-compress-program to-command checkpoint-action info-script new-volume-script rsh-command rmt-command extract get create append "
                  "update catenate concatenate delete directory"_L1,
                  ""_L1, "can run programs and write files"_L1},
    ProgramDanger{"tree"_L1, "o"_L1, "output"_L1, ""_L1, kWrites},
    ProgramDanger{"man"_L1, "PHCM"_L1, "pager html browser config-file preprocessor"_L1, ""_L1, kRuns},
    ProgramDanger{"date"_L1, "sf"_L1, "set file"_L1, ""_L1, "can set the clock or read any file"_L1},
    ProgramDanger{"curl"_L1, "oOKTFdcD"_L1,
                  "output output-dir remote-name remote-name-all config upload-file form data data-binary data-raw data-urlencode json cookie-jar "
                  "dump-header trace trace-ascii stderr libcurl etag-save hsts alt-svc engine"_L1,
                  ""_L1, kSends},
    ProgramDanger{"rsync"_L1, "eM"_L1, "rsh rsync-path remote-option files-from log-file"_L1, ""_L1, kRuns},
    ProgramDanger{"make"_L1, "fECIo"_L1, "eval file makefile directory environment-overrides include-dir"_L1, "="_L1, kRuns},
    ProgramDanger{"gmake"_L1, "fECIo"_L1, "eval file makefile directory environment-overrides include-dir"_L1, "="_L1, kRuns},
    ProgramDanger{"ninja"_L1, "fC"_L1, ""_L1, ""_L1, kRuns},
    ProgramDanger{"cmake"_L1, "PE"_L1, ""_L1, ""_L1, kRuns},
    ProgramDanger{"gcc"_L1, "oBwf"_L1, "output"_L1, "-wrapper"_L1, kRuns},
    ProgramDanger{"g++"_L1, "oBwf"_L1, "output"_L1, "-wrapper"_L1, kRuns},
    ProgramDanger{"cc"_L1, "oBwf"_L1, "output"_L1, "-wrapper"_L1, kRuns},
    ProgramDanger{"npm"_L1, "C"_L1, "script-shell node-options prefix userconfig globalconfig shell editor viewer call"_L1,
                  "exec x config set edit explore"_L1, kRuns},
    ProgramDanger{"pnpm"_L1, "C"_L1, "script-shell node-options dir shell-mode"_L1, "exec dlx config set"_L1, kRuns},
    ProgramDanger{"yarn"_L1, ""_L1, "cwd use-yarnrc"_L1, "exec dlx config set"_L1, kRuns},
    ProgramDanger{"go"_L1, "C"_L1, ""_L1, "-exec -toolexec -overlay run generate tool env"_L1, kRuns},
    ProgramDanger{"cargo"_L1, "C"_L1, "config manifest-path"_L1, ""_L1, kRuns},
    ProgramDanger{"jq"_L1, "fL"_L1, "from-file"_L1, ""_L1, "can read any program text or module with its options"_L1},
    ProgramDanger{"yq"_L1, "is"_L1, "inplace split-exp"_L1, ""_L1, kWrites},
    ProgramDanger{"file"_L1, "Cfm"_L1, "compile files-from magic-file"_L1, ""_L1, kWrites},
    ProgramDanger{"iconv"_L1, "o"_L1, "output"_L1, ""_L1, kWrites},
    ProgramDanger{"shfmt"_L1, "w"_L1, "write apply-ignore"_L1, ""_L1, kWrites},
    ProgramDanger{"prettier"_L1, ""_L1, "plugin config"_L1, ""_L1, kRuns},
    ProgramDanger{"eslint"_L1, "c"_L1, "config rulesdir plugin resolve-plugins-relative-to parser output-file"_L1, ""_L1, kRuns},
    ProgramDanger{"pytest"_L1, "pc"_L1, "rootdir confcutdir override-ini pastebin"_L1, ""_L1, kRuns},
    ProgramDanger{"pandoc"_L1, "oFL"_L1, "output filter lua-filter pdf-engine extract-media defaults"_L1, ""_L1, kRuns},
    ProgramDanger{"history"_L1, "awrn"_L1, ""_L1, ""_L1, kWrites},
    ProgramDanger{"xxd"_L1, "r"_L1, "revert"_L1, ""_L1, kWrites},
    ProgramDanger{"ps"_L1, "eE"_L1, ""_L1, "e ae aux axe auxe"_L1, "can show the settings of other programs"_L1},
};

} // namespace

std::span<const ProgramDanger> programDangers()
{
    return kDangers;
}

bool isNeverCovered(const QString& program)
{
    static const QSet<QString> names{
        // Shells and what runs text or settings of the shell itself.
        u"sh"_s, u"bash"_s, u"dash"_s, u"zsh"_s, u"ksh"_s, u"mksh"_s, u"ash"_s, u"rbash"_s, u"fish"_s, u"csh"_s, u"tcsh"_s, u"yash"_s, u"busybox"_s,
        u"toybox"_s, u"eval"_s, u"exec"_s, u"source"_s, u"."_s, u"trap"_s, u"alias"_s, u"unalias"_s, u"enable"_s, u"bind"_s, u"complete"_s,
        u"compgen"_s, u"compopt"_s, u"shopt"_s, u"set"_s, u"hash"_s, u"export"_s, u"declare"_s, u"typeset"_s, u"local"_s, u"readonly"_s, u"unset"_s,
        u"let"_s, u"mapfile"_s, u"readarray"_s, u"read"_s, u"coproc"_s, u"fc"_s, u"ulimit"_s, u"umask"_s, u"[["_s, u"builtin"_s, u"command"_s,
        // Programs that run the command they are given.
        u"env"_s, u"xargs"_s, u"parallel"_s, u"sudo"_s, u"doas"_s, u"su"_s, u"runuser"_s, u"pkexec"_s, u"run0"_s, u"setsid"_s, u"ionice"_s,
        u"chrt"_s, u"taskset"_s, u"flock"_s, u"watch"_s, u"strace"_s, u"ltrace"_s, u"perf"_s, u"gdb"_s, u"lldb"_s, u"valgrind"_s, u"unshare"_s,
        u"nsenter"_s, u"chroot"_s, u"bwrap"_s, u"firejail"_s, u"script"_s, u"expect"_s, u"unbuffer"_s, u"screen"_s, u"tmux"_s, u"at"_s, u"batch"_s,
        u"crontab"_s, u"systemd-run"_s, u"systemctl"_s, u"start-stop-daemon"_s, u"dbus-run-session"_s, u"dbus-send"_s, u"gdbus"_s, u"xvfb-run"_s,
        u"proxychains"_s, u"proxychains4"_s, u"torsocks"_s, u"fakeroot"_s, u"faketime"_s, u"rlwrap"_s, u"setarch"_s, u"prlimit"_s, u"numactl"_s,
        u"setpriv"_s, u"npx"_s, u"bunx"_s, u"pipx"_s, u"uvx"_s, u"entr"_s, u"inotifywait"_s, u"xdg-open"_s, u"open"_s, u"gio"_s, u"time"_s,
        u"noglob"_s, u"timeout"_s, u"nice"_s, u"nohup"_s, u"stdbuf"_s, u"run-parts"_s, u"ld.so"_s, u"git-shell"_s, u"cpulimit"_s, u"dumb-init"_s,
        // Languages whose program text stands in their arguments.
        u"awk"_s, u"gawk"_s, u"mawk"_s, u"nawk"_s, u"original-awk"_s, u"m4"_s, u"dc"_s, u"bc"_s, u"gnuplot"_s, u"octave"_s, u"emacs"_s, u"vi"_s,
        u"vim"_s, u"nvim"_s, u"ex"_s, u"ed"_s, u"red"_s, u"nano"_s, u"pico"_s, u"joe"_s, u"less"_s, u"more"_s, u"most"_s, u"pg"_s, u"view"_s,
        // Written files that no rule names.
        u"tee"_s, u"dd"_s, u"install"_s, u"truncate"_s, u"shred"_s, u"mkfifo"_s, u"mknod"_s, u"ln"_s, u"link"_s, u"sponge"_s, u"patch"_s,
        u"split"_s, u"csplit"_s, u"zip"_s, u"unzip"_s, u"7z"_s, u"7za"_s, u"cpio"_s, u"ar"_s, u"pax"_s, u"bsdtar"_s, u"rar"_s, u"unrar"_s,
        u"wget"_s, u"aria2c"_s, u"ftp"_s, u"sftp"_s, u"scp"_s, u"ssh"_s, u"telnet"_s, u"nc"_s, u"ncat"_s, u"netcat"_s, u"socat"_s, u"openssl"_s,
        u"gpg"_s, u"mail"_s, u"sendmail"_s,
        // Machines that run what they are told.
        u"docker"_s, u"podman"_s, u"kubectl"_s, u"machinectl"_s, u"lxc"_s, u"ip"_s, u"mount"_s, u"insmod"_s, u"modprobe"_s, u"sysctl"_s, u"capsh"_s,
        u"setcap"_s, u"visudo"_s, u"debugfs"_s,
    };
    return names.contains(program) || program.startsWith("ld-linux"_L1) || program.startsWith("ld-musl"_L1) || program.startsWith("ld.so"_L1);
}

} // namespace aios
