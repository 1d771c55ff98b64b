#pragma once
#include <string>
#include <string_view>

#include "clumen/custom.hpp"

namespace clumen {

/// The bytes of a number, or of several, as OpenCL's `type` ("int", "float4") has them. Throws ArgumentError, which
/// names `operation` and `parameter`, for a type that is none of numbers, another count, or a value that the type
/// cannot hold.
std::string bytes_of_number(std::string_view operation, std::string_view parameter, const std::string& type,
                            const KernelArgument::Value& value);

}  // namespace clumen
