#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs our client against the official conformance suite: run.sh CLIENT SUITE FOLDER. The scenarios of scenarios.txt that are marked quick, or with AIOS_TEST_ALL
# all of them, one after the other (sse-retry measures time). Fails when one does not pass, and when one checks nothing. Skipped (77) with a reason where the
# suite (suite.sh) is not to be had.
set -u
client=$1
suite=${AIOS_MCP_CONFORMANCE:-$2}
folder=$3
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$suite/node_modules/@modelcontextprotocol/conformance/dist/index.js
if [ ! -f "$program" ]; then
  echo "skipped: the conformance suite is not here (tests/conformance/suite.sh)"
  exit 77
fi
# The suite wants Node 22; where the system's is older, one from npm stands beside it.
node=
for each in "$(command -v node)" "$suite"/node_modules/node-linux-*/bin/node; do
  if [ -x "$each" ] && [ "$("$each" -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge 22 ]; then
    node=$each
    break
  fi
done
if [ -z "$node" ]; then
  echo "skipped: the conformance suite needs Node 22, and npm has none for this machine"
  exit 77
fi

# Sets line to what the suite says of it; fails when it did not pass, or checked nothing.
run_scenario() { # LEG VERSION SCENARIO
  local place=$folder/$1/${3//\//_} revision=() status=0
  log=$place/run.log
  rm -rf "$place"
  mkdir -p "$place"
  [ "$2" = - ] || revision=(--spec-version "$2" --force)
  "$node" "$program" client --command "$client" --scenario "$3" --timeout 30000 --output-dir "$place" "${revision[@]}" >"$log" 2>&1 </dev/null || status=$?
  line=$(grep -m1 '^Passed:' "$log" || echo "no result (status $status)")
  [ $status -eq 0 ] && [[ $line != *' 0/0,'* ]]
}

passed=0 failed=0 checks=0
while read -r leg version scenario quick; do
  case $leg in '' | '#'*) continue ;; esac
  [ -n "${AIOS_TEST_ALL:-}" ] || [ "$quick" = quick ] || continue
  # The server of sse-retry takes any GET for the reconnection, also the one with which a client begins to listen, when that comes late. So it has a second try.
  if run_scenario "$leg" "$version" "$scenario" || { [ "$scenario" = sse-retry ] && run_scenario "$leg" "$version" "$scenario"; }; then
    passed=$((passed + 1))
    ok=${line#*Passed: }
    checks=$((checks + ${ok%%/*}))
    echo "PASS $leg $scenario: $line"
  else
    failed=$((failed + 1))
    echo "FAIL $leg $scenario: $line"
    sed -n '/^Failed Checks:/,/^$/p;/^Warning Checks:/,/^$/p;/CLIENT TIMED OUT/p;/CLIENT EXITED/p' "$log" | head -20
  fi
done <"$here/scenarios.txt"
echo "$passed passed ($checks checks), $failed failed"
[ $failed -eq 0 ] && [ $passed -gt 0 ]
