#pragma once
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "clumen/clumen.hpp"

/// The file that the searches for tunables write; clumen/tunables.hpp describes it.
namespace clumen::tool {

/// The one that is given, else the user's. Throws ArgumentError when there is neither.
std::filesystem::path tunables_file(const std::string& given);
/// What it has; an empty one where there is none. Throws IoError for another file.
nlohmann::ordered_json read_tunables(const std::filesystem::path& path);
void write_tunables(const std::filesystem::path& path, const nlohmann::ordered_json& root);
/// The entry of the context's device, at the end, where it counts.
nlohmann::ordered_json& entry_for(nlohmann::ordered_json& root, const Context& context);

}  // namespace clumen::tool
