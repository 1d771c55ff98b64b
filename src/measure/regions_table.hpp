#pragma once
#include <string_view>

#include "clumen/measure.hpp"

namespace clumen {

/// Who wants a table, and what its parameters are called: for messages.
struct TableFor {
  std::string_view operation = "regionprops_table", labels = "label_image", intensity = "intensity_image";
};
/// regionprops_table on behalf of an operation.
Table regions_table(const TableFor& whom, const Image& labels, const Image& intensity,
                    const std::vector<std::string>& properties, Sigma spacing = 1);

}  // namespace clumen
