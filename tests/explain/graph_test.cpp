#include "faultline/explain.h"
#include "scenario_text.h"

#include <algorithm>
#include <set>
#include <sstream>

#include <gmock/gmock.h>

namespace faultline {
namespace {

using ::testing::Contains;
using ::testing::Not;

const char* const everything = R"(faultline: 1
title: A "quoted" title
horizon: 1y
step: 1q
parameters: {often: 2/y, idle: 3}
variables: {pressure: curb.count * 2}
factors: {market: {volatility: 15%}}
assets:
  AAA: {drift: 5%, volatility: 20%, betas: {market: 1}}
  BRK.B: {drift: 0%, volatility: 30%, label: 'says "hi" \ there'}
  ALONE: {drift: 0%, volatility: 30%}
shocks:
  curb: {kind: arrivals, rate: often, impact: {AAA: -10%}}
  reply: {kind: arrivals, rate: 0.1/y * pressure, upon: [{shock: curb}], impact: {market: -3%}}
  share:
    kind: process
    initial: 50%
    target: 50% + 10% * BRK.B.return
    half_life: 6m
    volatility: 10%
    bounds: [-500%, 500%]
    effect: {BRK.B: level}
  fear:
    kind: regimes
    initial: calm
    states: {calm: {next: [{to: bad, hazard: 1/y}]}, bad: {volatility: {AAA: 2}}}
portfolios: {core: {weights: {AAA: 100%}}}
)";

std::string line(const Influence& i) {
  return i.from + " " + i.label + " " + i.to + (i.detail.empty() ? "" : " (" + i.detail + ")");
}

TEST(Influences, EveryKindOfEdge) {
  std::vector<std::string> found;
  for (const Influence& influence : influences(model_of(everything))) found.push_back(line(influence));
  EXPECT_THAT(found, testing::UnorderedElementsAre(
                         "curb reads pressure", "market beta AAA", "often reads curb (rate)",
                         "curb impact AAA", "pressure reads reply (rate)", "reply impact market",
                         "curb upon reply (curb)", "BRK.B reads share (target)", "share effect BRK.B",
                         "fear while AAA (volatility)", "AAA holds core"));
}

/// Strings of a DOT text, unescaped; the rest must hold no stray quote.
std::vector<std::string> strings_of(const std::string& dot) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < dot.size(); ++i) {
    if (dot[i] != '"') continue;
    std::string text;
    for (++i; i < dot.size() && dot[i] != '"'; ++i) {
      if (dot[i] == '\\') ++i;
      text += dot[i];
    }
    EXPECT_LT(i, dot.size()) << "a string without an end";
    out.push_back(text);
  }
  return out;
}

TEST(Dot, IsWellFormed) {
  const std::string dot = to_dot(model_of(everything));
  EXPECT_TRUE(dot.starts_with("digraph faultline {\n"));
  EXPECT_TRUE(dot.ends_with("}\n"));
  std::istringstream lines(dot);
  std::set<std::string> nodes;
  std::string text;
  std::getline(lines, text);
  while (std::getline(lines, text) && text != "}") {
    EXPECT_TRUE(text.ends_with(";")) << text;
    const std::vector<std::string> strings = strings_of(text);
    if (text.find(" -> ") != std::string::npos) {
      ASSERT_GE(strings.size(), 3u) << text;
      EXPECT_TRUE(nodes.count(strings[0]) == 1 && nodes.count(strings[1]) == 1) << text;
    } else if (text.starts_with("  \"")) {
      nodes.insert(strings[0]);
    }
  }
  EXPECT_EQ(text, "}");
  EXPECT_THAT(strings_of(dot), Contains("BRK.B - says \"hi\" \\ there"));
  EXPECT_THAT(nodes, Contains("core"));
  EXPECT_THAT(nodes, Not(Contains("ALONE")));
  EXPECT_THAT(nodes, Not(Contains("idle")));
}

}  // namespace
}  // namespace faultline
