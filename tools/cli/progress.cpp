#include "progress.h"

#include "terminal.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace faultline::cli {
namespace {

constexpr std::size_t bar_width = 24;

std::string rough(double x) {
  constexpr std::array<std::pair<double, const char*>, 3> scales{{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}}};
  for (const auto& [scale, unit] : scales)
    if (x >= scale) return fmt::format("{:.3g}{}", x / scale, unit);
  return fmt::format("{:.3g}", x);
}

std::string time_left(double seconds) {
  if (seconds < 100.0) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000.0) return fmt::format("{:.0f} min", seconds / 60.0);
  return fmt::format("{:.1f} h", seconds / 3600.0);
}

std::string bar(double share) {
  const auto filled = static_cast<std::size_t>(share * bar_width);
  return fmt::format("{:3.0f} %  [{}{}]", 100.0 * share, std::string(filled, '#'),
                     std::string(bar_width - filled, '-'));
}

}  // namespace

std::string progress_line(std::uint64_t done, std::uint64_t total, double seconds, const std::string& unit) {
  const double share =
      total == 0 ? 1.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  std::string line = fmt::format("{}  {} of {} {}", bar(share), rough(static_cast<double>(done)),
                                 rough(static_cast<double>(total)), unit);
  if (done == 0 || seconds <= 0.0) return line;
  const double rate = static_cast<double>(done) / seconds;
  line += fmt::format(", {}/s", rough(rate));
  if (done < total) line += fmt::format(", {} left", time_left(static_cast<double>(total - done) / rate));
  return line;
}

std::string share_line(double share, double seconds) {
  const double shown = std::clamp(share, 0.0, 1.0);
  if (shown == 0.0) return bar(shown);
  return fmt::format("{}, {} left", bar(shown), time_left(seconds / shown * (1.0 - shown)));
}

TerminalLine::~TerminalLine() {
  if (drawn_) write_stderr("\r\033[K");
}

void TerminalLine::draw(const std::function<std::string(double seconds)>& text) {
  if (!shown_) return;
  const std::unique_lock lock(drawing_, std::try_to_lock);
  const Clock::time_point now = Clock::now();
  if (!lock || now < next_) return;
  next_ = now + std::chrono::milliseconds(100);
  write_stderr("\r" + text(std::chrono::duration<double>(now - start_).count()) + "\033[K");
  drawn_ = true;
}

ProgressLine::ProgressLine(bool shown, std::uint64_t total, std::string unit)
    : line_(shown), total_(total), unit_(std::move(unit)) {}

void ProgressLine::update(std::uint64_t done) {
  line_.draw([&](double seconds) { return progress_line(done, total_, seconds, unit_); });
}

ProgressLog::ProgressLog(bool shown, std::uint64_t total, std::string unit, std::chrono::seconds interval)
    : shown_(shown), total_(total), unit_(std::move(unit)), interval_(interval) {}

void ProgressLog::update(std::uint64_t done) {
  const Clock::time_point now = Clock::now();
  if (!shown_ || now < next_) return;
  next_ = now + interval_;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  write_stderr("faultline: " + progress_line(done, total_, seconds, unit_) + "\n");
}

}  // namespace faultline::cli
