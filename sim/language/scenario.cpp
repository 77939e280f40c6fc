#include "faultline/scenario.h"

#include "language/codes.h"
#include "language/merge.h"
#include "language/overrides.h"
#include "language/sha256.h"
#include "language/yaml_reader.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <system_error>

#include <fmt/format.h>

namespace faultline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t max_files_deep = 32;

/// What goes wrong when a file is read, to be placed where it was named.
struct FileProblem {
  const DiagnosticCode* code;
  std::string message;
};

std::variant<std::string, FileProblem> load(const fs::path& path, const std::string& shown,
                                            std::size_t budget) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status))
    return FileProblem{&codes::file_unreadable, fmt::format("cannot read '{}': no such file", shown)};
  if (!fs::is_regular_file(status))
    return FileProblem{&codes::file_unreadable, fmt::format("cannot read '{}': not a file", shown)};
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return FileProblem{&codes::file_unreadable, fmt::format("cannot read '{}'", shown)};
  std::string text;
  std::array<char, 1 << 16> part;
  do {
    stream.read(part.data(), part.size());
    text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
  } while (stream && text.size() <= budget);
  if (stream.bad()) return FileProblem{&codes::file_unreadable, fmt::format("cannot read '{}'", shown)};
  if (text.size() > budget)
    return FileProblem{&codes::file_too_large,
                       fmt::format("with '{}' the scenario is larger than 4 MB", shown)};
  return text;
}

/// Not empty and without control characters: a NUL would end the path for the system, but not for us.
bool is_path(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
  });
}

bool is_inside(const fs::path& path, const fs::path& directory) {
  const fs::path relative = path.lexically_relative(directory);
  return !relative.empty() && *relative.begin() != "..";
}

/// Reads the top file and what it extends, each file once.
class ScenarioReader {
 public:
  ScenarioReader(const ReadOptions& options, Sources& sources, Diagnostics& diagnostics)
      : options_(options), sources_(sources), diagnostics_(diagnostics) {}

  std::optional<Node> read_file(const fs::path& path) {
    const std::string shown = path.generic_string();
    auto loaded = load(path, shown, budget_.bytes);
    if (const auto* problem = std::get_if<FileProblem>(&loaded)) {
      diagnostics_.error(*problem->code, {}, "", problem->message);
      return std::nullopt;
    }
    return read_text(std::get<std::string>(std::move(loaded)), path);
  }

  std::optional<Node> read_text(std::string text, const fs::path& path) {
    std::error_code error;
    top_directory_ = fs::weakly_canonical(fs::absolute(path, error).parent_path(), error);
    if (text.size() > budget_.bytes) {
      diagnostics_.error(codes::file_too_large, {}, "",
                         fmt::format("with '{}' the scenario is larger than 4 MB", path.generic_string()));
      return std::nullopt;
    }
    return resolve(std::move(text), path, fs::weakly_canonical(fs::absolute(path, error), error));
  }

  ReadBudget& budget() { return budget_; }
  std::vector<FileId>& files() { return files_; }

 private:
  struct Base {
    std::string text;
    SourceRange where;
  };

