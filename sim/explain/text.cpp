#include "explain/describe.h"
#include "explain/layout.h"
#include "faultline/explain.h"
#include "report/text_numbers.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace faultline {
namespace {

using Align = Columns::Align;

/// "-4.9%", also where the error is too small to show, or "-4.9 ± 0.1%"
std::string percent_estimate(const Estimate& estimate) {
  if (std::isnan(estimate.value)) return "-";
  const NumberText text = percent_text(estimate);
  const bool exact = text.error.find_first_of("123456789") == std::string::npos;
  return exact ? percent_words(estimate.value) : joined(text) + "%";
}

std::string number_estimate(const Estimate& estimate) {
  return estimate.standard_error > 0.0 ? joined(number_text(estimate, 1.0)) : number_words(estimate.value);
}

std::string section(const std::string& title) {
  return "\n" + title + "\n" + std::string(display_width(title), '=') + "\n\n";
}

std::string with_label(const std::string& name, const std::string& label) {
  return label.empty() ? name : name + ", " + label;
}

std::string counted(std::size_t n, const char* what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

/// Below what anybody would act on; the JSON has it.
bool is_slight(const ExpectedEffect& effect) {
  return std::abs(effect.value_effect.value) < 5e-4 && effect.spread.value < 2.5e-3;
}

class Text {
 public:
  Text(const Explanation& explanation, std::size_t width)
      : e_(explanation), width_(std::max<std::size_t>(width, 60)) {}

  std::string run() {
    head();
    for (const ExplainedShock& shock : e_.shocks) add_shock(shock);
    add_portfolios();
    add_variables();
    add_series();
    add_correlations();
    add_assumptions();
    return std::move(out_);
  }

 private:
  std::string over() const { return "over " + e_.horizon; }

  void paragraph(const std::string& text, const std::string& first = "  ", const std::string& rest = "  ") {
    out_ += folded(text, width_, first, rest);
  }

  void head() {
    const std::string title = e_.title.empty() ? "Untitled scenario" : e_.title;
    out_ += title + "\n" + std::string(display_width(title), '=') + "\n\n";
    if (!e_.description.empty()) {
      const std::string origin = e_.description_from.empty() ? "" : "From " + e_.description_from + ": ";
      paragraph(origin + e_.description, "", "");
      out_ += "\n";
    }
    const std::size_t active = static_cast<std::size_t>(std::count_if(
        e_.shocks.begin(), e_.shocks.end(), [](const ExplainedShock& shock) { return shock.enabled; }));
    paragraph(fmt::format(
                  "Looks {} ahead{} in {} steps. {}, {}, {}{}. Innovations are {}.", duration_words(e_.years),
                  e_.start.empty() ? "" : ", from " + e_.start, e_.steps, counted(e_.assets.size(), "asset"),
                  counted(e_.portfolios.size(), "portfolio"), counted(e_.shocks.size(), "shock"),
                  active == e_.shocks.size() ? "" : fmt::format(" ({} left out)", e_.shocks.size() - active),
                  e_.innovations),
              "", "");
    paragraph(
        fmt::format(
            "Figures with a ± come from {} simulated paths and carry one standard error. What is expected "
            "of a shock comes from them too: a share of the paths has an error of at most {}. The rest is "
            "exact.",
            grouped(e_.paths), percent_words(0.5 / std::sqrt(static_cast<double>(e_.paths)))),
        "", "");
    if (e_.shocks.empty()) return;
    out_ += section("Shocks");
    paragraph(
        "Expected effects count everything that follows from a shock. Value: by how much the expected value "
        "at "
        "the end is higher or lower because of it; drift: the same as a yearly rate; spread: the yearly "
        "standard deviation of what it adds to the log price.",
        "", "");
    out_ += "\n";
  }

  void annotate(const ExplainedShock& shock) {
    if (!shock.note.empty()) paragraph(shock.note);
    std::string origin = shock.basis.empty() ? "" : "Basis: " + shock.basis + ". ";
    if (!shock.source.empty()) origin += "Source: " + shock.source + ".";
    if (!origin.empty()) paragraph(origin);
  }

  static std::string partners(const std::vector<Influence>& list, bool from) {
    std::vector<std::string> words;
    for (const Influence& influence : list) {
      const std::string& name = from ? influence.from : influence.to;
      const bool event = influence.label == "upon";
      std::string detail =
          event ? "upon " + (influence.detail == influence.from ? "its events" : influence.detail)
                : influence.detail;
      words.push_back(detail.empty() ? name : fmt::format("{} ({})", name, detail));
    }
    return joined(words, ", ");
  }

  void add_shock(const ExplainedShock& shock) {
    paragraph(fmt::format("{} - {}{}", with_label(shock.name, shock.label), shock.kind,
                          shock.enabled ? "" : ", left out"),
              "", "");
    annotate(shock);
    for (const std::string& sentence : shock.sentences) paragraph(sentence, "  - ", "    ");
    if (!shock.expected.empty())
      paragraph("Expected " + over() + ": " + joined(shock.expected, " "), "  - ", "    ");
    if (!shock.uses.empty()) paragraph("Uses " + partners(shock.uses, true) + ".", "  - ", "    ");
    const bool alone = shock.listens_to.empty() && shock.listened_to_by.empty();
    paragraph(alone ? "Listens to nothing, and nothing listens to it."
                    : fmt::format("Listens to {}; {}.",
                                  shock.listens_to.empty() ? "nothing" : partners(shock.listens_to, true),
                                  shock.listened_to_by.empty()
                                      ? "nothing listens to it"
                                      : "listened to by " + partners(shock.listened_to_by, false)),
              "  - ", "    ");
    add_sizes(shock);
    add_effects(shock);
    out_ += "\n";
  }

  void add_sizes(const ExplainedShock& shock) {
    if (shock.events.empty()) return;
    Columns table;
    table.column("one event moves", Align::left);
    table.column("when", Align::left);
    table.column("mean", Align::right);
    table.column("5%", Align::right);
    table.column("95%", Align::right);
    table.column("as written", Align::left);
    for (const EventSizes& event : shock.events)
      for (const EventSize& size : event.sizes)
        table.row({size.target, event.when, percent_words(size.mean), percent_words(size.low),
                   percent_words(size.high), size.law});
    out_ += "\n" + table.render(4, width_);
  }

  void add_effects(const ExplainedShock& shock) {
    if (shock.effects.empty()) return;
    Columns table;
    table.column("expected effect on", Align::left);
    table.column("value " + over(), Align::right);
    table.column("drift a year", Align::right);
    table.column("spread a year", Align::right);
    table.column("how", Align::left);
    std::vector<std::string> slight;
    for (const ExpectedEffect& effect : shock.effects) {
      if (is_slight(effect)) {
        slight.push_back(effect.series);
        continue;
      }
      table.row({effect.series, percent_estimate(effect.value_effect), percent_words(effect.drift),
                 percent_estimate(effect.spread), effect.closed_form ? "closed form" : "simulated"});
    }
    if (!table.empty()) out_ += "\n" + table.render(4, width_);
    if (!slight.empty()) paragraph("Next to nothing on " + joined(slight, ", ") + ".", "    ", "    ");
  }

  void add_portfolios() {
    if (e_.holdings.empty()) return;
    out_ += section("Portfolios");
    for (const ExplainedPortfolio& portfolio : e_.holdings) {
      paragraph(with_label(portfolio.name, portfolio.label), "", "");
      if (!portfolio.note.empty()) paragraph(portfolio.note);
      for (const std::string& sentence : portfolio.sentences) paragraph(sentence, "  - ", "    ");
      out_ += "\n";
    }
  }

  void add_variables() {
    if (e_.variables.empty()) return;
    out_ += section("Variables");
    for (const ExplainedVariable& variable : e_.variables) {
      paragraph(fmt::format("{}: {}.", with_label(variable.name, variable.label), variable.words), "", "  ");
      if (!variable.note.empty()) paragraph(variable.note);
    }
    out_ += "\n";
  }

  void add_series() {
    out_ += section("What it implies " + over());
    Columns table;
    table.column("", Align::left);
    table.column("", Align::left, 28);
    table.column("mean return", Align::right);
    table.column("no shocks", Align::right);
    table.column("diffusion", Align::right);
    table.column("volatility", Align::right);
    table.column("jumps a year", Align::right);
    for (const ImpliedSeries& asset : e_.assets)
      table.row({asset.name, asset.label, percent_estimate(asset.mean_return),
                 percent_estimate(asset.undisturbed), percent_words(*asset.diffusion),
                 percent_estimate(asset.volatility), number_estimate(asset.jumps)});
    for (const ImpliedSeries& portfolio : e_.portfolios)
      table.row({portfolio.name, portfolio.label, percent_estimate(portfolio.mean_return),
                 percent_estimate(portfolio.undisturbed), "", percent_estimate(portfolio.volatility), ""});
    out_ += table.render(2, width_);
    out_ += "\n";
    paragraph(
        "Mean returns are simple, over the whole time. Diffusion is the yearly volatility without shocks and "
        "regimes; volatility that of the log return with everything, \"-\" where some paths lose it all.");
  }

  void add_correlations() {
    const std::size_t n = e_.assets.size();
    if (n < 2) return;
    out_ += section("Correlations");
    paragraph("Below the diagonal: of the diffusions. Above: of log returns " + over() +
              " with all shocks (simulated, ± 0.02 at most).");
    std::size_t longest = 5;
    for (const ImpliedSeries& asset : e_.assets) longest = std::max(longest, display_width(asset.name));
    const std::size_t at_once = std::max<std::size_t>(1, (width_ - 2 - longest) / (longest + 2));
    for (std::size_t first = 0; first < n; first += at_once) {
      Columns table;
      table.column("", Align::left);
      const std::size_t last = std::min(n, first + at_once);
      for (std::size_t b = first; b < last; ++b) table.column(e_.assets[b].name, Align::right);
      for (std::size_t a = 0; a < n; ++a) {
        std::vector<std::string> cells{e_.assets[a].name};
        for (std::size_t b = first; b < last; ++b) cells.push_back(correlation(a, b));
        table.row(std::move(cells));
      }
      out_ += "\n" + table.render(2, width_);
    }
  }

  std::string correlation(std::size_t a, std::size_t b) const {
    if (a == b) return "1";
    return fmt::format("{:.2f}",
                       (a > b ? e_.diffusion_correlation : e_.total_correlation)[a * e_.assets.size() + b]);
  }

  void add_assumptions() {
    out_ += section("Assumptions");
    Columns table;
    table.column("what", Align::left);
    table.column("name", Align::left);
    table.column("value", Align::left, 36);
    table.column("range", Align::left, 20);
    table.column("basis", Align::left);
    table.column("from", Align::left);
    std::vector<std::string> unfounded, sources;
    for (const Assumption& entry : e_.assumptions) {
      if (entry.basis.empty()) unfounded.push_back(entry.name);
      table.row({entry.kind, entry.name, entry.value, entry.range, entry.basis.empty() ? "none" : entry.basis,
                 numbered(entry.source, sources)});
      if (!entry.note.empty()) table.note(entry.note);
    }
    out_ += table.render(2, width_);
    if (!sources.empty()) out_ += "\n";
    for (std::size_t i = 0; i < sources.size(); ++i)
      paragraph(sources[i], fmt::format("  [{}] ", i + 1), "      ");
    if (!e_.unread_parameters.empty()) {
      out_ += "\n";
      paragraph(fmt::format("Nothing reads {}.", joined(e_.unread_parameters, ", ")));
    }
    if (unfounded.empty()) return;
    out_ += "\n";
    paragraph(fmt::format("{} of {} have no basis yet (article, calibrated, published or judgement): {}.",
                          unfounded.size(), e_.assumptions.size(), joined(unfounded, ", ")));
  }

  /// "[2]": the place of a source among those named so far.
  static std::string numbered(const std::string& source, std::vector<std::string>& sources) {
    if (source.empty()) return {};
    const auto found = std::find(sources.begin(), sources.end(), source);
    const auto place = found - sources.begin();
    if (found == sources.end()) sources.push_back(source);
    return fmt::format("[{}]", place + 1);
  }

  const Explanation& e_;
  std::size_t width_;
  std::string out_;
};

}  // namespace

std::string to_text(const Explanation& explanation, std::size_t width) {
  return Text(explanation, width).run();
}

}  // namespace faultline
