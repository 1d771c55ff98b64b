#include <fmt/format.h>

#include <map>
#include <mutex>

#include "clumen/custom.hpp"
#include "core/check.hpp"
#include "custom/formula.hpp"
#include "pointwise/operands.hpp"

namespace clumen {

namespace {

constexpr std::string_view name = "elementwise";
constexpr int kCost = 16;  // a formula counts as a function: a stencil does not compute it again at each load

/// A row for the vocabulary, which lives as long as the library: programs are known by their rows.
const PointwiseRow& row_of(const Formula& formula, DType compute, bool condition) {
  struct Kept {
    std::string code;
    PointwiseRow row;
  };
  static std::mutex mutex;
  static auto* const rows = new std::map<std::string, Kept>;  // NOLINT: contexts that end late still look at it
  const bool vectors = formula.of_vectors && !condition && is_float(compute);
  const std::lock_guard lock(mutex);
  auto [at, fresh] = rows->try_emplace(fmt::format("{}{}{}", formula.code, vectors ? 'v' : 'l', condition ? 'c' : ' '));
  Kept& kept = at->second;
  if (fresh) {
    kept.code = condition ? fmt::format("{} != 0", formula.code) : formula.code;
    kept.row = {name, kept.code, {}, condition, kCost, !vectors};
  }
  return kept.row;
}

}  // namespace

Elementwise elementwise(std::string_view formula, std::optional<DType> dtype) {
  Elementwise out;
  out.formula_ = std::make_shared<Formula>(formula_of(name, formula));
  out.dtype_ = dtype;
  return out;
}

const std::vector<std::string>& Elementwise::operands() const { return formula_->operands; }

Image Elementwise::operator()(const std::vector<Operand>& operands) const {
  const Formula& formula = *formula_;
  require(operands.size() == formula.operands.size(), name, "number of operands", operands.size(),
          fmt::format("{}", formula.operands.size()));
  std::vector<NamedOperand> named;
  for (std::size_t i = 0; i < operands.size(); ++i) named.push_back({formula.operands[i], operands[i]});
  const Operands checked(name, std::move(named));
  const bool condition = dtype_ == DType::boolean;
  const DType result = dtype_.value_or(fraction_dtype(checked.promoted()));
  const DType compute = computing(condition ? fraction_dtype(checked.promoted()) : result);
  std::vector<ExpressionRef> expressions;
  for (std::size_t i = 0; i < operands.size(); ++i) expressions.push_back(checked.expression(i, compute));
  return checked.record(operation(row_of(formula, compute, condition), compute, result, std::move(expressions)));
}

}  // namespace clumen
