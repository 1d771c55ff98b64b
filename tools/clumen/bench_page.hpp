#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>

namespace clumen::tool {

/// One page that shows what `clumen bench` has measured: how many times faster, from which size on, in chains, against
/// the roofline; a section for what is in the report, and a line for what is not.
void write_report_page(const nlohmann::ordered_json& report, const std::filesystem::path& out);

}  // namespace clumen::tool
