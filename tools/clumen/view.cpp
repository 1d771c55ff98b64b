#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "io/csv_records.hpp"
#include "page.hpp"
#include "session.hpp"
#include "svg.hpp"
#include "view_channels.hpp"
#include "view_tiles.hpp"

/// An image, its labels and their table as one page, which shows them as a viewer does.
namespace clumen::tool {
namespace {

using json = nlohmann::ordered_json;

struct Request {
  std::string image, labels, table, against, out;
  std::uint64_t limit_mb = 200;
};

json about_channel(const Channel& channel, const std::string& layer) {
  const Contrast contrast = channel.contrast();
  return {{"layer", layer},
          {"name", channel.name},
          {"colour", channel.colour},
          {"on", channel.on},
          {"bits", channel.coding.bits},
          {"offset", channel.coding.offset},
          {"scale", channel.coding.scale},
          {"exact", channel.coding.exact},
          {"gaps", channel.coding.gaps},
          {"min", contrast.low},
          {"max", contrast.high},
          {"low", contrast.black},
          {"high", contrast.full}};
}

/// What a person should know of a channel's values.
std::string rounding_text(const std::string& name, const Coding& coding, const ValueRange& range) {
  if (!range.any) return fmt::format("{}: no finite values", name);
  if (coding.exact) return fmt::format("{}: {} to {}, exact", name, range.low, range.high);
  return fmt::format("{}: {:.6g} to {:.6g} in 16 bits, values to \u00b1{:.2g}", name, range.low, range.high,
                     coding.scale / 2);
}

/// Adds all planes of an image to the page.
json add_image(ViewFile& file, std::size_t number, TileStore& store, json& facts) {
  const std::vector<ValueRange> ranges = value_ranges(file);
  const TiffInfo& info = file.info();
  std::vector<Channel> channels = channels_of(file, ranges);
  const auto layer = [&](std::size_t c) { return fmt::format("{}.{}", number, c); };
  for (std::int64_t t = 0; t < info.frames; ++t)
    for (std::int64_t z = 0; z < info.shape.z; ++z)
      for (std::size_t c = 0; c < channels.size(); ++c) {
        Plane plane = plane_of(file.frame(t), z, static_cast<std::int64_t>(c), channels[c].coding);
        channels[c].count(plane);
        store.add(layer(c), t, z, std::move(plane), Kind::values, channels[c].coding);
      }
  facts.push_back(fmt::format("{}: {}, {}{}", file.path().filename().string(), to_string(info.shape),
                              name_of(info.dtype), info.frames > 1 ? fmt::format(", {} frames", info.frames) : ""));
  json out = {{"name", file.path().filename().string()},
              {"planes", info.shape.z},
              {"frames", info.frames},
              {"channels", json::array()}};
  for (std::size_t c = 0; c < channels.size(); ++c) {
    out["channels"].push_back(about_channel(channels[c], layer(c)));
    facts.push_back(rounding_text(channels[c].name, channels[c].coding, ranges[c]));
  }
  return out;
}

json add_labels(ViewFile& file, TileStore& store) {
  const Coding coding = label_coding(value_ranges(file)[0], file.path());
  for (std::int64_t t = 0; t < file.info().frames; ++t)
    for (std::int64_t z = 0; z < file.info().shape.z; ++z)
      store.add("labels", t, z, plane_of(file.frame(t), z, 0, coding), Kind::labels, coding);
  return {{"name", file.path().filename().string()}, {"planes", file.info().shape.z}, {"frames", file.info().frames}};
}

json table_of(const std::string& path) {
  const InputFile file("view", path);
  const CsvRecords records = read_csv_records(file);
  const auto key = records.place("label");
  if (!key)
    throw ArgumentError(fmt::format("view: {} has no column label; it has {}", path, fmt::join(records.names, ", ")));
  json rows = json::array();
  for (std::size_t row = 0; row < records.rows(); ++row) {
    json cells = json::array();
    for (const std::vector<std::string>& column : records.columns) cells.push_back(column[row]);
    rows.push_back(std::move(cells));
  }
  json headings = json::array();
  for (std::size_t i = 0; i < records.names.size(); ++i)
    headings.push_back(records.names[i] + (records.units[i].empty() ? "" : " [" + records.units[i] + "]"));
  return {{"key", *key}, {"columns", std::move(headings)}, {"rows", std::move(rows)}};
}

/// Another image of the same pixels: of the same extent, and as many planes and frames or one for all.
void require_fitting(const ViewFile& other, const ViewFile& image) {
  const Shape &a = other.info().shape, &b = image.info().shape;
  const bool fits = a.x == b.x && a.y == b.y && (a.z == b.z || a.z == 1) &&
                    (other.info().frames == image.info().frames || other.info().frames == 1);
  if (!fits)
    throw ArgumentError(fmt::format("view: {} is {}, {} frames; {} is {}, {} frames", other.path().string(),
                                    to_string(a), other.info().frames, image.path().string(), to_string(b),
                                    image.info().frames));
}

void check_request(const Request& request) {
  require_writable(request.out, Content::page);
  if (!request.table.empty() && request.labels.empty())
    throw ArgumentError("view: --table is a table of labels: name their image too");
  if (request.limit_mb < 1 || request.limit_mb > 2000)
    throw ArgumentError(fmt::format("view: limit-mb is {}; allowed is 1 to 2000", request.limit_mb));
}

std::string pixel_text(const PixelSize& size, bool volume) {
  const std::string plane = fmt::format("pixel {:.6g} x {:.6g}", size.x, size.y);
  return volume ? fmt::format("{} x {:.6g} {}", plane, size.z, size.unit) : fmt::format("{} {}", plane, size.unit);
}

/// What the page's script needs to know; fills the store.
json about_page(const Request& request, ViewFile& image, TileStore& store) {
  const TiffInfo& info = image.info();
  json about = {{"width", info.shape.x}, {"height", info.shape.y},   {"planes", info.shape.z},
                {"frames", info.frames}, {"tile", TileStore::kEdge}, {"images", json::array()},
                {"facts", json::array()}};
  about["images"].push_back(add_image(image, 0, store, about["facts"]));
  if (info.pixel_size.unit != "pixel") about["facts"].push_back(pixel_text(info.pixel_size, info.shape.z > 1));
  if (!request.against.empty()) {
    ViewFile against(request.against);
    require_fitting(against, image);
    about["images"].push_back(add_image(against, 1, store, about["facts"]));
  }
  if (!request.labels.empty()) {
    ViewFile labels(request.labels);
    require_fitting(labels, image);
    if (labels.info().shape.c > 1)
      throw ArgumentError(
          fmt::format("view: {} has {} channels; labels have one", request.labels, labels.info().shape.c));
    about["labels"] = add_labels(labels, store);
  }
  if (!request.table.empty()) about["table"] = table_of(request.table);
  about["first"] = store.first();
  about["levels"] = store.levels();
  if (store.first() > 0)
    about["banner"] = fmt::format(
        "An overview: each pixel is the mean of {0} x {0} pixels, because all of them do not fit into {1} MB "
        "(--limit-mb).",
        1 << store.first(), request.limit_mb);
  return about;
}

void run(const Request& request) {
  check_request(request);
  ViewFile image(request.image);
  TileStore store(image.info().shape.x, image.info().shape.y, request.limit_mb * 1'000'000);
  const json about = about_page(request, image, store);
  PageWriter page("view", request.out, "view/view", image.path().filename().string(), {"view/view"});
  page.fill("about", script_safe(about.dump(-1, ' ', false, json::error_handler_t::replace)));
  page.fill("tiles", "");
  store.write(page);
  page.fill_script({"view/png", "view/tiles", "view/draw", "view/view", "view/controls"});
  page.finish();
  std::string text = fmt::format("{}: {}\n", request.out, bytes_text(std::filesystem::file_size(request.out)));
  if (about.contains("banner")) text += about["banner"].get<std::string>() + "\n";
  print(text);
}

}  // namespace

void add_view(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "view",
      "Writes a page that shows an image as a viewer does, with labels and their table; it needs nothing else.");
  auto request = std::make_shared<Request>();
  command->add_option("image", request->image, "a TIFF or PNG file, 2D or 3D, with channels and frames")
      ->required()
      ->type_name("FILE");
  command->add_option("labels", request->labels, "its labels, of the same extent")->type_name("FILE");
  command->add_option("--table", request->table, "rows for the labels, .csv with a column label")->type_name("FILE");
  command->add_option("--against", request->against, "another image of the same extent, behind a curtain")
      ->type_name("FILE");
  command->add_option("-o,--out", request->out, "the page, .html")->required()->type_name("FILE");
  command
      ->add_option("--limit-mb", request->limit_mb,
                   "what tiles may take; an image that needs more is shown at half, a quarter, ... of its resolution")
      ->capture_default_str();
  command->callback([request] { run(*request); });
}

}  // namespace clumen::tool
