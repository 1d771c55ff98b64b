#include "core/source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace clumen {

std::string_view storage_type(DType dtype) {
  constexpr std::string_view names[] = {"uchar", "uchar", "char", "ushort", "short", "uint",
                                        "int",   "ulong", "long", "half",   "float", "double"};
  return names[static_cast<int>(dtype)];
}

std::string_view computing_type(DType dtype) { return dtype == DType::f16 ? "float" : storage_type(dtype); }

namespace {

constexpr std::size_t kMostOperands = 8;  // of one operation

std::string_view signed_type_of_width(DType dtype) {
  constexpr std::string_view names[] = {"char", "char", "char", "short", "short", "int",
                                        "int",  "long", "long", "int",   "int",   "long"};
  return names[static_cast<int>(dtype)];
}

/// A leaf image with what the code must know of it.
struct Leaf {
  Image image;
  Layout layout;
  bool one_pixel = false;  ///< a device scalar: its geometry is one offset
  bool fills = false;      ///< without gaps and of the result's extent: pixel i is at offset + i
  bool same_x = false;     ///< of extent 1 along x in a wider image: read once for a whole vector
};

Leaf leaf_of(const Image& image, const Shape& target) {
  const ImageState& state = image.state();
  Leaf leaf{image, state.layout};
  leaf.one_pixel = image.shape().pixels() == 1 && state.layout.kind == Layout::Kind::plain;
  leaf.fills = image.shape().same_size(target) && is_dense(state);
  leaf.same_x = image.shape().x == 1 && target.x > 1;
  auto& step = leaf.layout.step;
  if (image.shape().x == 1) step.x = 0;
  if (image.shape().y == 1) step.y = 0;
  if (image.shape().z == 1) step.z = 0;
  if (image.shape().c == 1) step.c = 0;
  return leaf;
}

/// Writes the functions of one source. The statements of the chain are the same for one pixel and for vectors; only
/// types and loads differ.
class Writer {
 public:
  Writer(std::string_view name, const ExpressionRef& root, const Shape& shape)
      : name_(name), shape_(shape), key_(name) {
    root_ = visit(root);
    type_ = computing_type(root->dtype);
    for (const Leaf& leaf : leaves_)
      if (!leaf.one_pixel) {
        dense_ = dense_ && leaf.fills;
        aligned_ = aligned_ && leaf.layout.offset % 16 == 0 && leaf.image.dtype() != DType::f16;
      }
    key_ += dense_ ? aligned_ ? 'A' : 'D' : 'V';
  }

  const std::string& key() const { return key_; }
  bool dense() const { return dense_; }
  std::vector<SourceArgument> take_arguments() { return std::move(arguments_); }

  SourceText text() const {
    SourceText text;
    std::string parameters, arguments;
    for (const auto& [type, argument] : parameters_) {
      parameters += fmt::format("{}{} {}", parameters.empty() ? "" : ", ", type, argument);
      arguments += fmt::format("{}{}", arguments.empty() ? "" : ", ", argument);
    }
    text.defines =
        fmt::format("#define {0}_PARAMS {1}\n#define {0}_ARGS {2}\n#define {0}_DENSE {3}\n#define {0}_T {4}\n", name_,
                    parameters, arguments, dense_ ? 1 : 0, type_);
    for (const char* width : {"4", "16"})
      text.defines += fmt::format("#define {}_T{} {}{}\n", name_, width, type_, width);
    if (const int bytes = pair_bytes()) {
      const std::string_view pair = bytes == 2 ? "uint" : "ulong", half = bytes == 2 ? "ushort" : "uint";
      text.defines += fmt::format("#define {0}_PAIRS 1\n#define {0}_PAIR_T {1}\n", name_, pair);
      text.defines += fmt::format("#define {0}_FIRST(v) as_{1}(({2})(v))\n", name_, type_, half);
      text.defines += fmt::format("#define {0}_SECOND(v) as_{1}(({2})((v) >> {3}))\n", name_, type_, half, 8 * bytes);
      text.functions += fmt::format(
          "typedef {0} __attribute__((aligned({1}))) {2}_pair_t;\n"
          "inline {0} {2}_pair({2}_PARAMS, int x, int y, int z, int c) {{\n"
          "  return *(global const {2}_pair_t*)({2}_b0 + PLAIN_AT({2}_g0, x, y, z, c));\n}}\n",
          pair, bytes, name_);
    }
    for (const char* width : {"", "4", "16"}) {
      text.functions += function("read", width, "int x, int y, int z, int c", false, false);
      if (dense_) text.functions += function("at", width, "long i", true, aligned_);
    }
    return text;
  }

