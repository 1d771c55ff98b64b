#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "session.hpp"

namespace clumen::tool {
namespace {

template <class F>
void each_cell(const Table& table, std::size_t row, F&& write) {
  for (const std::string& name : table.names())
    std::visit([&](const auto& column) { write(column[row]); }, table.column(name));
}

std::string cell(std::int64_t value) { return fmt::format("{}", value); }
std::string cell(double value) { return fmt::format("{:.6g}", value); }

std::vector<std::string> column_cells(const Table& table, const std::string& name, std::size_t rows) {
  std::vector<std::string> out{name};
  std::visit(
      [&](const auto& column) {
        for (std::size_t i = 0; i < rows; ++i) out.push_back(cell(column[i]));
      },
      table.column(name));
  std::size_t width = 0;
  for (const std::string& text : out) width = std::max(width, text.size());
  for (std::string& text : out) text.insert(0, width - text.size(), ' ');
  return out;
}

}  // namespace

void print(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (!written) throw IoError(fmt::format("standard output: {}", std::strerror(errno)));
}

std::string aligned(const Table& table, std::size_t most_rows) {
  const std::size_t rows = std::min(most_rows, table.rows());
  std::vector<std::string> lines(rows + 1);
  for (const std::string& name : table.names()) {
    const std::vector<std::string> cells = column_cells(table, name, rows);
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i] += (lines[i].empty() ? "" : "  ") + cells[i];
  }
  std::string out = fmt::format("{}\n", fmt::join(lines, "\n"));
  if (rows < table.rows()) out += fmt::format("... {} rows in all\n", table.rows());
  return out;
}

std::string as_csv(const Table& table, HeaderUnits units) {
  std::vector<std::string> names = table.names();
  if (units == HeaderUnits::yes)
    for (std::string& name : names) name = header_with_unit(table, name);
  std::string out = fmt::format("{}\n", fmt::join(names, ","));
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const char* separator = "";
    each_cell(table, row, [&](auto value) {
      out += fmt::format("{}{}", separator, value);
      separator = ",";
    });
    out += '\n';
  }
  return out;
}

std::optional<Table> as_table(const std::vector<std::pair<std::string, Image>>& images) {
  Table table;
  for (const auto& [name, image] : images) {
    if (image.shape().pixels() != image.shape().x || image.shape().x != images[0].second.shape().x) return std::nullopt;
    const HostImage host = image.pull();
    visit(host.dtype(), [&, &name = name](auto zero) {  // clang 14 captures no structured binding by itself
      using T = decltype(zero);
      const T* first = static_cast<const T*>(host.data());
      const T* last = first + host.shape().pixels();
      if constexpr (std::is_floating_point_v<T>) table.add(name, std::vector<double>(first, last));
      else table.add(name, std::vector<std::int64_t>(first, last));
    });
  }
  return table;
}

std::string bytes_text(std::uint64_t bytes) {
  static constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit < 4; ++unit) value /= 1024;
  return fmt::format("{:.{}f} {}", value, unit > 0 && value < 10 ? 1 : 0, kUnits[unit]);
}

Steps::Steps(std::size_t count, Show show)
    : count_(count), show_(show), terminal_(show != Show::nothing && ::isatty(STDERR_FILENO) != 0) {
  first_ = start_ = std::chrono::steady_clock::now();
}

Steps::~Steps() {
  if (open_) clear();  // an error ended the work: its message needs the line
}

void Steps::next(std::string name) {
  close_step();
  current_ = std::move(name);
  open_ = true;
  draw(current_);
}

void Steps::settle(const Context& context) const {
  if (show_ == Show::timings) context.finish();
}

void Steps::close_step() {
  const auto now = std::chrono::steady_clock::now();
  if (open_) done_.emplace_back(current_, std::chrono::duration<double, std::milli>(now - start_).count());
  start_ = now;
}

void Steps::finish() {
  close_step();
  clear();
  open_ = false;
  if (show_ != Show::timings) return;
  for (const auto& [name, ms] : done_) fmt::print(stderr, "{:>12.3f} ms  {}\n", ms, name);
  const double all = std::chrono::duration<double, std::milli>(start_ - first_).count();
  fmt::print(stderr, "{:>12.3f} ms  in all\n", all);
}

void Steps::draw(std::string_view name) const {
  if (!terminal_) return;
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = std::min(kWidth, kWidth * done_.size() / std::max<std::size_t>(count_, 1));
  fmt::print(stderr, "\r\033[K[{:#<{}}{:.<{}}] {}", "", filled, "", kWidth - filled, name);
  std::fflush(stderr);
}

void Steps::clear() const {
  if (terminal_) fmt::print(stderr, "\r\033[K");
}

}  // namespace clumen::tool
