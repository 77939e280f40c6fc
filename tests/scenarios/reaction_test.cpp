// What a shock does to a share on its day is what such days did.
//
// Observed: mean abnormal return on day 0 with one standard error; market model on SPY fitted on days -250 to
// -11, daily closes adjusted for splits and dividends, event days from 2020-05-21 to 2026-06-01
// (scenarios/evidence/event_study.yaml).

#include "scenarios/scenario_files.h"

#include <cmath>

#include <gtest/gtest.h>

namespace faultline::testing {
namespace {

constexpr std::uint64_t paths = 1 << 15;

struct Observed {
  const char* asset;
  double mean;   // [%]
  double error;  // [%]
};

const std::vector<Observed> curb_days = {{"AAPL", -0.80, 0.40}, {"BABA", -1.03, 0.58}, {"NVDA", -1.89, 1.65}};
const std::vector<Observed> easing_days = {{"AAPL", 0.43, 0.37}, {"BABA", 0.51, 1.67}, {"NVDA", 1.37, 1.01}};
const std::vector<Observed> answer_days = {{"BABA", 3.81, 1.98}, {"NVDA", -1.63, 0.43}};
const std::vector<Observed> regulation_days = {{"BABA", -7.97, 1.94}, {"NVDA", -1.59, 0.95}};
const std::vector<Observed> listing_days = {{"BABA", -4.83, 2.24}, {"NVDA", -1.55, 0.43}};
const std::vector<Observed> deal_days = {{"AAPL", 1.19, 0.59}, {"BABA", 3.66, 1.84}, {"NVDA", -0.37, 0.18}};
const std::vector<Observed> deal_days_without_nvidia = {{"AAPL", 1.19, 0.59}, {"BABA", 3.66, 1.84}};
const std::vector<Observed> setback_days = {
    {"AAPL", -0.89, 0.42}, {"BABA", -0.04, 0.62}, {"NVDA", -0.26, 0.09}};
const std::vector<Observed> setback_days_without_nvidia = {{"AAPL", -0.89, 0.42}, {"BABA", -0.04, 0.62}};
// One day, so the error is that day's ordinary noise.
const std::vector<Observed> apsara_day = {{"BABA", 8.19, 2.99}, {"NVDA", -0.32, 2.2}};

struct Case {
  const char* scenario;
  std::vector<std::string> place;  // of the impact below `shocks`
  std::vector<Observed> observed;
};

std::vector<Case> cases() {
  std::vector<Case> all = {
      {"alibaba_nvidia_capex", {"us_eases"}, easing_days},
      {"us_china_tech_2026", {"us_eases"}, easing_days},
      {"alibaba_nvidia_capex", {"beijing_scrutiny"}, answer_days},
      {"us_china_tech_2026", {"beijing_scrutiny"}, answer_days},
      {"us_china_tech_2026", {"listing_threat"}, listing_days},
      {"us_china_tech_2026", {"truce", "outcomes", "lapsed"}, curb_days},
      {"us_china_tech_2026", {"deal", "phases", "approved"}, deal_days_without_nvidia},
      {"apple_alibaba_deal", {"headlines"}, deal_days},
      {"apple_alibaba_deal", {"deal", "phases", "infrastructure"}, deal_days_without_nvidia},
      {"local_partner_rules", {"confirmation", "outcomes", "confirmed"}, deal_days},
      {"local_partner_rules", {"approval", "phases", "approved"}, deal_days_without_nvidia},
      {"local_partner_rules", {"approval", "phases", "stalled"}, setback_days},
      {"ai_iphone_approval", {"passed_over", "outcomes", "announced"}, deal_days},
      {"ai_iphone_approval", {"upgrade", "phases", "approved"}, deal_days_without_nvidia},
      {"ai_iphone_approval", {"upgrade", "phases", "late"}, setback_days_without_nvidia},
      {"apple_china_comeback", {"setbacks"}, setback_days},
      {"alibaba_nvidia_capex", {"announcement", "outcomes", "announced"}, apsara_day},
  };
  for (const char* scenario : {"ai_iphone_approval", "alibaba_nvidia_capex", "apple_alibaba_deal",
                               "apple_china_comeback", "local_partner_rules", "us_china_tech_2026"}) {
    all.push_back({scenario, {"us_curbs"}, curb_days});
    all.push_back({scenario, {"china_regulation"}, regulation_days});
  }
  return all;
}

/// One day on which nothing happens but the event: its impact alone, on assets that stand still.
constexpr const char* quiet_day = R"(
faultline: 1
title: One event
horizon: 1d
step: 1d
assets: {AAPL: {}, BABA: {}, NVDA: {}, MSFT: {}, AMZN: {}, GOOGL: {}, AMD: {}, TSM: {}, AVGO: {}, TCEHY: {}, BIDU: {}}
shocks:
  event: {kind: scheduled, at: 0d}
)";

/// The day with the jump of one place: its impact, severity and unfolding, with the scenario's numbers.
ScenarioSpec one_event(const ScenarioSpec& scenario, const std::vector<std::string>& place,
                       Sources& sources) {
  ScenarioSpec day = parse_scenario(quiet_day, "quiet_day.yaml", {}, sources).value();
  for (NodeEntry& asset : day.root.find("assets")->value.entries) {
    Node zero = *at(scenario.root, {"assets", "AAPL", "basis"});
    zero.text = "0";
    zero.quoted = false;
    put(asset.value, "volatility", zero);
    put(asset.value, "drift", zero);
  }
  for (const char* section : {"sources", "parameters", "groups"})
    if (const Node* node = at(scenario.root, {section})) put(day.root, section, *node);
  Node& event = day.root.find("shocks")->value.find("event")->value;
  const Node shock = *at(scenario.root, {"shocks", place.front()});
  std::vector<std::string> path = {"shocks"};
  path.insert(path.end(), place.begin(), place.end());
  const Node* part = at(scenario.root, path);
  if (!part) throw std::runtime_error("no " + place.back());
  for (const char* field : {"impact", "severity", "fade", "build"}) {
    if (const Node* node = at(shock, {field})) put(event, field, *node);
    if (const Node* node = at(*part, {field})) put(event, field, *node);
  }
  return day;
}

TEST(Reaction, OnTheDayIsWithinOneErrorOfTheMeanObserved) {
  for (const Case& c : cases()) {
    Sources sources;
    const ScenarioSpec scenario = spec_of(c.scenario, sources);
    const RiskReport report = run(one_event(scenario, c.place, sources), sources, paths);
    for (const Observed& observed : c.observed) {
      const double simulated = 100.0 * moments_of(report, observed.asset).mean;
      EXPECT_LE(std::abs(simulated - observed.mean), observed.error)
          << c.scenario << " " << c.place.back() << " " << observed.asset << ": " << simulated;
    }
  }
}

}  // namespace
}  // namespace faultline::testing
