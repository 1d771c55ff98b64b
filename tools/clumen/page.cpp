#include "page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "clumen/error.hpp"
#include "svg.hpp"

namespace clumen::tool {

std::string_view page_file(std::string_view name) {
  const std::vector<PageFile>& files = page_files();
  const auto found = std::find_if(files.begin(), files.end(), [&](const PageFile& f) { return f.name == name; });
  if (found == files.end()) throw InternalError(fmt::format("{}: no such file in the command", name));
  return found->text;
}

PageWriter::PageWriter(std::string_view operation, const std::filesystem::path& path, const std::string& template_name,
                       std::string_view title, const std::vector<std::string>& styles)
    : file_(operation, path), rest_(page_file("page/head.html")) {
  fill("title", escaped(title));
  fill("style", "");
  for (const std::string& style : styles) append(page_file(style + ".css"));
  append(rest_);
  rest_ = page_file(template_name + ".html");
}

void PageWriter::fill(std::string_view name, std::string_view text) {
  const std::string place = fmt::format("{{{{{}}}}}", name);
  const std::size_t at = rest_.find("{{");
  if (at == rest_.npos || rest_.substr(at, place.size()) != place)
    throw InternalError(fmt::format("{}: not the next place of the page", place));
  append(rest_.substr(0, at));
  append(text);
  rest_.remove_prefix(at + place.size());
}

void PageWriter::fill_script(const std::vector<std::string>& names) {
  fill("script", page_file("page/dom.js"));
  for (const std::string& name : names) append(page_file(name + ".js"));
}

void PageWriter::append(std::string_view text) { file_.append(text.data(), text.size()); }

void PageWriter::finish() {
  append(rest_);
  file_.commit();
}

std::string script_safe(std::string json) {
  for (std::size_t at = 0; (at = json.find('<', at)) != json.npos;) json.replace(at, 1, "\\u003c");
  return json;
}

}  // namespace clumen::tool
