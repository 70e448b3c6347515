// SPDX-License-Identifier: MIT
#include "core/gate/shelloutboundtable.h"

#include <QSet>

#include <array>

using namespace Qt::StringLiterals;

namespace aios {

namespace {

using enum OutboundCommands::Mode;

constexpr std::array kCommands{
    OutboundCommands{
        "git"_L1, Only,
        "push pull fetch clone ls-remote send-email send-pack fetch-pack http-push http-fetch imap-send request-pull lfs svn p4 annex daemon "
        "cvsexportcommit cvsimport instaweb"_L1},
    OutboundCommands{"git remote"_L1, Only, "update show prune set-head"_L1},
    OutboundCommands{"git submodule"_L1, Only, "add update"_L1},
    OutboundCommands{"hg"_L1, Only, "push pull clone incoming in outgoing out email serve"_L1},
    OutboundCommands{"svn"_L1, Except, "status stat st diff di add delete del remove rm revert resolve resolved cleanup info help"_L1},
    OutboundCommands{
        "npm"_L1, Except,
        "test t tst run run-script rum urn start stop restart ls list la ll root prefix bin help help-search explain why query pkg config c get "
        "set fund rebuild rb prune shrinkwrap completion version"_L1},
    OutboundCommands{
        "pnpm"_L1, Only,
        "add install i ci update up upgrade remove rm uninstall un publish dlx create fetch import audit outdated login logout deploy env "
        "self-update view info show search whoami exec"_L1},
    OutboundCommands{
        "yarn"_L1, Only,
        "- add install upgrade up remove publish npm login logout dlx create info audit outdated owner tag team set plugin dedupe import global "
        "upgrade-interactive search self-update init"_L1},
    OutboundCommands{"bun"_L1, Only, "add install i update upgrade remove publish create c x outdated audit info"_L1},
    OutboundCommands{"deno"_L1, Only, "install add publish upgrade cache deploy outdated"_L1},
    OutboundCommands{"pip"_L1, Except, "list show freeze check help config debug cache inspect hash completion"_L1},
    OutboundCommands{"uv"_L1, Only, "add remove sync lock pip publish tool self python export build"_L1},
    OutboundCommands{"poetry"_L1, Only, "add update install lock publish search source self init remove"_L1},
    OutboundCommands{"pipenv"_L1, Only, "install update upgrade lock sync uninstall"_L1},
    OutboundCommands{"hatch"_L1, Only, "publish"_L1},
    OutboundCommands{"flit"_L1, Only, "publish install"_L1},
    OutboundCommands{"pdm"_L1, Only, "add install update lock sync publish search self remove"_L1},
    OutboundCommands{"conda"_L1, Only, "install update upgrade create search upload remove"_L1},
    OutboundCommands{"mamba"_L1, Only, "install update upgrade create search upload remove"_L1},
    OutboundCommands{"micromamba"_L1, Only, "install update upgrade create search remove self-update"_L1},
    OutboundCommands{"cargo"_L1, Only, "install publish fetch search update add login logout yank owner generate-lockfile info"_L1},
    OutboundCommands{"go"_L1, Only, "get install mod work telemetry"_L1},
    OutboundCommands{"gem"_L1, Only, "install push fetch update search owner yank signin signout outdated sources mirror"_L1},
    OutboundCommands{"bundle"_L1, Only, "- install update add outdated lock"_L1},
    OutboundCommands{"composer"_L1, Only, "install update require create-project global outdated remove search audit self-update"_L1},
    OutboundCommands{"dotnet"_L1, Only, "restore nuget add publish tool workload new"_L1},
    OutboundCommands{"mvn"_L1, Only, "deploy release:perform release:prepare site:deploy dependency:get"_L1},
    OutboundCommands{"gradle"_L1, Only, "publish uploadArchives publishToMavenCentral publishPlugins"_L1},
    OutboundCommands{"gradlew"_L1, Only, "publish uploadArchives publishToMavenCentral publishPlugins"_L1},
    OutboundCommands{"docker"_L1, Except, "ps images inspect logs version info stats top port diff history rm rmi stop start restart kill wait"_L1},
    OutboundCommands{"podman"_L1, Except, "ps images inspect logs version info stats top port diff history rm rmi stop start restart kill wait"_L1},
    OutboundCommands{"apt"_L1, Except, "list show policy search depends rdepends"_L1},
    OutboundCommands{"apt-get"_L1, Except, "check clean autoclean"_L1},
    OutboundCommands{"brew"_L1, Except, "list ls leaves deps uses config doctor help"_L1},
    OutboundCommands{"getent"_L1, Only, "hosts ahosts ahostsv4 ahostsv6"_L1},
    OutboundCommands{"openssl"_L1, Only, "s_client s_time s_server ocsp"_L1},
    OutboundCommands{"rsync"_L1, Only, "--daemon"_L1},
};

QSet<QString> setOf(QLatin1StringView words)
{
    const QStringList list = QString(words).split(u' ', Qt::SkipEmptyParts);
    return {list.cbegin(), list.cend()};
}

} // namespace

std::span<const OutboundCommands> outboundCommands()
{
    return kCommands;
}

bool isOutboundName(const QString& word)
{
    static const QSet<QString> names = setOf(
        "curl curlie wget wget2 aria2c lftp ncftp ncftpput sftp scp ssh sshfs autossh mosh telnet rlogin nc ncat netcat socat websocat wscat grpcurl "
        "httpie xh rclone s3cmd s5cmd gsutil gcloud aws netlify vercel firebase wrangler flyctl heroku twine sendmail msmtp swaks lynx w3m yt-dlp "
        "youtube-dl cloudflared ngrok nslookup traceroute"_L1);
    return names.contains(word);
}

bool isOutboundProgram(const QString& program)
{
    static const QSet<QString> names = setOf(
        // Fetching and sending.
        "axel http https xhs hurl hurlfmt ftp ncftpget tftp rsh rcp ghz hey ab wrk siege vegeta restic borg duplicity kopia mc unison ipfs croc wormhole "
        "wormhole-william ffsend transmission-cli transmission-remote aws-vault azcopy bq az aliyun doctl linode-cli hcloud oci ibmcloud fly surge eas "
        "expo railway supabase amplify serverless sls sam cdk cdktf terraform tofu pulumi ansible ansible-playbook cap kamal kubectl helm oc "
        "skaffold argocd flux gdrive megaput mega-put dropbox huggingface-cli hf kaggle wandb gallery-dl streamlink "
        // Asking about other computers.
        "ping ping6 fping hping3 tracepath mtr dig host drill whois nmap masscan resolvectl "
        // Mail, messages and posts.
        "mail mailx s-nail mutt neomutt ssmtp signal-cli telegram-send ntfy slack toot twurl bsky wp drush "
        // Browsers and tunnels.
        "links links2 elinks browsh chromium chromium-browser google-chrome firefox localtunnel lt bore tailscale zrok frpc "
        // Forges and packages.
        "gh hub glab tea bzr cvs fossil darcs np release-it semantic-release gh-pages vsce ovsx npx bunx pnpx uvx pipx corepack dnf yum zypper pacman apk "
        "snap flatpak nix nix-shell nix-env guix"_L1);
    return isOutboundName(program) || names.contains(program);
}

bool isLocalProgram(const QString& program)
{
    static const QSet<QString> names = setOf(
        "echo printf true false : test [ [[ cat tac head tail wc tr cut paste sort uniq comm diff cmp sed gsed awk gawk mawk nawk grep egrep fgrep rg ag ack "
        "find fd fdfind ls dir tree stat file du df cp mv rm mkdir rmdir touch ln chmod chown chgrp basename dirname realpath readlink pwd cd pushd popd "
        "which type whereis man help apropos jq yq xxd od hexdump md5sum sha1sum sha256sum cksum date seq sleep tee tar gzip gunzip zip unzip read export "
        "declare local readonly set unset alias trap exit return nl fold fmt column expand dpkg rpm git hg"_L1);
    return names.contains(program);
}

} // namespace aios
