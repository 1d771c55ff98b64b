#include "custom/formula.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/check.hpp"

namespace clumen {

namespace {

constexpr std::size_t kMostOperands = 8;

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Names that OpenCL C has for types and numbers.
bool is_word(std::string_view name) {
  constexpr std::array words = {"bool",  "char",     "uchar",  "short",    "ushort",    "int",     "uint",  "long",
                                "ulong", "float",    "double", "size_t",   "unsigned",  "signed",  "const", "true",
                                "false", "INFINITY", "NAN",    "HUGE_VAL", "HUGE_VALF", "MAXFLOAT"};
  return std::find(words.begin(), words.end(), name) != words.end() || name.starts_with("M_") ||
         name.starts_with("FLT_") || name.starts_with("DBL_") || name.starts_with("INT_") ||
         name.starts_with("UINT_") || name.starts_with("LONG_") || name.starts_with("CHAR_") ||
         name.starts_with("SHRT_");
}

/// Functions whose result does not depend on how many numbers are computed at once.
bool is_exact(std::string_view function) {
  constexpr std::array exact = {"fabs", "fmin", "fmax", "floor", "ceil", "trunc", "rint", "copysign"};
  return std::find(exact.begin(), exact.end(), function) != exact.end();
}

class Reader {
 public:
  Reader(std::string_view operation, std::string_view text) : operation_(operation), whole_(text), text_(text) {}

  Formula read() {
    skip_result();
    formula_.of_vectors = true;
    for (at_ = 0; at_ < text_.size();) {
      const char c = text_[at_];
      if (begins_name(c)) name();
      else if (std::isdigit(static_cast<unsigned char>(c)) ||
               (c == '.' && at_ + 1 < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_ + 1]))))
        number();
      else sign(c);
    }
    require(depth_ == 0, operation_, "formula", whole_, "one whose brackets close");
    require(!formula_.operands.empty(), operation_, "formula", whole_, "one with at least one operand");
    formula_.code = "(" + formula_.code + ")";
    return std::move(formula_);
  }

 private:
  /// "z = " tells the reader what the result is.
  void skip_result() {
    const std::size_t equal = text_.find('=');
    if (equal == std::string_view::npos || equal + 1 == text_.size() || text_[equal + 1] == '=') return;
    const std::string_view before = text_.substr(0, equal);
    const bool name = std::all_of(before.begin(), before.end(), [](char c) { return in_name(c) || c == ' '; });
    if (name && begins_name(before[before.find_first_not_of(' ')])) text_.remove_prefix(equal + 1);
  }

  void name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && in_name(text_[at_])) ++at_;
    const std::string found(text_.substr(begin, at_ - begin));
    const std::size_t next = text_.find_first_not_of(' ', at_);
    const bool called = next != std::string_view::npos && text_[next] == '(';
    if (is_word(found) || called) {
      formula_.of_vectors = formula_.of_vectors && called && is_exact(found);
      formula_.code += found;
      return;
    }
    auto& operands = formula_.operands;
    auto place = std::find(operands.begin(), operands.end(), found);
    if (place == operands.end()) place = operands.insert(operands.end(), found);
    require(operands.size() <= kMostOperands, operation_, "number of operands", operands.size(),
            fmt::format("1 to {}", kMostOperands));
    formula_.code += fmt::format("${}", place - operands.begin());
  }

  void number() {
    const std::size_t begin = at_;
    bool hex = false, fraction = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_], before = at_ > begin ? static_cast<char>(std::tolower(text_[at_ - 1])) : '\0';
      const bool exponent = (c == '+' || c == '-') && (hex ? before == 'p' : before == 'e');
      if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && !exponent) break;
      hex = hex || c == 'x' || c == 'X';
      fraction = fraction || c == '.' || (!hex && (c == 'e' || c == 'E')) || c == 'p' || c == 'P';
    }
    const std::string digits(text_.substr(begin, at_ - begin));
    const bool suffixed = fraction && (digits.back() == 'f' || digits.back() == 'F');
    formula_.code += fraction ? fmt::format("{}$F", suffixed ? digits.substr(0, digits.size() - 1) : digits) : digits;
  }

  void sign(char c) {
    constexpr std::string_view allowed = " \t+-*/%(),<>=!&|^~?:";
    require(allowed.find(c) != std::string_view::npos, operation_, "formula", whole_,
            "an expression of OpenCL C, without statements");
    constexpr std::string_view of_vectors = " \t+-*/(),";
    formula_.of_vectors = formula_.of_vectors && of_vectors.find(c) != std::string_view::npos;
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0', before = at_ > 0 ? text_[at_ - 1] : '\0';
    const bool assigns = c == '=' && next != '=' && before != '=' && before != '<' && before != '>' && before != '!';
    require(!assigns && !(c == next && (c == '+' || c == '-')), operation_, "formula", whole_,
            "an expression that assigns nothing");
    depth_ += (c == '(') - (c == ')');
    require(depth_ >= 0, operation_, "formula", whole_, "one whose brackets close");
    formula_.code += c;
    ++at_;
  }

  std::string_view operation_, whole_, text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Formula formula_;
};

}  // namespace

Formula formula_of(std::string_view operation, std::string_view text) { return Reader(operation, text).read(); }

}  // namespace clumen
