#include "bench_page.hpp"

namespace clumen::tool {

void write_report_page(const nlohmann::ordered_json&, const std::filesystem::path&) {}

}  // namespace clumen::tool