 private:
  /// Of what numbers of 16 or 32 bits a CPU may load two neighbours at once, as one number of twice the size.
  int pair_bytes() const {
    if (order_.size() != 1 || leaves_.size() != 1) return 0;
    const Leaf& leaf = leaves_[0];
    const DType dtype = leaf.image.dtype();
    const auto bytes = static_cast<int>(size_of(dtype));
    const bool plain = leaf.layout.kind == Layout::Kind::plain && !leaf.one_pixel && !leaf.same_x;
    return plain && dtype != DType::f16 && (bytes == 2 || bytes == 4) ? bytes : 0;
  }
  int number_of(const Expression* node) const {
    for (std::size_t n = 0; n < order_.size(); ++n)
      if (order_[n].get() == node) return static_cast<int>(n);
    return -1;
  }
  int leaf_number_of(const ImageState* image) const {
    for (std::size_t k = 0; k < leaves_.size(); ++k)
      if (&leaves_[k].image.state() == image) return static_cast<int>(k);
    return -1;
  }
  std::string own_name(char what, int number) const { return name_ + '_' + what + std::to_string(number); }

  /// Whether a node is the same for all pixels, being made of numbers and device scalars: vectors take it as one
  /// number.
  bool is_uniform(const Expression& node) const { return uniform_[static_cast<std::size_t>(number_of(&node))]; }

  /// Numbers a node after its operands, and adds to the key all that its code depends on.
  int visit(const ExpressionRef& node) {
    if (const int known = number_of(node.get()); known >= 0) return known;
    std::array<int, kMostOperands> operands{};
    for (std::size_t i = 0; i < node->operands.size(); ++i) operands[i] = visit(node->operands[i]);
    const int number = static_cast<int>(order_.size());
    order_.push_back(node);
    uniform_.push_back(node->kind == Expression::Kind::constant ||
                       (node->kind == Expression::Kind::image && leaf_of(node->image, shape_).one_pixel) ||
                       (!node->operands.empty() && std::all_of(node->operands.begin(), node->operands.end(),
                                                               [this](const auto& o) { return is_uniform(*o); })));
    key_ += static_cast<char>('a' + static_cast<int>(node->dtype));
    if (node->kind == Expression::Kind::image) {
      add_leaf(node->image);
    } else if (node->kind == Expression::Kind::constant) {
      key_ += '#';
      const std::string argument = own_name('c', number);
      parameters_.emplace_back(fmt::format("const {}", computing_type(node->dtype)), argument);
      arguments_.push_back({SourceArgument::Kind::constant, argument, {}, {}, node});
    } else {
      key_ += static_cast<char>('a' + static_cast<int>(node->compute));
      key_.append(reinterpret_cast<const char*>(&node->row), sizeof node->row);  // rows live as long as the library
      for (std::size_t i = 0; i < node->operands.size(); ++i) key_ += static_cast<char>(operands[i]);
    }
    return number;
  }

  void add_leaf(const Image& image) {
    if (const int known = leaf_number_of(&image.state()); known >= 0) {
      key_ += static_cast<char>(known);
      return;
    }
    const int k = static_cast<int>(leaves_.size());
    const Leaf leaf = leaf_of(image, shape_);
    leaves_.push_back(leaf);
    const bool bits = leaf.layout.kind == Layout::Kind::bits;
    key_ += static_cast<char>('@' + (bits ? 1 : 0) + (leaf.one_pixel ? 2 : 0) + (leaf.fills ? 4 : 0) +
                              (leaf.same_x ? 8 : 0));
    const std::string memory = own_name('b', k), geometry = own_name('g', k);
    parameters_.emplace_back(fmt::format("global const {}* restrict", bits ? "uint" : storage_type(image.dtype())),
                             memory);
    arguments_.push_back({SourceArgument::Kind::memory, memory, image, leaf.layout, nullptr});
    parameters_.emplace_back(leaf.one_pixel ? "const long" : "const long4", geometry);
    arguments_.push_back({leaf.one_pixel ? SourceArgument::Kind::offset : SourceArgument::Kind::geometry, geometry,
                          image, leaf.layout, nullptr});
  }

  std::string function(std::string_view what, std::string_view width, std::string_view position, bool linear,
                       bool aligned) const {
    std::string body;
    for (std::size_t n = 0; n < order_.size(); ++n) {
      const Expression& node = *order_[n];
      const std::string_view own = uniform_[n] ? "" : width;
      body += fmt::format("  const {}{} t{} = {};\n", computing_type(node.dtype), own, n,
                          value_of(node, own, linear, aligned));
    }
    return fmt::format("inline {}{} {}_{}{}({}_PARAMS, {}) {{\n{}  return ({}{})(t{});\n}}\n", type_, width, name_,
                       what, width, name_, position, body, type_, width, root_);
  }

  std::string value_of(const Expression& node, std::string_view width, bool linear, bool aligned) const {
    switch (node.kind) {
      case Expression::Kind::image:
        return load(leaf_number_of(&node.image.state()), width, linear, aligned);
      case Expression::Kind::constant:
        return fmt::format("({}{})({}_c{})", computing_type(node.dtype), width, name_, number_of(&node));
      default:
        return result_of(node, width);
    }
  }

