#pragma once
#include <string>

namespace clumen {

/// What a compiler said of a text that is put together of files by `#line`, as its author wants to read it: places are
/// those of the files, whatever the driver counts, and each message has its line and a caret below it.
std::string readable_log(const std::string& log, const std::string& source);

}  // namespace clumen
