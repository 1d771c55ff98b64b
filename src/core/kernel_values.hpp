#pragma once
#include <map>
#include <string>
#include <string_view>

#include "clumen/tunables.hpp"

namespace clumen {

/// What a file of tunables says of the user's own kernels on a device: values by names. Throws IoError, which begins
/// with `file`.
std::map<std::string, std::string> kernel_values_for(const Device& device, KernelForm form, std::string_view text,
                                                     std::string_view file, const std::string& key);
/// The same of the user's file, if there is one.
std::map<std::string, std::string> kernel_values_of_user(const Device& device, KernelForm form, const std::string& key);

}  // namespace clumen
