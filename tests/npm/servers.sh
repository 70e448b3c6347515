#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The MCP servers from npm that the tests of this folder start: servers.sh FOLDER. Installs what package-lock.json names, once, into FOLDER. AIOS_NPM_SERVERS
# names a folder that has them already (in node_modules, and npm's cache of them in cache). Without npm, or without a registry, this is skipped (77) with a
# reason, and so are the tests.
set -u
folder=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
programs=(mcp-server-memory mcp-wordpress) # that tests start with npx

if [ -n "${AIOS_NPM_SERVERS:-}" ]; then
  [ -x "$AIOS_NPM_SERVERS/node_modules/.bin/mcp-wordpress" ] && exit 0
  echo "skipped: AIOS_NPM_SERVERS names a folder without node_modules/.bin/mcp-wordpress"
  exit 77
fi
wanted=$(sha256sum <"$here/package-lock.json")
[ "$(cat "$folder/complete" 2>/dev/null)" = "$wanted" ] && exit 0
if [ "${AIOS_TEST_ALL:-}" != 1 ]; then
  echo "skipped: they are fetched from npm by ./dev test --all"
  exit 77
fi
if ! command -v npm >/dev/null; then
  echo "skipped: npm is not installed"
  exit 77
fi
rm -rf "$folder"
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder/"
cd "$folder" || exit 1
export HOME=$folder npm_config_cache=$folder/cache npm_config_update_notifier=false
if ! npm ci --ignore-scripts --no-audit --no-fund --fetch-retries 1 --fetch-timeout 60000; then
  echo "skipped: the servers could not be installed from npm"
  exit 77
fi
# What npx runs lies in its own part of the cache, unless it finds it beside where it runs; the tests start it without a network.
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
for program in "${programs[@]}"; do
  package=$program
  [[ $program != mcp-server-* ]] || package=@modelcontextprotocol/${program#mcp-}
  version=$(sed -n "s|^ *\"$package\": \"\(.*\)\",*$|\1|p" "$folder/package.json")
  if ! (cd "$elsewhere" && npx -y --ignore-scripts --no-audit --no-fund --package "$package@$version" true); then
    echo "skipped: npx could not install $package"
    exit 77
  fi
done
echo "$wanted" >"$folder/complete"
