#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>

#include "custom/kernel_source.hpp"
#include "kernel_targets.hpp"
#include "page.hpp"
#include "session.hpp"

/// `clumen kernel new`: an operation of clumen's own, or a kernel for anybody, with its test and its benchmark. What is
/// written are the files of kernel_new/, with the name put in.
namespace clumen::tool {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string what, source;
};

/// "filter/sharpen": the names that stand in the templates.
struct Names {
  std::string family, name;
};

[[noreturn]] void refuse(const std::string& parameter, const std::string& value, const std::string& allowed) {
  throw ArgumentError(fmt::format("kernel new: {} is {}; allowed is {}", parameter, value, allowed));
}

constexpr std::size_t kLongest = 35;  // letters of a name with which the templates' lines stay within 120

/// Words that are no names in C++, Python or OpenCL.
constexpr std::string_view kWords[] = {
    "alignas",  "alignof",  "and",       "as",        "asm",       "assert",    "async",    "auto",     "await",
    "bitand",   "bitor",    "bool",      "break",     "case",      "catch",     "char",     "class",    "compl",
    "concept",  "const",    "constant",  "constexpr", "continue",  "decltype",  "def",      "default",  "del",
    "delete",   "do",       "double",    "elif",      "else",      "enum",      "except",   "explicit", "export",
    "extern",   "false",    "finally",   "float",     "for",       "friend",    "from",     "global",   "goto",
    "half",     "if",       "import",    "in",        "inline",    "int",       "is",       "kernel",   "lambda",
    "local",    "long",     "main",      "mutable",   "namespace", "new",       "noexcept", "nonlocal", "not",
    "nullptr",  "operator", "or",        "pass",      "private",   "protected", "public",   "raise",    "register",
    "requires", "return",   "sampler_t", "short",     "signed",    "sizeof",    "static",   "struct",   "switch",
    "template", "this",     "throw",     "true",      "try",       "typedef",   "typeid",   "typename", "uchar",
    "uint",     "ulong",    "union",     "unsigned",  "ushort",    "using",     "virtual",  "void",     "volatile",
    "while",    "with",     "xor",       "yield"};

void require_name(const std::string& name) {
  static const std::regex plain("[a-z][a-z0-9]*(_[a-z0-9]+)*");
  if (!std::regex_match(name, plain) || name.size() > kLongest)
    refuse("the name", name.empty() ? "empty" : name,
           "small letters and digits with single _ between, from a letter on, up to 35");
  if (std::find(std::begin(kWords), std::end(kWords), name) != std::end(kWords))
    refuse("the name", name, "a word that is none of C++'s, Python's or OpenCL's own");
}

std::string filled(std::string_view file, const Names& names) {
  std::string text(page_file(file));
  for (const auto& [place, value] :
       {std::pair<std::string_view, std::string_view>{"@NAME@", names.name}, {"@FAMILY@", names.family}})
    for (std::size_t at = 0; (at = text.find(place, at)) != std::string::npos; at += value.size())
      text.replace(at, place.size(), value);
  return text;
}

/// Files that appear together or not at all: whoever goes out of scope without `keep` takes back what it has written.
class Change {
 public:
  /// A file that must not be there yet.
  void add(const fs::path& path, std::string text) {
    std::error_code failed;
    if (fs::exists(fs::symlink_status(path, failed)))
      throw ArgumentError(fmt::format("kernel new: {} is there already, and nothing is written over", path.string()));
    files_.push_back({path, std::move(text), std::nullopt});
  }
  /// One whose text changes.
  void replace(const fs::path& path, std::string text) {
    files_.push_back({path, std::move(text), read_text(path.string())});
  }

  void write() {
    for (; written_ < files_.size(); ++written_) {
      const fs::path folder = files_[written_].path.parent_path();
      std::error_code failed;  // of which OutputFile tells more
      if (!folder.empty() && fs::create_directory(folder, failed)) folders_.push_back(folder);
      put(files_[written_].path, files_[written_].text);
    }
  }
  void keep() { written_ = 0, folders_.clear(); }
  const fs::path& path(std::size_t i) const { return files_[i].path; }
  std::size_t size() const { return files_.size(); }
  bool is_new(std::size_t i) const { return !files_[i].before; }

  Change() = default;
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;
  ~Change() {
    std::error_code failed;
    while (written_ > 0) {
      const File& file = files_[--written_];
      if (file.before) std::ofstream(file.path, std::ios::binary) << *file.before;
      else fs::remove(file.path, failed);
    }
    for (; !folders_.empty(); folders_.pop_back()) fs::remove(folders_.back(), failed);
  }

 private:
  struct File {
    fs::path path;
    std::string text;
    std::optional<std::string> before;
  };
  static void put(const fs::path& path, const std::string& text) {
    OutputFile file("kernel new", path);
    file.append(text.data(), text.size());
    file.commit();
  }

