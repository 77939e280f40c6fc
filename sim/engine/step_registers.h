#pragma once

#include "faultline/plan.h"

#include <algorithm>
#include <variant>
#include <vector>

/// What steps of actions and programs read and write.
namespace faultline {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};

/// Calls see(register) for what a step writes.
template <class See>
void for_each_written(const Step& step, See see) {
  std::visit(
      Overloaded{[&](const act::Count& s) { see(s.counter); }, [&](const act::Set& s) { see(s.target); },
                 [&](const act::SetNow& s) { see(s.target); },
                 [&](const act::SetNowIfNever& s) { see(s.target); },
                 [&](const act::AddElapsed& s) { see(s.target); },
                 [&](const act::DrawInto& s) { see(s.target); }, [](const auto&) {}},
      step);
}

/// Calls see(register) for what a step reads by itself; programs are seen elsewhere.
template <class See>
void for_each_read(const Step& step, See see) {
  std::visit(
      Overloaded{[&](const act::Admit& s) { see(s.count); }, [&](const act::AddElapsed& s) { see(s.since); },
                 [&](const act::DrawInto& s) { see(s.number.counter); },
                 [&](const act::Jump& s) {
                   see(s.number.counter);
                   if (s.severity) see(*s.severity);
                 },
                 [&](const act::Choose& s) { see(s.number.counter); },
                 [&](const act::Notify& s) { see(s.number.counter); }, [](const auto&) {}},
      step);
}

inline bool reads(const Program& program, RegisterId r) {
  const Operand operand = Operand::state(r);
  return program.result == operand ||
         std::any_of(program.code.begin(), program.code.end(), [&](const Instruction& i) {
           return i.a == operand || i.b == operand || i.c == operand;
         });
}

/// Per register, whether a program, an action, a listener, a clock or a regime reads it. Not counted are
/// reads of the clock `but_for` and of its action, save what it tells listeners.
std::vector<bool> read_registers(const Plan& plan, const Clock* but_for = nullptr);

/// Whether a step does more than write what is not `read` or tell those who do not listen.
bool matters(const Plan& plan, const Step& step, const std::vector<bool>& read);

}  // namespace faultline
