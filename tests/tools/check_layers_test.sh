#!/usr/bin/env bash
# tools/check_layers finds each kind of violation, names its line, and is silent on a clean tree.
set -euo pipefail

check=$(readlink -f "$(dirname "$0")/../../tools/check_layers")
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

fresh_tree() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/sim/{core,math,engine,language,report} "$tree"/include/faultline "$tree"/tools/cli
  printf '#pragma once\n#include "core/source.h"\n' >"$tree/include/faultline/diagnostics.h"
  printf '#include "math/linear.h"\n\n#include "core/contract.h"\n#include <Eigen/Dense>\n' >"$tree/sim/math/linear.cpp"
  printf '#include <yaml-cpp/eventhandler.h>\n#include "faultline/diagnostics.h"\n' >"$tree/sim/language/parse.cpp"
  printf '#include "report/text.h"\n#include "options.h"\n' >"$tree/tools/cli/main.cpp"
  printf 'faultline_layer(math\n  SOURCES linear.cpp\n  USES core  # engine\n  LINKS Eigen3::Eigen)\n' >"$tree/sim/math/CMakeLists.txt"
}

# expect STATUS 'LINE OF OUTPUT' after a change of the clean tree
expect() {
  local status=0 output
  output=$("$check" "$tree" 2>/dev/null) || status=$?
  if [[ $status != "$1" || $output != *"$2"* ]]; then
    printf 'expected status %s and: %s\ngot status %s and: %s\n' "$1" "$2" "$status" "$output"
    failures=$((failures + 1))
  fi
  fresh_tree
}

fresh_tree
output=$("$check" "$tree" 2>&1) || { echo "a clean tree is refused: $output"; exit 1; }

echo '#include "engine/run.h"' >>"$tree/sim/math/linear.cpp"
expect 1 'sim/math/linear.cpp:5: math may not use engine: "engine/run.h"'
echo '#  include "faultline/scenario.h"' >"$tree/sim/engine/run.h"
expect 1 'sim/engine/run.h:1: engine may not use language: "faultline/scenario.h"'
echo '#include "model/market.h"' >"$tree/sim/report/text.cpp"
expect 1 'sim/report/text.cpp:1: report may not use model: "model/market.h"'
echo '#include <yaml-cpp/yaml.h>' >>"$tree/sim/core/source.cpp"
expect 1 'sim/core/source.cpp:1: only language may include <yaml-cpp/yaml.h>, not core'
echo '#include <yaml-cpp/yaml.h>' >>"$tree/tools/cli/main.cpp"
expect 1 'tools/cli/main.cpp:3: only language may include <yaml-cpp/yaml.h>, not cli'
echo '#include "faultline/unheard_of.h"' >>"$tree/tools/cli/main.cpp"
expect 1 'tools/cli/main.cpp:3: faultline/unheard_of.h has no layer yet: add it to PUBLIC_HEADERS'
echo '#include "linear.h"' >>"$tree/sim/math/linear.cpp"
expect 1 'sim/math/linear.cpp:5: "linear.h" is not of the form "layer/file.h"'
echo '#include "math/linear.h"' >>"$tree/include/faultline/diagnostics.h"
expect 1 'include/faultline/diagnostics.h:3: core may not use math: "math/linear.h"'
mkdir "$tree/sim/extra" && touch "$tree/sim/extra/a.cpp"
expect 1 "sim/extra/a.cpp:1: 'extra' is not a layer"
sed -i 's/USES core/USES core\n       engine/' "$tree/sim/math/CMakeLists.txt"
expect 1 'sim/math/CMakeLists.txt:4: math may not use engine'

((failures == 0)) || { echo "$failures expectations failed"; exit 1; }
echo "all expectations held"
