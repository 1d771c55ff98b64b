#include "kernel_lint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "custom/signature.hpp"

namespace clumen::tool {
namespace {

using Names = std::set<std::string>;

bool mentions(const std::string& text, const Names& names) {
  static const std::regex name(R"([A-Za-z_]\w*)");
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at)
    if (names.count(at->str()) > 0) return true;
  return false;
}

/// The variables whose value differs between work-items: those that come from an item's number, directly or not.
Names varying_names(const std::string& text) {
  static const std::regex assigned(R"(([A-Za-z_]\w*)\s*[-+*/|&^%]?=(?!=)\s*([^;,{}]*))");
  Names names{"get_global_id", "get_local_id"};
  for (std::size_t before = 0; before != names.size();) {
    before = names.size();
    for (std::sregex_iterator at(text.begin(), text.end(), assigned), end; at != end; ++at)
      if (mentions(at->str(2), names)) names.insert(at->str(1));
  }
  return names;
}

class Linter {
 public:
  Linter(const std::string& raw, const std::vector<std::int64_t>& extents)
      : text_(without_comments(raw)), extents_(extents) {}

  std::vector<Remark> remarks(const std::vector<std::string>& defines) {
    baked_sizes(defines);
    narrow_indices();
    vector_casts();
    varying_ = varying_names(text_);
    barriers();
    bounds();
    std::stable_sort(found_.begin(), found_.end(), [](const Remark& a, const Remark& b) { return a.line < b.line; });
    return std::move(found_);
  }

 private:
  int line_of(std::size_t at) const {
    return 1 + static_cast<int>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  }
  void add(int line, std::string rule, std::string text) { found_.push_back({line, std::move(rule), std::move(text)}); }

  template <class Act>
  void each(const std::regex& pattern, Act act) const {
    for (std::sregex_iterator at(text_.begin(), text_.end(), pattern), end; at != end; ++at) act(*at);
  }

  bool is_extent(const std::string& number) const {
    return number.size() < 18 && std::find(extents_.begin(), extents_.end(), std::stoll(number)) != extents_.end();
  }

  /// A macro or a number that is the size of an image: another size compiles again, or is wrong.
  void baked_sizes(const std::vector<std::string>& defines) {
    static const std::regex macro(R"(#[ \t]*define[ \t]+(\w+)[ \t]+\(?(\d+)\)?[ \t]*(?=\n|$))"), pair(R"((\w+)=(\d+))");
    static const std::regex size_name(R"((^|_)(WIDTH|HEIGHT|DEPTH|SIZE_[XYZ]|NX|NY|NZ|ROWS|COLS|COLUMNS|PIXELS)$)",
                                      std::regex::icase);
    static const std::regex stride(R"(\*\s*(\d+)\s*\+)");
    const auto judge = [&](int line, const std::string& name, const std::string& value) {
      if (std::regex_search(name, size_name) || (std::stoll(value.substr(0, 17)) > 16 && is_extent(value)))
        add(line, "size-in-define",
            fmt::format("{} is {}, the size of an image: give it as an argument, or each size compiles again", name,
                        value));
    };
    each(macro, [&](const std::smatch& m) { judge(line_of(static_cast<std::size_t>(m.position())), m[1], m[2]); });
    for (const std::string& define : defines) {
      std::smatch m;
      if (std::regex_match(define, m, pair)) judge(1, m[1], m[2]);
    }
    each(stride, [&](const std::smatch& m) {
      if (std::stoll(m.str(1).substr(0, 17)) > 16 && is_extent(m[1]))
        add(line_of(static_cast<std::size_t>(m.position())), "size-baked-in",
            fmt::format("rows are {} pixels apart here whatever the image: take its size as an argument", m.str(1)));
    });
  }

  /// An index with a product of two variables in 32 bits.
  void narrow_indices() {
    static const std::regex index(
        R"(\[([^\[\]\n]*\w\s*\*\s*\w[^\[\]\n]*)\]|STORE\w*\s*\(\s*\w+\s*,([^;\n]*\w\s*\*\s*\w[^;\n]*?),)");
    static const std::regex wide(R"(\b(long|ulong|size_t|INDEX|get_\w+)\b)"),
        product(R"([A-Za-z_][\w.]*\s*\*\s*[A-Za-z_]|\)\s*\*\s*[A-Za-z_])");
    static const std::regex pointer(R"(\b(?:__)?global\b[^;,()]*\*\s*(?:restrict\s+)?(\w+))");
    Names pointers;
    each(pointer, [&](const std::smatch& m) { pointers.insert(m[1]); });
    each(index, [&](const std::smatch& m) {
      const std::string inside = m[1].matched ? m.str(1) : m.str(2);
      if (m[1].matched) {
        std::size_t end = static_cast<std::size_t>(m.position());
        std::size_t begin = end;
        while (begin > 0 &&
               (std::isalnum(static_cast<unsigned char>(text_[begin - 1])) != 0 || text_[begin - 1] == '_'))
          --begin;
        if (pointers.count(text_.substr(begin, end - begin)) == 0) return;
      }
      if (!std::regex_search(inside, product) || std::regex_search(inside, wide)) return;
      add(line_of(static_cast<std::size_t>(m.position())), "index-overflow",
          fmt::format("{} is computed in 32 bits, which is wrong past 2^31 pixels: begin with (long), or use INDEX",
                      inside));
    });
  }

