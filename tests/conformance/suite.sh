#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The official conformance suite of MCP, from npm: suite.sh FOLDER. Installs what package-lock.json names, once, into FOLDER. AIOS_MCP_CONFORMANCE names a folder
# that has it already (in node_modules). Without npm, or without a registry, this is skipped (77) with a reason, and so is the test.
set -u
folder=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
suite=node_modules/@modelcontextprotocol/conformance/dist/index.js

if [ -n "${AIOS_MCP_CONFORMANCE:-}" ]; then
  [ -f "$AIOS_MCP_CONFORMANCE/$suite" ] && exit 0
  echo "skipped: AIOS_MCP_CONFORMANCE names a folder without $suite"
  exit 77
fi
wanted=$(sha256sum <"$here/package-lock.json")
[ "$(cat "$folder/complete" 2>/dev/null)" = "$wanted" ] && exit 0
if ! command -v npm >/dev/null; then
  echo "skipped: npm is not installed"
  exit 77
fi
rm -rf "$folder"
mkdir -p "$folder"
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder/"
cd "$folder" || exit 1
# Plain ./dev test does not wait long for a registry that cannot be reached.
patience=10000
[ "${AIOS_TEST_ALL:-}" != 1 ] || patience=60000
export HOME=$folder npm_config_cache=$folder/cache npm_config_update_notifier=false
if ! npm ci --ignore-scripts --no-audit --no-fund --fetch-retries 0 --fetch-timeout "$patience"; then
  echo "skipped: the conformance suite could not be installed from npm"
  exit 77
fi
rm -rf "$folder/cache"
echo "$wanted" >"$folder/complete"
