#include "io/csv_records.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace clumen {
namespace {

using Record = std::vector<std::string>;

// The text that is left, and the line that it begins with.
class Lines {
 public:
  Lines(const InputFile& file, std::string_view text) : file_(file), text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);  // the mark that some spreadsheets put first
  }

  std::size_t line() const { return line_; }

  // The fields of the next line; nothing at the end. Quotes may hold commas, lines and, doubled, quotes.
  std::optional<Record> next() {
    if (text_.empty()) return std::nullopt;
    Record record(1);
    bool quoted = false;
    std::size_t i = 0, lines = 1;
    for (; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '"' && quoted && i + 1 < text_.size() && text_[i + 1] == '"') record.back() += text_[++i];
      else if (c == '"') quoted = !quoted;
      else if (c == ',' && !quoted) record.emplace_back();
      else if (c == '\n' && !quoted) break;
      else record.back() += c;
      if (c == '\n') ++lines;
    }
    if (quoted) file_.fail(fmt::format("line {} has a quote that does not end", line_));
    text_.remove_prefix(std::min(i + 1, text_.size()));
    line_ += lines;
    if (!record.back().empty() && record.back().back() == '\r') record.back().pop_back();
    return record;
  }

 private:
  const InputFile& file_;
  std::string_view text_;
  std::size_t line_ = 1;
};

template <class T>
std::optional<T> number_of(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

struct Heading {
  std::string name, unit;
};
// Of "area [µm²]".
Heading heading_of(const std::string& text) {
  const std::size_t open = text.rfind(" [");
  if (open == std::string::npos || open == 0 || text.back() != ']') return {text, ""};
  return {text.substr(0, open), text.substr(open + 2, text.size() - open - 3)};
}

}  // namespace

std::optional<std::size_t> CsvRecords::place(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

CsvRecords read_csv_records(const InputFile& file) {
  const std::vector<std::byte> bytes = file.read_all();
  Lines lines(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::optional<Record> names = lines.next();
  if (!names) file.fail("is empty: it has no header line");
  CsvRecords out;
  for (const std::string& text : *names) {
    Heading heading = heading_of(text);
    if (out.place(heading.name)) file.fail(fmt::format("has two columns {}", heading.name));
    out.names.push_back(std::move(heading.name));
    out.units.push_back(std::move(heading.unit));
  }
  out.columns.resize(out.names.size());
  for (std::size_t line = lines.line(); auto record = lines.next(); line = lines.line()) {
    if (record->size() == 1 && record->front().empty()) continue;  // an empty line
    if (record->size() != out.names.size())
      file.fail(fmt::format("line {} has {} fields, the header has {}", line, record->size(), out.names.size()));
    for (std::size_t i = 0; i < out.columns.size(); ++i) out.columns[i].push_back(std::move((*record)[i]));
    out.lines.push_back(line);
  }
  return out;
}

std::optional<std::int64_t> csv_whole(std::string_view text) { return number_of<std::int64_t>(text); }

std::optional<double> csv_fraction(std::string_view text) {
  if (text.empty()) return std::numeric_limits<double>::quiet_NaN();
  return number_of<double>(text);
}

}  // namespace clumen
