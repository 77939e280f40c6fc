#include "study/sweep_store.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <sqlite3.h>

namespace faultline {
namespace {

constexpr int patience = 60'000;  ///< [ms] for the lock of another process

[[noreturn]] void fail_as_no_store(const std::filesystem::path& file) {
  throw StoreMismatch(fmt::format("{}: is not the store of a sweep", file.string()));
}

[[noreturn]] void fail(const std::filesystem::path& file, sqlite3* database) {
  if (sqlite3_errcode(database) == SQLITE_NOTADB) fail_as_no_store(file);
  throw StoreError(fmt::format("{}: {}", file.string(), sqlite3_errmsg(database)));
}

/// One SQL statement with its values bound in turn.
class Statement {
 public:
  Statement(const std::filesystem::path& file, sqlite3* database, const char* sql)
      : file_(file), database_(database) {
    if (sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr) != SQLITE_OK) fail(file, database);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(const std::string& text) {
    sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind(double value) {  // NaN becomes NULL
    sqlite3_bind_double(statement_, ++bound_, value);
    return *this;
  }
  Statement& bind(std::uint64_t value) {
    sqlite3_bind_int64(statement_, ++bound_, static_cast<sqlite3_int64>(value));
    return *this;
  }
  /// True when there is a row.
  bool step() {
    const int status = sqlite3_step(statement_);
    if (status == SQLITE_ROW) return true;
    if (status != SQLITE_DONE) fail(file_, database_);
    return false;
  }
  /// Runs with the values of a row of another.
  void take_row(const Statement& row, int columns) {
    for (int c = 0; c < columns; ++c)
      sqlite3_bind_value(statement_, c + 1, sqlite3_column_value(row.statement_, c));
    step();
    sqlite3_reset(statement_);
  }
  std::string text(int column) const {
    const unsigned char* found = sqlite3_column_text(statement_, column);
    return found == nullptr ? "" : reinterpret_cast<const char*>(found);
  }
  double number(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL ? std::numeric_limits<double>::quiet_NaN()
                                                                  : sqlite3_column_double(statement_, column);
  }
  std::uint64_t whole(int column) const {
    return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
  }

 private:
  const std::filesystem::path& file_;
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '.' || c == '-' || c == '_';
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return uri + "?immutable=1";
}

std::size_t position_of(const std::vector<std::string>& names, const std::string& name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return i;
  throw StoreError(fmt::format("the store holds '{}', which the sweep does not", name));
}

}  // namespace

void SweepStore::Close::operator()(sqlite3* database) const {
  sqlite3_close(database);
}

SweepStore::SweepStore(const std::filesystem::path& file, const StoreIdentity& identity) : file_(file) {
  open(file_.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  refuse_what_is_no_store();
  execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
  prepare(identity);
}

SweepStore::SweepStore(const std::filesystem::path& file) : file_(file) {
  open(file_.string(), SQLITE_OPEN_READONLY);
  // A write-ahead log that is closed cannot be opened where nothing can be written but as a file that stays
  // as it is.
  if (!readable() && !std::filesystem::exists(file_.string() + "-wal"))
    open(immutable_uri(std::filesystem::absolute(file_).string()), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  if (identity().empty()) fail_as_no_store(file);
}

void SweepStore::open(const std::string& name, int flags) {
  sqlite3* opened = nullptr;
  const int status = sqlite3_open_v2(name.c_str(), &opened, flags, nullptr);
  database_.reset(opened);
  if (status != SQLITE_OK) fail(file_, opened);
  sqlite3_busy_timeout(opened, patience);
}

bool SweepStore::readable() const {
  return sqlite3_exec(database_.get(), "SELECT 1 FROM sqlite_master", nullptr, nullptr, nullptr) !=
         SQLITE_CANTOPEN;
}

void SweepStore::execute(const std::string& sql) const {
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    if (sqlite3_errcode(database_.get()) == SQLITE_NOTADB) fail_as_no_store(file_);
    const std::string message = fmt::format("{}: {}", file_.string(), sqlite3_errmsg(database_.get()));
    if (sqlite3_get_autocommit(database_.get()) == 0)
      sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw StoreError(message);
  }
}

/// Tables and identity come into being together, so that a store that was killed while it was made is empty.
void SweepStore::prepare(const StoreIdentity& wanted) {
  execute("BEGIN IMMEDIATE");
  StoreIdentity found = identity();
  if (found.empty()) {
    execute(
        "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT);"
        "CREATE TABLE points(point INTEGER PRIMARY KEY);"
        "CREATE TABLE settings(point INTEGER, axis TEXT, value TEXT, PRIMARY KEY(point, axis));"
        "CREATE TABLE results(point INTEGER, metric TEXT, value REAL, se REAL, n INTEGER, unreliable INTEGER,"
        " PRIMARY KEY(point, metric))");
    for (const auto& [key, value] : wanted)
      Statement(file_, database_.get(), "INSERT INTO meta VALUES(?, ?)").bind(key).bind(value).step();
    found = wanted;
  }
  execute("COMMIT");
  for (const auto& [key, value] : wanted) {
    const auto same = std::find(found.begin(), found.end(), std::pair{key, value});
    if (same == found.end())
      throw StoreMismatch(fmt::format("{}: belongs to another sweep: its {} differs", file_.string(), key));
  }
}

void SweepStore::refuse_what_is_no_store() const {
  Statement tables(file_, database_.get(), "SELECT count(*) FROM sqlite_master");
  if (tables.step() && tables.whole(0) != 0 && identity().empty()) fail_as_no_store(file_);
}

StoreIdentity SweepStore::identity() const {
  Statement exists(
      file_, database_.get(),
      "SELECT count(*) FROM sqlite_master WHERE name IN ('meta', 'points', 'settings', 'results')");
  if (!exists.step() || exists.whole(0) != 4) return {};
  StoreIdentity result;
  Statement read(file_, database_.get(), "SELECT key, value FROM meta ORDER BY rowid");
  while (read.step()) result.emplace_back(read.text(0), read.text(1));
  return result;
}

std::map<std::size_t, SweepRow> SweepStore::rows(const std::vector<std::string>& axes,
                                                 const std::vector<std::string>& metrics) const {
  std::map<std::size_t, SweepRow> rows;
  Statement points(file_, database_.get(), "SELECT point FROM points");
  while (points.step())
    rows[points.whole(0)] = {points.whole(0), SweepPoint(axes.size()), std::vector<Estimate>(metrics.size())};
  Statement settings(file_, database_.get(), "SELECT point, axis, value FROM settings");
  while (settings.step())
    rows.at(settings.whole(0)).values[position_of(axes, settings.text(1))] = settings.text(2);
  Statement results(file_, database_.get(), "SELECT point, metric, value, se, n, unreliable FROM results");
  while (results.step())
    rows.at(results.whole(0)).metrics[position_of(metrics, results.text(1))] = {
        results.number(2), results.number(3), results.whole(4), results.whole(5) != 0};
  return rows;
}

void SweepStore::add(const SweepRow& row, const std::vector<std::string>& axes,
                     const std::vector<std::string>& metrics) {
  execute("BEGIN IMMEDIATE");
  Statement(file_, database_.get(), "INSERT OR IGNORE INTO points VALUES(?)")
      .bind(std::uint64_t{row.point})
      .step();
  for (std::size_t a = 0; a < axes.size(); ++a) {
    if (!row.values[a]) continue;
    Statement insert(file_, database_.get(), "INSERT OR IGNORE INTO settings VALUES(?, ?, ?)");
    insert.bind(std::uint64_t{row.point}).bind(axes[a]).bind(*row.values[a]).step();
  }
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const Estimate& found = row.metrics[m];
    Statement insert(file_, database_.get(), "INSERT OR IGNORE INTO results VALUES(?, ?, ?, ?, ?, ?)");
    insert.bind(std::uint64_t{row.point})
        .bind(metrics[m])
        .bind(found.value)
        .bind(found.standard_error)
        .bind(found.n);
    insert.bind(std::uint64_t{found.unreliable}).step();
  }
  execute("COMMIT");
}

void SweepStore::take_from(const SweepStore& other) {
  other.execute("BEGIN");
  execute("BEGIN IMMEDIATE");
  copy(other, "points", 1);
  copy(other, "settings", 3);
  copy(other, "results", 6);
  execute("COMMIT");
  other.execute("COMMIT");
}

void SweepStore::copy(const SweepStore& other, const std::string& table, int columns) const {
  std::string places = "?";
  for (int c = 1; c < columns; ++c) places += ", ?";
  Statement read(other.file_, other.database_.get(), fmt::format("SELECT * FROM {}", table).c_str());
  Statement write(file_, database_.get(),
                  fmt::format("INSERT OR IGNORE INTO {} VALUES({})", table, places).c_str());
  while (read.step()) write.take_row(read, columns);
}

std::size_t SweepStore::count() const {
  Statement read(file_, database_.get(), "SELECT count(*) FROM points");
  return read.step() ? read.whole(0) : 0;
}

}  // namespace faultline
