#!/usr/bin/env bash
# The totals of tools/common.sh count what ctest really reports: passed, failed, skipped and disabled tests.
set -euo pipefail

root=$(readlink -f "$(dirname "$0")/../..")
source "$root/tools/common.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/CTestTestfile.cmake" <<'END'
add_test(a true)
add_test(b true)
add_test(c false)
add_test(d "sh" "-c" "echo '<failure message=\"tests=\"9\"'; exit 77")
set_tests_properties(d PROPERTIES SKIP_RETURN_CODE 77)
add_test(e true)
set_tests_properties(e PROPERTIES DISABLED ON)
END
ctest --test-dir "$work" --output-junit "$work/one.xml" >/dev/null 2>&1 && { echo "ctest should fail here"; exit 1; }
ctest --test-dir "$work" -R '^[ab]$' --output-junit "$work/two.xml" >/dev/null 2>&1

expect() {
  [[ $2 == "$1" ]] || { echo "expected '$1', got '$2'"; exit 1; }
}
expect '2 1 2' "$(totals "$work/one.xml")"
expect '2 0 0' "$(totals "$work/two.xml")"
expect '4 1 2' "$(totals "$work/one.xml" "$work/two.xml")"
echo "totals are right"
