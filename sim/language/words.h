#pragma once

#include "language/expression.h"
#include "language/quantity.h"

#include <array>
#include <optional>
#include <string_view>

// The reserved words of expressions and laws.

namespace faultline {

struct FunctionWord {
  std::string_view name;
  Operation operation;
  std::size_t least;  ///< arguments
  std::size_t most;
};

inline constexpr std::array<FunctionWord, 8> function_words{{{"min", Operation::min, 2, 64},
                                                             {"max", Operation::max, 2, 64},
                                                             {"abs", Operation::abs, 1, 1},
                                                             {"exp", Operation::exp, 1, 1},
                                                             {"log", Operation::log, 1, 1},
                                                             {"sqrt", Operation::sqrt, 1, 1},
                                                             {"clamp", Operation::clamp, 3, 3},
                                                             {"if", Operation::if_else, 3, 3}}};

struct LawWord {
  std::string_view name;
  LawKind kind;
  std::string_view arguments;
};

inline constexpr std::array<LawWord, 12> law_words{{{"normal", LawKind::normal, "mean, sd"},
                                                    {"lognormal", LawKind::lognormal, "median, sigma"},
                                                    {"uniform", LawKind::uniform, "lo, hi"},
                                                    {"triangular", LawKind::triangular, "lo, mode, hi"},
                                                    {"pert", LawKind::pert, "lo, mode, hi"},
                                                    {"beta", LawKind::beta, "a, b"},
                                                    {"gamma", LawKind::gamma, "shape, mean"},
                                                    {"exponential", LawKind::exponential, "mean"},
                                                    {"student_t", LawKind::student_t, "dof, mean, scale"},
                                                    {"discrete", LawKind::discrete, "value @ p, ..."},
                                                    {"mixture", LawKind::mixture, "law @ p, ..."},
                                                    {"truncate", LawKind::truncate, "law, lo, hi"}}};

inline const FunctionWord* find_function(std::string_view name) {
  for (const FunctionWord& word : function_words)
    if (word.name == name) return &word;
  return nullptr;
}

inline const LawWord* find_law(std::string_view name) {
  for (const LawWord& word : law_words)
    if (word.name == name) return &word;
  return nullptr;
}

inline constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
inline constexpr bool is_name_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '-';
}
inline constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace faultline
