#include "compile/column_recorder.h"
#include "compile/integrated_laws.h"
#include "compile/lower_market.h"
#include "shocks/shock_lowering.h"

#include <algorithm>

namespace faultline {
namespace {

/// Builds the columns and what fills them.
class Recorder {
 public:
  Recorder(Lowering& with, Lowering* twin)
      : with_(with), twin_(twin), report_(with.market().report), columns_(out_, report_) {
    if (with.market().run.sampling == Sampling::integrated) laws_.emplace(columns_, out_, with);
  }

  Outputs run(const std::vector<std::vector<ShockFigure>>& figures) {
    describe();
    need_figures();
    record_series();
    record_shocks(figures);
    record_variables();
    for (const Condition& condition : report_.given) out_.given.push_back(record_condition(condition));
    for (const Condition& condition : report_.conditions)
      out_.conditions.push_back(record_condition(condition));
    return std::move(out_);
  }

 private:
  struct Needs {
    bool simple_return = false, drawdown = false;
  };

  void describe() {
    const Market& market = with_.market();
    out_.title = market.title;
    out_.files = with_.model().files;
    for (const Parameter& parameter : market.parameters)
      out_.parameters.emplace_back(parameter.name, parameter.constant);
    out_.steps = static_cast<std::uint32_t>(market.grid.times.size() - 1);
    out_.sampling = market.run.sampling;
    for (const HorizonRef& horizon : report_.horizons)
      out_.horizons.push_back({horizon.text, market.grid.times[horizon.step].years(), horizon.reported});
    out_.run_horizon = report_.run_horizon;
    out_.confidence = report_.confidence;
    out_.losses = report_.losses;
    out_.measures = report_.measures;
    out_.limits = report_.limits;
    out_.precision = market.run.until_precision;
    for (const Asset& asset : market.assets) out_.assets.push_back(asset.name);
    out_.attribute = report_.attribute;
  }

  void need(const Metric& metric) {
    if (metric.kind == MetricKind::condition_probability) return;
    Needs& needs = needs_[metric.series][metric.horizon];
    (metric.kind == MetricKind::drawdown ? needs.drawdown : needs.simple_return) = true;
  }

  void need_figures() {
    const Measures& m = report_.measures;
    const bool returns =
        m.mean || m.sd || m.skewness || m.kurtosis || m.quantiles || m.var || m.es || m.prob_loss;
    needs_.assign(report_.series.size(), std::vector<Needs>(report_.horizons.size()));
    for (std::size_t s = 0; s < report_.reported_series; ++s)
      for (std::size_t h = 0; h < report_.horizons.size(); ++h)
        if (report_.horizons[h].reported) needs_[s][h] = {returns, m.max_drawdown};
    for (const Limit& limit : report_.limits) need(limit.metric);
    for (const Precision& precision : with_.market().run.until_precision) need(precision.metric);
    if (report_.attribute) need(*report_.attribute);
  }

  void record_series() {
    for (std::size_t s = 0; s < report_.series.size(); ++s) {
      const SeriesRef& series = report_.series[s];
      SeriesOutput output;
      output.name = series.name;
      output.type = series.kind == SeriesKind::asset ? "asset" : "portfolio";
      output.reported = s < report_.reported_series;
      for (std::size_t h = 0; h < report_.horizons.size(); ++h) {
        const Needs& needs = needs_[s][h];
        const bool paired = report_.without && output.reported && report_.horizons[h].reported;
        output.horizons.push_back(record_cell(series, h, needs, paired));
      }
      out_.series.push_back(std::move(output));
    }
  }

  SeriesColumns record_cell(const SeriesRef& series, std::size_t h, const Needs& needs, bool paired) {
    SeriesColumns columns;
    if (needs.simple_return) {
      columns.simple_return = columns_.record_return(with_, series.kind, series.index, h);
      if (laws_) columns.law = laws_->add(with_, series, h, *columns.simple_return);
    }
    if (needs.drawdown) columns.drawdown = columns_.record_drawdown(with_, series.kind, series.index, h);
    if (needs.simple_return && paired) {
      columns.twin_return = columns_.record_return(*twin_, series.kind, series.index, h);
      if (laws_) columns.twin_law = laws_->add(*twin_, series, h, *columns.twin_return);
    }
    if (needs.drawdown && paired)
      columns.twin_drawdown = columns_.record_drawdown(*twin_, series.kind, series.index, h);
    return columns;
  }

  FigureOutput record_program(std::vector<std::string> path, FigureKind kind, Program program,
                              std::size_t horizon, const std::string& label) {
    const bool ranked = kind == FigureKind::time || kind == FigureKind::level;
    return {std::move(path), kind,
            columns_.record_program(with_, std::move(program), horizon,
                                    ranked ? Retain::samples : Retain::moments, ranked, label)};
  }

  void record_at_horizons(const std::string& label, const ShockFigure& figure,
                          std::vector<FigureOutput>& out) {
    for (std::size_t h = 0; h < report_.horizons.size(); ++h) {
      if (!report_.horizons[h].reported) continue;
      std::vector<std::string> path = figure.path;
      path.push_back(report_.horizons[h].text);
      out.push_back(record_program(path, figure.kind, figure.program, h, label));
    }
  }

  void record_shocks(const std::vector<std::vector<ShockFigure>>& figures) {
    for (std::size_t s = 0; s < figures.size(); ++s) {
      const Shock& shock = with_.model().shocks[s];
      ShockOutput output{base(shock).name, kind_name(shock), {}};
      for (const ShockFigure& figure : figures[s]) {
        const std::string label = "shocks." + output.name + "." + figure.path.front();
        if (figure.at_horizons)
          record_at_horizons(label, figure, output.figures);
        else
          output.figures.push_back(
              record_program(figure.path, figure.kind, figure.program, report_.run_horizon, label));
      }
      out_.shocks.push_back(std::move(output));
    }
  }

  void record_variables() {
    for (const Variable& variable : with_.market().variables) {
      VariableOutput output{variable.name, {}};
      const ShockFigure figure{
          {"level"}, FigureKind::level, with_.program(variable.value.expression()), true};
      record_at_horizons("variables." + variable.name, figure, output.figures);
      out_.variables.push_back(std::move(output));
    }
  }

  ConditionOutput record_condition(const Condition& condition) {
    ProgramBuilder b;
    const Operand value = with_.lower(condition.when.expression(), b);
    Program program = b.finish(b.emit(Opcode::not_equal, value, Operand::constant(0.0)));
    const FigureOutput figure = record_program({}, FigureKind::probability, std::move(program),
                                               report_.run_horizon, "condition '" + condition.label + "'");
    return {condition.label, figure.column};
  }

  Lowering& with_;
  Lowering* twin_;
  const Report& report_;
  Outputs out_;
  ColumnRecorder columns_;
  std::optional<IntegratedLaws> laws_;
  std::vector<std::vector<Needs>> needs_;
};

}  // namespace

Outputs record_outputs(Lowering& with, Lowering* twin, const std::vector<std::vector<ShockFigure>>& figures) {
  return Recorder(with, twin).run(figures);
}

}  // namespace faultline