  void vector_casts() {
    static const std::regex cast(
        R"(\(\s*(?:__)?global\s+(?:const\s+)?\w+?(2|3|4|8|16)\s*\*\s*\)|\(\s*(?:const\s+)?(?:__)?global\s+\w+?(2|3|4|8|16)\s*\*\s*\))");
    each(cast, [&](const std::smatch& m) {
      add(line_of(static_cast<std::size_t>(m.position())), "unaligned-vector",
          fmt::format("{} wants an address that is a multiple of the whole vector; vload{} and vstore take any",
                      m.str(), m[1].matched ? m.str(1) : m.str(2)));
    });
  }

  /// What is in the brackets after a word such as `if`.
  std::string condition_after(std::size_t at) const {
    const std::size_t open = text_.find('(', at);
    int depth = 0;
    for (std::size_t i = open; i < text_.size(); ++i) {
      depth += (text_[i] == '(') - (text_[i] == ')');
      if (depth == 0) return text_.substr(open, i - open + 1);
    }
    return {};
  }

  /// A barrier that not all items of a group come to: inside a branch that differs between them, or behind a `return`
  /// of some of them.
  void barriers() {
    static const std::regex word(R"(\b(if|for|while|return|barrier)\b|[{};])");
    std::vector<bool> blocks;  // whether each open block is entered by some items only
    bool pending = false, left = false;
    for (std::sregex_iterator at(text_.begin(), text_.end(), word), end; at != end; ++at) {
      const std::string found = at->str();
      const auto place = static_cast<std::size_t>(at->position());
      const bool inside = pending || std::find(blocks.begin(), blocks.end(), true) != blocks.end();
      if (found == "if" || found == "for" || found == "while")
        pending = pending || mentions(condition_after(place), varying_);
      else if (found == "{") blocks.push_back(pending), pending = false;
      else if (found == ";") pending = pending && in_brackets(place);
      else if (found == "}") close(blocks, left);
      else if (found == "return") left = left || inside;
      else if (inside || left)
        add(line_of(place), "divergent-barrier",
            inside ? "only some items of a group come to this barrier: the others wait for ever, or not at all"
                   : "some items have returned before this barrier");
    }
  }
  static void close(std::vector<bool>& blocks, bool& left) {
    if (!blocks.empty()) blocks.pop_back();
    if (blocks.empty()) left = false;  // the function ends
  }
  /// Whether a semicolon is one of a for's own.
  bool in_brackets(std::size_t at) const {
    int depth = 0;
    for (std::size_t i = at; i-- > 0 && text_[i] != '{' && text_[i] != '}';)
      depth += (text_[i] == '(') - (text_[i] == ')');
    return depth > 0;
  }

  /// A kernel that writes at an item's place and never asks whether that is inside.
  void bounds() {
    for (const Signature& kernel : signatures_of(text_, "kernel")) {
      if (kernel.is_dialect()) continue;  // WRITE_IMAGE asks
      const std::regex head(fmt::format(R"(\bvoid\s+(?:__attribute__\s*\(\(.*?\)\)\)?\s*)*{}\s*\()", kernel.name));
      std::smatch m;
      if (!std::regex_search(text_, m, head)) continue;
      const auto begin = static_cast<std::size_t>(m.position());
      const std::string body = text_.substr(begin, end_of_function(begin) - begin);
      static const std::regex asked(R"((\w+)\s*(<|>|<=|>=)\s*[\w(]|\b(min|clamp)\s*\()");
      bool asks = false;
      for (std::sregex_iterator at(body.begin(), body.end(), asked), end; at != end; ++at)
        asks = asks || at->str(3) != "" || varying_.count(at->str(1)) > 0;
      const bool writes =
          std::any_of(kernel.parameters.begin(), kernel.parameters.end(), [](const auto& p) { return p.written; });
      if (writes && !asks && body.find("get_global_id") != std::string::npos)
        add(line_of(begin), "missing-bounds",
            fmt::format("{} never compares an item's place with the size: items beyond it, in groups that are rounded "
                        "up, write outside",
                        kernel.name));
    }
  }
  std::size_t end_of_function(std::size_t begin) const {
    int depth = 0;
    for (std::size_t i = text_.find('{', begin); i < text_.size(); ++i) {
      depth += (text_[i] == '{') - (text_[i] == '}');
      if (depth == 0) return i;
    }
    return text_.size();
  }

  std::string text_;
  std::vector<std::int64_t> extents_;
  Names varying_;
  std::vector<Remark> found_;
};

}  // namespace

std::vector<int> unread_kernels(const std::string& raw) {
  static const std::regex named(R"(\b(?:__)?kernel\b[^;{}]*?\bvoid\s+\w+\s*\([^()]*\)\s*\()");
  const std::string text = without_comments(raw);
  std::vector<int> lines;
  for (std::sregex_iterator at(text.begin(), text.end(), named), end; at != end; ++at)
    lines.push_back(1 + static_cast<int>(std::count(text.begin(), text.begin() + at->position(), '\n')));
  return lines;
}

std::vector<Remark> lint(const std::string& text, const std::vector<std::int64_t>& extents,
                         const std::vector<std::string>& defines) {
  return Linter(text, extents).remarks(defines);
}

}  // namespace clumen::tool
