#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/output_file.hpp"

/// Pages that need nothing but themselves: their HTML, CSS and JavaScript are files of this folder, which the build
/// puts into the command.
namespace clumen::tool {

struct PageFile {
  std::string_view name;  ///< "compare/report.css"
  std::string_view text;
};
const std::vector<PageFile>& page_files();
std::string_view page_file(std::string_view name);

/// Writes a template, piece by piece, so that a large page is never in memory at once: text, and `{{name}}` where
/// something else is to stand.
class PageWriter {
 public:
  /// The template comes after the start that all pages have: title, and style sheets. Names are without their endings.
  PageWriter(std::string_view operation, const std::filesystem::path& path, const std::string& template_name,
             std::string_view title, const std::vector<std::string>& styles);
  /// Writes the template up to its next place, whose name must be this one, and then a text.
  void fill(std::string_view name, std::string_view text);
  /// Fills the place "script" with JavaScript files, "view/png" for view/png.js, in their order, after what all share.
  void fill_script(const std::vector<std::string>& names);
  /// More text in the same place.
  void append(std::string_view text);
  /// Writes the rest; the page is then there.
  void finish();

 private:
  OutputFile file_;
  std::string_view rest_;
};

/// JSON for a script element: without what could end it.
std::string script_safe(std::string json);

}  // namespace clumen::tool
