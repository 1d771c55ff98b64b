#include "core/build_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>
#include <sstream>
#include <vector>

namespace clumen {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
  return lines;
}

/// Where the lines of a text come from, and what they are.
struct Places {
  std::vector<std::string> of_line{""};      ///< "my.cl:3" by the number of the line in the whole text, from 1
  std::map<std::string, std::string> texts;  ///< by place

  explicit Places(const std::string& source) {
    std::string file = "defines of the launch";
    int line = 0;
    for (const std::string& read : lines_of(source)) {
      of_line.push_back(fmt::format("{}:{}", file, ++line));
      texts[of_line.back()] = read;
      if (read.rfind("#line ", 0) != 0) continue;
      line = std::atoi(read.c_str() + 6) - 1;
      const std::size_t quote = read.find('"');
      file = read.substr(quote + 1, read.rfind('"') - quote - 1);
    }
  }
};

/// Drivers that pass over #line count the lines of the whole text: "<kernel>:263:12" is put right here.
std::string with_files(const std::string& log, const Places& places) {
  constexpr std::string_view kWhole = "<kernel>:";
  std::string out;
  std::size_t from = 0;
  for (std::size_t at; (at = log.find(kWhole, from)) != std::string::npos;) {
    const std::size_t digits = at + kWhole.size(),
                      after = std::min(log.find_first_not_of("0123456789", digits), log.size());
    const std::size_t number = after > digits ? std::strtoul(log.c_str() + digits, nullptr, 10) : 0;
    out.append(log, from, at - from);
    out += number > 0 && number < places.of_line.size() ? places.of_line[number] : log.substr(at, after - at);
    from = after;
  }
  return out.append(log, from);
}

/// "my.cl:4:3 <Spelling=my.cl:4:63>" inside of a macro's arguments: the second is where it is written, unless that is
/// in the macro itself.
std::string where_written(const std::string& line) {
  static const std::regex kSpelling(R"((\S+):(\d+):(\d+) <Spelling=(\S+):(\d+):(\d+)>)");
  std::smatch found;
  if (!std::regex_search(line, found, kSpelling)) return line;
  const int first = found[1] == found[4] ? 4 : 1;
  return fmt::format("{}{}:{}:{}{}", found.prefix().str(), found[first].str(), found[first + 1].str(),
                     found[first + 2].str(), found.suffix().str());
}

bool is_caret(const std::string& line) {
  return line.find('^') != std::string::npos && line.find_first_not_of(" \t^~|0123456789") == std::string::npos;
}

/// The line that a message names, with a caret below the column; nothing where the text has no such line.
std::string pointed_at(const std::string& message, const Places& places) {
  static const std::regex kPlace(R"(^(?:(?:fatal )?(?:error|warning|note): )?(\S.*?):(\d+):(\d+):)");
  std::smatch found;
  if (!std::regex_search(message, found, kPlace)) return {};
  const auto text = places.texts.find(fmt::format("{}:{}", found[1].str(), found[2].str()));
  if (text == places.texts.end()) return {};
  std::string below;
  for (const char c : text->second.substr(0, std::strtoul(found[3].str().c_str(), nullptr, 10) - 1)) {
    const bool continues = (static_cast<unsigned char>(c) & 0xc0) == 0x80;  // of a character of UTF-8
    if (!continues) below += c == '\t' ? '\t' : ' ';
  }
  return fmt::format("  {}\n  {}^\n", text->second, below);
}

}  // namespace

std::string readable_log(const std::string& log, const std::string& source) {
  const Places places(source);
  const std::vector<std::string> lines = lines_of(with_files(log, places));
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string line = where_written(lines[i]);
    out += line + '\n';
    const auto next = lines.begin() + static_cast<std::ptrdiff_t>(i) + 1;
    if (std::none_of(next, next + std::min<std::ptrdiff_t>(2, lines.end() - next), is_caret))
      out += pointed_at(line, places);
  }
  return out;
}

}  // namespace clumen
