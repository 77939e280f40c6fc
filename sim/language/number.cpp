#include "language/number.h"

#include "language/codes.h"
#include "language/words.h"

#include <charconv>
#include <cmath>

#include <fmt/format.h>

namespace faultline {
namespace {

constexpr std::int64_t exact_limit = std::int64_t{1} << 53;  // whole numbers a double holds

/// Parts of a year of a unit letter, 0 for none.
std::int64_t parts_of_year(char unit) {
  switch (unit) {
    case 'd':
      return 252;
    case 'w':
      return 52;
    case 'm':
      return 12;
    case 'q':
      return 4;
    case 'y':
      return 1;
    default:
      return 0;
  }
}

/// What YAML writes after a point for no number and for infinity.
bool is_special(std::string_view word) {
  for (const std::string_view known : {"nan", "NaN", "NAN", "inf", "Inf", "INF"})
    if (word == known) return true;
  return false;
}

class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_(text) {}

  NumberLiteral read() {
    if (read_mantissa() && read_exponent() && read_unit() && check_unit_apart()) evaluate();
    out_.length = at_;
    return std::move(out_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  bool fail(const DiagnosticCode& code, std::size_t begin, std::size_t end, std::string message,
            std::string hint) {
    out_.problem = NumberProblem{&code, begin, end, std::move(message), std::move(hint)};
    return false;
  }

  std::size_t word_end(std::size_t i) const {
    while (i < text_.size() && (is_letter(text_[i]) || is_digit(text_[i]) || text_[i] == '_')) ++i;
    return i;
  }

  bool read_digits(std::string& digits) {
    while (is_digit(peek()) || peek() == '_') {
      if (peek() == '_') {
        if (digits.empty() || !is_digit(text_[at_ - 1]) || !is_digit(peek(1)))
          return fail(codes::malformed_number, 0, word_end(at_), "'_' may only stand between digits",
                      "write 100_000");
      } else {
        digits.push_back(peek());
      }
      ++at_;
    }
    return true;
  }

  bool read_mantissa() {
    if (peek() == '.') {
      const std::size_t end = word_end(at_ + 1);
      if (is_special(text_.substr(at_ + 1, end - at_ - 1)))
        return fail(codes::special_number, 0, end,
                    fmt::format("'{}' is not a number here", text_.substr(at_, end - at_)),
                    "leave the field out, or write a large number");
      while (is_digit(peek(1))) ++at_;
      return fail(codes::malformed_number, 0, at_ + 1, "a number begins with a digit",
                  fmt::format("write 0{}", text_.substr(0, at_ + 1)));
    }
    if (!read_digits(digits_)) return false;
    if (digits_.size() > 1 && digits_[0] == '0') {
      const std::size_t nonzero = std::min(digits_.find_first_not_of('0'), digits_.size() - 1);
      return fail(codes::octal_number, 0, at_, "a number that begins with 0 is octal to some readers",
                  fmt::format("write {}", digits_.substr(nonzero)));
    }
    if (digits_ == "0" && (peek() == 'x' || peek() == 'o' || peek() == 'b') && peek(1) != 'p')
      return fail(codes::malformed_number, 0, word_end(at_), "numbers are decimal", "");
    if (peek() != '.') return true;
    ++at_;
    const std::size_t whole = digits_.size();
    std::string fraction;
    if (!is_digit(peek()))
      return fail(codes::malformed_number, 0, at_, "a digit must follow the decimal point",
                  fmt::format("write {}.0", digits_));
    if (!read_digits(fraction)) return false;
    digits_ += fraction;
    out_.decimals = static_cast<int>(digits_.size() - whole);
    return true;
  }

  bool read_exponent() {
    if (peek() != 'e' && peek() != 'E') return true;
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if (!is_digit(peek(1 + sign))) return true;
    const bool negative = peek(1) == '-';
    at_ += 1 + sign;
    int exponent = 0;
    for (; is_digit(peek()); ++at_) exponent = std::min(exponent * 10 + (peek() - '0'), 100'000);
    out_.decimals += negative ? exponent : -exponent;
    return true;
  }

  /// A unit letter at offset `i` that is a word of its own.
  std::int64_t unit_at(std::size_t i) const {
    if (i >= text_.size()) return 0;
    const char next = i + 1 < text_.size() ? text_[i + 1] : '\0';
    if (is_letter(next) || is_digit(next) || next == '_' || next == '.' || next == '(') return 0;
    return parts_of_year(text_[i]);
  }

  bool read_unit() {
    if (peek() == '%') {
      ++at_;
      out_.decimals += 2;
    } else if (peek() == 'b' && peek(1) == 'p' && word_end(at_) == at_ + 2) {
      at_ += 2;
      out_.decimals += 4;
    } else if (const std::int64_t parts = unit_at(at_)) {
      ++at_;
      out_.divisor = parts;
      out_.dimension = time_dimension;
      return true;
    } else {
      out_.bare = true;
    }
    if (peek() == '/') {
      if (const std::int64_t parts = unit_at(at_ + 1)) {
        at_ += 2;
        multiplier_ = parts;
        out_.dimension = rate_dimension;
        out_.bare = false;
      }
    }
    const bool glued =
        is_letter(peek()) || is_digit(peek()) || peek() == '_' || peek() == '.' || peek() == '%';
    if (!glued) return true;
    const std::size_t end = peek() == '.' || peek() == '%' ? at_ + 1 : word_end(at_);
    return fail(codes::unknown_unit, at_, end,
                fmt::format("'{}' is not a unit", text_.substr(at_, end - at_)),
                "units are %, bp, d, w, m, q, y and rates such as 1.5/y");
  }

  /// `5 %`, `6 m`, `1.5 / y`: a unit that stands apart is refused rather than guessed at.
  bool check_unit_apart() {
    if (out_.dimension != number_dimension) return true;
    std::size_t i = at_;
    const auto skip = [&] {
      while (i < text_.size() && is_space(text_[i])) ++i;
    };
    skip();
    std::size_t size = 0;
    const bool rate = i < text_.size() && text_[i] == '/';
    if (rate) {
      ++i;
      skip();
    }
    if ((rate || (i > at_ && out_.bare)) && unit_at(i) != 0) size = 1;
    if (!rate && i > at_ && out_.bare) {
      if (text_.substr(i).starts_with('%')) size = 1;
      if (text_.substr(i).starts_with("bp") && word_end(i) == i + 2) size = 2;
    }
    if (size == 0) return true;
    std::string hint =
        fmt::format("write {}{}{}", text_.substr(0, at_), rate ? "/" : "", text_.substr(i, size));
    at_ = i + size;
    return fail(codes::unit_apart, 0, at_, "a unit follows its number without a space", std::move(hint));
  }

  void evaluate() {
    const std::size_t first = digits_.find_first_not_of('0');
    const std::string significant = first == std::string::npos ? "0" : digits_.substr(first);
    out_.exact = significant.size() <= 15;
    if (out_.exact) std::from_chars(significant.data(), significant.data() + significant.size(), out_.digits);
    const int k = out_.decimals;
    if (out_.exact && k >= 0 && k <= 15) {
      const auto power = static_cast<std::int64_t>(std::llround(std::pow(10.0, k)));
      const auto top = static_cast<std::int64_t>(out_.digits);
      if (top <= exact_limit / multiplier_ && power <= exact_limit / out_.divisor) {
        out_.value = static_cast<double>(top * multiplier_) / static_cast<double>(power * out_.divisor);
        return;
      }
    }
    const std::string text = fmt::format("{}e{}", significant, -k);
    double value = 0.0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    value = value * static_cast<double>(multiplier_) / static_cast<double>(out_.divisor);
    if (significant == "0")
      value = 0.0;
    else if (result.ec != std::errc{} || !std::isfinite(value))
      fail(codes::number_overflow, 0, at_, "a number too large or too small for double precision", "");
    out_.value = value;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string digits_;
  std::int64_t multiplier_ = 1;
  NumberLiteral out_;
};

}  // namespace

NumberLiteral read_number(std::string_view text) {
  return NumberReader(text).read();
}

std::optional<double> plain_decimal(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) return {};
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (error != std::errc{} || rest != end) return {};
  return value;
}

bool is_number_literal(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) return false;
  const NumberLiteral number = read_number(text);
  return !number.problem && number.length == text.size();
}

}  // namespace faultline
