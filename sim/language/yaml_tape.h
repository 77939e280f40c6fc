#pragma once

#include "language/text_index.h"
#include "language/yaml_reader.h"

#include <string>
#include <unordered_map>
#include <vector>

#include <yaml-cpp/eventhandler.h>

namespace faultline {

/// Thrown out of yaml-cpp when a budget is spent or a construct refused; the problem has been reported.
struct YamlRefused {};

/// One value of the document in the order of the text; a collection is followed by what it holds.
struct TapeEvent {
  NodeKind kind = NodeKind::null;
  SourceRange where;  ///< line 0: a value that was left out
  std::string text;
  bool quoted = false;
  int depth = 0;
  std::size_t end = 0;  ///< index after its last part; 0 while it is open
};

/// Writes the events of yaml-cpp on a tape under the budgets of reading, with places found in the text
/// itself: the marks of yaml-cpp 0.7 count bytes and do not tell properties from values.
class YamlTape : public YAML::EventHandler {
 public:
  YamlTape(TextIndex& index, ReadBudget& budget, Diagnostics& diagnostics)
      : index_(index), budget_(budget), diagnostics_(diagnostics) {}

  const std::vector<TapeEvent>& events() const { return events_; }

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  /// Offset of the value itself, after its anchor; refuses a tag.
  std::size_t value_offset(const YAML::Mark& mark);
  SourceRange scalar_place(std::size_t offset, const std::string& value, bool quoted);
  TapeEvent& push(NodeKind kind, SourceRange where, YAML::anchor_t anchor);
  void open(NodeKind kind, const YAML::Mark& mark, YAML::anchor_t anchor, YAML::EmitterStyle::value style);
  void close();
  void check_parentheses(std::size_t offset, const std::string& value, SourceRange where);
  [[noreturn]] void refuse(const DiagnosticCode& code, SourceRange where, std::string message,
                           std::string hint);

  TextIndex& index_;
  ReadBudget& budget_;
  Diagnostics& diagnostics_;
  std::vector<TapeEvent> events_;
  std::vector<std::size_t> open_;
  std::vector<bool> flow_;
  std::unordered_map<YAML::anchor_t, std::size_t> anchors_;
  int documents_ = 0;
  int tags_ = 0;
};

}  // namespace faultline
