#pragma once
#include <string_view>

#include "clumen/label.hpp"
#include "core/image_state.hpp"

/// What the operations on label images share.
namespace clumen {

inline constexpr Reach everywhere{0, 0, 0, true};

/// One more than the largest label: 256 and 65536 for u8 and u16, without waiting; others are looked at. Throws
/// ArgumentError for negative labels and for those of 2^31 and more. 1 for a tracing image.
std::uint64_t places_of(std::string_view operation, std::string_view parameter, const Image& labels);

/// Labels numbered by their rank: offset, offset + 1, ... as they grow; 0 stays 0. labels: below places, not negative.
/// May be pending: it is read twice.
Image numbered(const Image& labels, std::uint64_t places, std::int64_t offset, DType dtype);
/// The same for any labels of 0 and more, by way of the host.
Image numbered_on_host(const Image& labels, std::int64_t offset, DType dtype);
/// The labels of a caller numbered from 1, checked, as `relabel_sequential` waits; i32, or i64 for 2^31 pixels and
/// more.
Image numbered_from_1(std::string_view operation, std::string_view parameter, const Image& labels);

}  // namespace clumen