  std::optional<Node> resolve(std::string text, const fs::path& path, const fs::path& canonical) {
    budget_.bytes -= text.size();
    std::string digest = sha256_hex(text);
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);  // a byte order mark says nothing in UTF-8
    const FileId id = sources_.add({path.generic_string(), std::move(text), std::move(digest)});
    files_.push_back(id);
    std::optional<Node> own = read_yaml(id, sources_, budget_, diagnostics_);
    if (!own) return std::nullopt;
    if (!own->is_mapping()) {
      diagnostics_.error(codes::root_not_mapping, own->where, "", "a scenario is a mapping of fields",
                         "it begins with 'faultline: 1'");
      return std::nullopt;
    }
    const NodeEntry* extends = own->find("extends");
    if (extends == nullptr) return own;
    chain_.push_back({canonical, path.generic_string()});
    Node merged;
    merged.kind = NodeKind::mapping;
    bool complete = true;
    for (const Base& base : bases_of(extends->value)) {
      const std::optional<Node> node = read_base(base, path);
      complete = complete && node.has_value();
      if (node) merge_scenario(merged, *node);
    }
    chain_.pop_back();
    std::erase_if(own->entries, [](const NodeEntry& entry) { return entry.key.value == "extends"; });
    merge_scenario(merged, std::move(*own));
    if (!complete) return std::nullopt;
    return merged;
  }

  std::vector<Base> bases_of(const Node& node) {
    std::vector<Base> bases;
    const auto add = [&](const Node& item) {
      if (item.is_scalar() && is_path(item.text))
        bases.push_back({item.text, item.where});
      else
        diagnostics_.error(codes::extends_form, item.where, "extends", "a path or a list of paths is wanted",
                           "extends: base/file.yaml");
    };
    if (!node.is_sequence()) add(node);
    for (const Node& item : node.items) add(item);
    return bases;
  }

  std::optional<Node> read_base(const Base& base, const fs::path& from) {
    const fs::path path = (from.parent_path() / base.text).lexically_normal();
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(fs::absolute(path, error), error);
    if (!options_.allow_outside && !is_inside(canonical, top_directory_)) {
      report(codes::extends_outside, base,
             fmt::format("'{}' lies outside the directory of the scenario", base.text),
             "allow it with --allow-outside");
      return std::nullopt;
    }
    for (std::size_t i = 0; i < chain_.size(); ++i)
      if (chain_[i].canonical == canonical) return report_circle(base, i);
    if (chain_.size() >= max_files_deep) {
      report(codes::too_many_files, base,
             fmt::format("files extend each other deeper than {}", max_files_deep), "");
      return std::nullopt;
    }
    if (const auto found = read_.find(canonical); found != read_.end()) return found->second;
    auto loaded = load(path, path.generic_string(), budget_.bytes);
    if (const auto* problem = std::get_if<FileProblem>(&loaded)) {
      report(*problem->code, base, problem->message, "paths are relative to the file that extends");
      return std::nullopt;
    }
    return read_[canonical] = resolve(std::get<std::string>(std::move(loaded)), path, canonical);
  }

  std::optional<Node> report_circle(const Base& base, std::size_t first) {
    std::string circle;
    for (std::size_t i = first; i < chain_.size(); ++i) circle += fmt::format("{} -> ", chain_[i].shown);
    report(codes::extends_circle, base,
           fmt::format("files extend each other in a circle: {}{}", circle, chain_[first].shown),
           "move what they share to a third file");
    return std::nullopt;
  }

  void report(const DiagnosticCode& code, const Base& base, std::string message, std::string hint) {
    diagnostics_.error(code, base.where, "extends", std::move(message), std::move(hint));
  }

  struct Link {
    fs::path canonical;
    std::string shown;
  };

  const ReadOptions& options_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  ReadBudget budget_;
  fs::path top_directory_;
  std::vector<Link> chain_;
  std::vector<FileId> files_;
  std::map<fs::path, std::optional<Node>> read_;
};

Result<ScenarioSpec> finish(std::optional<Node> root, ScenarioReader& reader, const ReadOptions& options,
                            Sources& sources, Diagnostics& diagnostics) {
  if (root) apply_overrides(*root, options, sources, reader.budget(), diagnostics);
  diagnostics.sort();
  if (!root || diagnostics.has_errors()) return diagnostics;
  ScenarioSpec spec;
  spec.root = std::move(*root);
  spec.sources = sources;
  spec.files = std::move(reader.files());
  return {std::move(spec), diagnostics};
}

}  // namespace

Result<ScenarioSpec> read_scenario(const fs::path& file, const ReadOptions& options, Sources& sources) {
  Diagnostics diagnostics;
  ScenarioReader reader(options, sources, diagnostics);
  return finish(reader.read_file(file), reader, options, sources, diagnostics);
}

Result<ScenarioSpec> parse_scenario(std::string text, const std::string& name, const ReadOptions& options,
                                    Sources& sources) {
  Diagnostics diagnostics;
  ScenarioReader reader(options, sources, diagnostics);
  return finish(reader.read_text(std::move(text), name), reader, options, sources, diagnostics);
}

}  // namespace faultline
