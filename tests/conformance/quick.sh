#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The quick leg of the official MCP conformance suite, or with AIOS_TEST_ALL all of it: quick.sh CLIENT FOLDER. The suite is the program mcp-conformance: named by AIOS_MCP_CONFORMANCE, in PATH,
# or in shared/tools beside the checkout. Without it, or without a registry it can install from, this is skipped (77) with a reason.
set -u
client=$1
folder=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
suite=${AIOS_MCP_CONFORMANCE:-$(command -v mcp-conformance || echo "$here/../shared/tools/mcp-conformance")}
if [ ! -x "$suite" ]; then
  echo "skipped: the conformance suite is not here (set AIOS_MCP_CONFORMANCE to the program mcp-conformance)"
  exit 77
fi
mkdir -p "$folder"
# CTest gives each test a home without settings; the suite keeps what it installed in a cache of its own.
run() {
  "$suite" "$client" --out "$folder" "$@" || true
}
if [ -n "${AIOS_TEST_ALL:-}" ]; then
  said=$(run --leg all 2>&1)
  want=64
else
  said=$(run --leg 2025 --scenario initialize --scenario tools_call --scenario sse-retry --scenario auth/metadata-default --scenario auth/scope-step-up 2>&1
    run --leg 2026 --scenario tools_call --scenario request-metadata --scenario http-standard-headers --scenario json-schema-ref-no-deref \
      --scenario auth/authorization-server-migration --scenario auth/iss-wrong-issuer 2>&1
    run --leg ext --scenario auth/client-credentials-jwt --scenario auth/dpop-nonce 2>&1)
  want=13
fi
echo "$said"
if ! grep -q '^PASS\|^FAIL\|^SKIP' <<<"$said"; then
  echo "skipped: the suite could not be installed or started"
  exit 77
fi
[ "$(grep -c '^PASS' <<<"$said")" -eq "$want" ] && ! grep -q '^FAIL' <<<"$said"