  std::string load(int k, std::string_view width, bool linear, bool aligned) const {
    const Leaf& leaf = leaves_[static_cast<std::size_t>(k)];
    const std::string memory = fmt::format("{}_b{}", name_, k), g = fmt::format("{}_g{}", name_, k);
    const DType dtype = leaf.image.dtype();
    const std::string_view type = computing_type(dtype);
    const auto one = [&](const std::string& index) {
      return dtype == DType::f16 ? fmt::format("vload_half({}, {})", index, memory)
                                 : fmt::format("{}[{}]", memory, index);
    };
    const std::string_view x = leaf.same_x ? "0" : "x";
    if (leaf.one_pixel) return fmt::format("({}{})({})", type, width, one(g));
    if (linear) {
      if (width.empty()) return one(fmt::format("{}.s0 + i", g));
      if (aligned) return fmt::format("((global const {}{}*)({} + {}.s0))[i]", storage_type(dtype), width, memory, g);
      return vector_load(dtype, width, fmt::format("{} + {}.s0 + i * {}", memory, g, width));
    }
    if (leaf.layout.kind == Layout::Kind::bits) {
      const std::string at = fmt::format("PLAIN_AT({}, {}, y, z, c)", g, x);
      if (width.empty() || leaf.same_x) return fmt::format("({}{})(bit_at({}, {}))", type, width, memory, at);
      return fmt::format("bits{}_at({}, {})", width, memory, at);
    }
    const std::string pixel = fmt::format("PLAIN_PIXEL({}, {}, {}, y, z, c)", memory, g, x);
    if (width.empty() || leaf.same_x) {
      const std::string_view one_pixel = dtype == DType::f16 ? "({}{})(vload_half(0, {}))" : "({}{})(*{})";
      return fmt::format(fmt::runtime(one_pixel), type, width, pixel);
    }
    return vector_load(dtype, width, pixel);
  }

  static std::string vector_load(DType dtype, std::string_view width, const std::string& pointer) {
    return dtype == DType::f16 ? fmt::format("load_halves{}({})", width, pointer)
                               : fmt::format("vload{}(0, {})", width, pointer);
  }

  std::string result_of(const Expression& node, std::string_view width) const {
    const PointwiseRow& row = *node.row;
    if (!width.empty() && row.lanes && row.vector_code.empty()) return lanes_of(node, width);
    const std::string out =
        filled_in(width.empty() || row.vector_code.empty() ? row.code : row.vector_code, node, width);
    if (row.condition)
      return width.empty() ? fmt::format("(uchar)({})", out)
                           : fmt::format("convert_uchar{0}({1}) & (uchar{0})(1)", width, out);
    return computing_type(node.dtype) == computing_type(node.compute)
               ? out
               : fmt::format("convert_{}{}({})", computing_type(node.dtype), width, out);
  }

  /// A vector of what the code of one number gives for each lane.
  std::string lanes_of(const Expression& node, std::string_view width) const {
    const int lanes = width == "4" ? 4 : 16;
    std::string all;
    for (int lane = 0; lane < lanes; ++lane)
      all += fmt::format("{}({})({})", lane ? ", " : "", computing_type(node.dtype),
                         filled_in(node.row->code, node, width, fmt::format(".s{:x}", lane)));
    return fmt::format("({}{})({})", computing_type(node.dtype), width, all);
  }

  /// A row's code with its operands in place of $0 to $7 and types in place of $T, $F, $I, $U and $N; `lane`: what
  /// takes one number from an operand.
  std::string filled_in(std::string_view code, const Expression& node, std::string_view width,
                        std::string_view lane = {}) const {
    std::string out;
    for (std::size_t i = 0; i < code.size(); ++i) {
      if (code[i] != '$') {
        out += code[i];
        continue;
      }
      switch (const char what = code[++i]; what) {
        case 'T':
          out += computing_type(node.compute);
          break;
        case 'I':
          out += signed_type_of_width(node.compute);
          break;
        case 'U':
          out += fmt::format("u{}", signed_type_of_width(node.compute));
          break;
        case 'F':
          out += node.compute == DType::f64 ? "" : "f";
          break;
        case 'N':
          out += width;
          break;
        default:
          out += operand(node, static_cast<std::size_t>(what - '0'), width);
          out += lane;
      }
    }
    return out;
  }

  std::string operand(const Expression& node, std::size_t which, std::string_view width) const {
    const Expression& from = *node.operands[which];
    std::string t = fmt::format("t{}", number_of(&from));
    if (!width.empty() && is_uniform(from)) t = fmt::format("(({}{})({}))", computing_type(from.dtype), width, t);
    if (computing_type(from.dtype) == computing_type(node.compute)) return t;
    return fmt::format("convert_{}{}({})", computing_type(node.compute), width, t);
  }

  std::string name_;
  Shape shape_;
  std::string key_;
  std::vector<ExpressionRef> order_;  ///< operands before what needs them
  std::vector<bool> uniform_;         ///< of them
  std::vector<Leaf> leaves_;
  std::vector<std::pair<std::string, std::string>> parameters_;  ///< type and name
  std::vector<SourceArgument> arguments_;
  int root_ = 0;
  std::string_view type_;
  bool dense_ = true, aligned_ = true;
};

}  // namespace

SourceCode source_code(std::string_view name, const ExpressionRef& expression, const Shape& shape) {
  auto writer = std::make_shared<Writer>(name, expression, shape);
  return {writer->key(), writer->dense(), writer->take_arguments(), [writer] { return writer->text(); }};
}

}  // namespace clumen