  std::vector<File> files_;
  std::vector<fs::path> folders_;
  std::size_t written_ = 0;
};

void tell(const Change& change, const fs::path& folder) {
  for (std::size_t i = 0; i < change.size(); ++i)
    print(fmt::format("{} {}\n", change.is_new(i) ? "new    " : "changed",
                      change.path(i).lexically_relative(folder).string()));
}

bool is_checkout(const fs::path& folder) {
  return fs::is_regular_file(folder / "include/clumen/clumen.hpp") &&
         fs::is_regular_file(folder / "tools/generate_docs.py") &&
         fs::is_regular_file(folder / "kernels_cl/common.clh");
}

/// The folder with clumen's sources: the one that is given, or the one that the current folder lies in.
fs::path checkout(const std::string& given) {
  if (!given.empty()) {
    if (!is_checkout(given)) refuse("--source", given, "a checkout of clumen, with include/, kernels_cl/ and tools/");
    return fs::canonical(given);
  }
  for (fs::path folder = fs::current_path();; folder = folder.parent_path()) {
    if (is_checkout(folder)) return folder;
    if (folder == folder.parent_path()) break;
  }
  throw ArgumentError(
      "kernel new: FAMILY/NAME is for a checkout of clumen, and the current folder is in none; --source names one, and "
      "NAME.cl or NAME/ is for a kernel outside of it");
}

/// Headers that declare operations, as tools/declarations.py tells them from others.
std::vector<std::string> families_of(const fs::path& root) {
  std::vector<std::string> families;
  for (const auto& entry : fs::directory_iterator(root / "include/clumen")) {
    const std::string stem = entry.path().stem().string();
    if (stem != "core" && entry.path().extension() == ".hpp" && fs::is_directory(root / "src" / stem) &&
        fs::is_directory(root / "docs/reference") && fs::is_regular_file(root / "docs/reference" / (stem + ".md")))
      families.push_back(stem);
  }
  std::sort(families.begin(), families.end());
  return families;
}

/// Throws ArgumentError for a name that a header or the templates use themselves.
void require_free(const fs::path& root, const std::string& name) {
  const std::regex declared(fmt::format(R"((^|[ &*]){}\()", name)), word(fmt::format(R"(\b{}\b)", name));
  for (const auto& entry : fs::directory_iterator(root / "include/clumen")) {
    std::istringstream lines(without_comments(read_text(entry.path().string())));
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      if (std::regex_search(line, declared))
        refuse("the name", name,
               fmt::format("one that is free; include/clumen/{}:{} has it", entry.path().filename().string(), number));
    }
  }
  for (const std::string_view file :
       {"source.cpp.in", "kernel.cl.in", "test.cpp.in", "bench.cpp.in", "variants.cpp.in"})
    if (std::regex_search(without_comments(page_file(fmt::format("kernel_new/operation/{}", file))), word))
      refuse("the name", name, "one that the code of the new files does not use itself");
}

/// The text with an addition before its last line that begins with `end`.
std::string before_last(const fs::path& path, std::string_view end, const std::string& addition) {
  std::string text = read_text(path.string());
  const std::size_t at = text.rfind(fmt::format("\n{}", end));
  if (at == std::string::npos)
    throw ArgumentError(fmt::format("kernel new: {} has no line '{}' to add something before", path.string(), end));
  return text.insert(at + 1, addition + "\n");
}

/// A row of a file that a family has or gets now.
void add_row(Change& change, const fs::path& path, const std::string& empty, std::string_view end,
             const std::string& row) {
  if (!fs::exists(path)) {
    std::string text = empty;
    change.add(path, text.insert(end.empty() ? text.size() : text.rfind(fmt::format("\n{}", end)) + 1,
                                 end.empty() ? row : row + "\n"));
  } else {
    change.replace(path, end.empty() ? read_text(path.string()) + "\n" + row : before_last(path, end, row));
  }
}

void write_reference(const fs::path& root) {
  const std::string python = program_of({"python3", "/usr/bin/python3"});
  if (python.empty()) throw IoError("kernel new: there is no python3, which writes the pages of the reference");
  const Outcome done = outcome_of({python, "-B", (root / "tools/generate_docs.py").string()});
  if (done.code != 0) throw IoError(fmt::format("kernel new: the reference could not be written: {}", done.text));
}

