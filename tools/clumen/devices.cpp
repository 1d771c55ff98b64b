#include <fmt/format.h>

#include "session.hpp"

namespace clumen::tool {
namespace {

std::string_view name_of_kind(Device::Kind kind) {
  switch (kind) {
    case Device::Kind::gpu:
      return "GPU";
    case Device::Kind::cpu:
      return "CPU";
    default:
      return "other";
  }
}

std::string described(const Device& d) {
  std::string out = fmt::format("{}\n", d.name);
  out += fmt::format("  {}, {} compute units, {} memory, images of up to {}\n", name_of_kind(d.kind), d.compute_units,
                     bytes_text(d.memory), bytes_text(d.largest_buffer));
  out += fmt::format("  f64 {}, work-groups of {} items, {} local memory\n", d.f64 ? "yes" : "no", d.work_group,
                     bytes_text(d.local_memory));
  out += fmt::format("  {} ({}), driver {}, platform {}\n", d.version, d.vendor, d.driver, d.platform);
  return out;
}

void list_devices(const Session& session) {
  if (!session.device.empty()) return print(described(Context::find(session.device).device()));
  const std::vector<Device> devices = Context::devices();
  if (devices.empty()) Context::best();  // its error says which package brings one
  for (const Device& device : devices) print(described(device));
}

std::string pixel_size_text(const PixelSize& size, int ndim) {
  if (size == PixelSize{}) return "not said";
  std::string out = fmt::format("{} x {}", size.x, size.y);
  if (ndim == 3) out += fmt::format(" x {}", size.z);
  return out + " " + size.unit;
}

std::string described(const TiffInfo& info) {
  std::string out = fmt::format("size         {}\n", to_string(info.shape));
  out += fmt::format("frames       {}\n", info.frames);
  out += fmt::format("dtype        {}\n", name_of(info.dtype));
  out += fmt::format("pixel size   {}\n", pixel_size_text(info.pixel_size, info.shape.ndim));
  if (info.frame_interval > 0) out += fmt::format("interval     {} s\n", info.frame_interval);
  if (!info.channel_names.empty()) out += fmt::format("channels     {}\n", fmt::join(info.channel_names, ", "));
  out += fmt::format("file         {}{}, {}-endian, {} pages in {}, {}{}\n", info.big_tiff ? "BigTIFF" : "TIFF", "",
                     info.big_endian ? "big" : "little", info.pages, info.layout, info.compression,
                     info.planar ? ", planar channels" : "");
  out += fmt::format("metadata     {}\n", info.metadata);
  return out;
}

void describe_file(const std::filesystem::path& path) {
  if (ending_of(path) != ".png") return print(described(tiff_info(path)));
  const HostImage image = read_png_host(path);
  print(fmt::format("size         {}\ndtype        {}\nfile         PNG\n", to_string(image.shape()),
                    name_of(image.dtype())));
}

}  // namespace

void add_devices(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("devices", "The OpenCL devices of this machine.");
  command->callback([&session] { list_devices(session); });
}

void add_info(CLI::App& app) {
  CLI::App* command = app.add_subcommand("info", "What a TIFF or PNG file holds: size, dtype, pixel size, codec.");
  auto path = std::make_shared<std::string>();
  command->add_option("file", *path, "a .tif, .tiff or .png file")->required();
  command->callback([path] { describe_file(*path); });
}

}  // namespace clumen::tool