void new_operation(const CLI::App& app, const Names& names, const std::string& source) {
  const fs::path root = checkout(source);
  const std::string &family = names.family, &name = names.name;
  const std::vector<std::string> families = families_of(root);
  if (std::find(families.begin(), families.end(), family) == families.end())
    refuse("the family", family,
           fmt::format("one that is there: {}; a new one needs its header and a place in the order of includes first",
                       fmt::join(families, ", ")));
  const bool command = !app.get_subcommands([&](const CLI::App* a) { return a->get_name() == name; }).empty();
  if (command) refuse("the name", name, "one that is no command of clumen");
  require_free(root, name);
  const auto text = [&names](std::string_view file) {
    return filled(fmt::format("kernel_new/operation/{}", file), names);
  };
  Change change;
  change.add(root / "src" / family / (name + ".cpp"), text("source.cpp.in"));
  change.add(root / "kernels_cl" / family / (name + ".cl"), text("kernel.cl.in"));
  change.add(root / "tests" / family / (name + "_test.cpp"), text("test.cpp.in"));
  change.add(root / "python/tests" / fmt::format("test_{}.py", name), text("test.py.in"));
  const fs::path header = root / "include/clumen" / (family + ".hpp");
  change.replace(header, before_last(header, "}  // namespace clumen", text("declaration.hpp.in")));
  add_row(change, root / "bench" / (family + "_bench.cpp"), text("bench_file.cpp.in"), "", text("bench.cpp.in"));
  add_row(change, root / "tests/kernels" / fmt::format("variants_{}.cpp", family), text("variants_file.cpp.in"),
          "}  // namespace\n}  // namespace clumen::variants", text("variants.cpp.in"));
  for (const std::string& page : {family + ".md", std::string("README.md")}) {  // which generate_docs.py changes
    const fs::path path = root / "docs/reference" / page;
    change.replace(path, read_text(path.string()));
  }
  change.write();
  write_reference(root);
  change.keep();
  tell(change, root);
  print(fmt::format(
      "Then: cmake -B build -G Ninja && cmake --build build --target {0}_test && build/tests/{0}_test '{1}*'\n"
      "      cmake --build build --target clumen_command && build/tools/clumen {1} in.tif out.tif\n",
      family, name));
}

/// A kernel file and a test of it in Python, beside it.
void new_file(const fs::path& path) {
  const Names names{"", path.stem().string()};
  require_name(names.name);
  Change change;
  change.add(path, filled("kernel_new/project/kernel.cl.in", names));
  change.add(path.parent_path() / fmt::format("test_{}.py", names.name),
             filled("kernel_new/project/test.py.in", names));
  change.write();
  change.keep();
  tell(change, path.parent_path());
  print(fmt::format("Then: clumen kernel run {} in.tif out.tif --set amount=1 --dtype f32\n", path.string()));
}

/// A folder that builds with CMake against an installed clumen.
void new_project(const fs::path& folder) {
  const Names names{"", folder.filename().string()};
  require_name(names.name);
  Change change;
  for (const auto& [file, from] : {std::pair{names.name + ".cl", "kernel.cl.in"},
                                   {"CMakeLists.txt", "CMakeLists.txt.in"},
                                   {names.name + "_test.cpp", "test.cpp.in"},
                                   {names.name + "_bench.cpp", "bench.cpp.in"},
                                   {"test_" + names.name + ".py", "test.py.in"}})
    change.add(folder / file, filled(fmt::format("kernel_new/project/{}", from), names));
  change.write();
  change.keep();
  tell(change, folder);
  print(
      fmt::format("Then: cd {} && cmake -B build && cmake --build build && ctest --test-dir build\n", folder.string()));
}

void create(const CLI::App& app, const Options& options) {
  const std::string& what = options.what;
  const std::size_t slash = what.find('/');
  if (what.ends_with(".cl")) return new_file(what);
  if (what.ends_with("/")) return new_project(fs::path(what.substr(0, what.find_last_not_of('/') + 1)));
  if (slash == std::string::npos || slash == 0 || what.find('/', slash + 1) != std::string::npos)
    refuse("what is made", what.empty() ? "empty" : what,
           "FAMILY/NAME, an operation of clumen; NAME.cl, a kernel; NAME/, a project");
  const Names names{what.substr(0, slash), what.substr(slash + 1)};
  require_name(names.name);
  new_operation(app, names, options.source);
}

}  // namespace

void add_kernel_new(CLI::App& kernel) {
  CLI::App* command =
      kernel.add_subcommand("new", "A kernel with its test and its benchmark, which build and pass at once.");
  auto options = std::make_shared<Options>();
  command
      ->add_option("what", options->what,
                   "NAME.cl: a kernel and a test in Python; NAME/: a project with CMake; FAMILY/NAME: an operation of "
                   "clumen, in a checkout of it")
      ->required();
  command->add_option("--source", options->source, "the checkout; the one of the current folder otherwise")
      ->type_name("DIR");
  const CLI::App* app = kernel.get_parent();
  command->callback([app, options] { create(*app, *options); });
}

}  // namespace clumen::tool
