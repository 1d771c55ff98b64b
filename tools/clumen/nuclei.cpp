#include <fmt/format.h>

#include <future>

#include "session.hpp"

/// From a TIFF to a table of nuclei: the image stays on the device all the way.
namespace clumen::tool {
namespace {

struct Request {
  std::string in, table, labels, overlay;
  std::int64_t channel = 0, frame = 0;
  double sigma = 5;
  int radius = 2;
  bool units = false, timings = false;
};

const std::vector<std::string> kColumns = {"label",         "area",        "mean_intensity",     "solidity",
                                           "bbox",          "centroid",    "min_intensity",      "max_intensity",
                                           "std_intensity", "area_convex", "equivalent_diameter"};
constexpr std::size_t kRowsShown = 20;

struct Found {
  Image cells, labels;
  Table table;
};

/// The picture in gray from 0 to 1 under the colours of the labels. Pixels that are no number are drawn black.
Image drawn_over(const Image& cells, const Image& labels) {
  const Image all = cast(cells, DType::f32);
  const Image gray = where(isfinite(all), all, 0);
  const Scalar low = min(gray), range = max(gray) - low;
  return label2rgb(labels, (gray - low) / where((range > 0).image(), range, 1));
}

Found find_nuclei(const Image& cells, const Request& request, Steps& steps) {
  const Context context = cells.context();
  steps.next("gaussian");
  const Image smooth = gaussian(cells, request.sigma);
  steps.settle(context);
  steps.next("otsu, mask, erosion");
  const Footprint footprint = cells.shape().ndim == 3 ? ball(request.radius) : disk(request.radius);
  const Image seeds = binary_erosion(smooth > threshold_otsu(smooth), footprint);
  steps.settle(context);
  steps.next("label");
  const Image labels = label(seeds);
  steps.settle(context);
  steps.next("table");
  return {cells, labels, regionprops_table(labels, cells, kColumns)};
}

/// A bright block on a dark ground.
Image block_image(const Context& context, const TiffInfo& info) {
  const bool volume = info.shape.ndim == 3;
  const HostImage host(volume ? Shape(24, 24, 24, 1, 3) : Shape(256, 256), info.dtype);
  const Shape& s = host.shape();
  visit(info.dtype, [&](auto zero) {
    using T = decltype(zero);
    T* pixel = static_cast<T*>(host.data());
    const auto inside = [](std::int64_t i, std::int64_t n) { return n == 1 || (i >= n / 4 && i < n - n / 4); };
    for (std::int64_t z = 0; z < s.z; ++z)
      for (std::int64_t y = 0; y < s.y; ++y)
        for (std::int64_t x = 0; x < s.x; ++x) *pixel++ = inside(x, s.x) && inside(y, s.y) && inside(z, s.z);
  });
  return context.push(host);
}

/// Builds the chain's kernels on a tiny image of the same kind, while the file is being read. What fails here fails
/// again, and is told, with the real image.
void prepare(const Context& context, const TiffInfo& info, const Request& request) try {
  Steps nobody(0, Steps::Show::nothing);
  const Found found = find_nuclei(block_image(context, info), request, nobody);
  if (!request.overlay.empty()) drawn_over(found.cells, found.labels).pull();
} catch (const Error&) {
}

Image read_cells(const Context& context, const TiffInfo& info, const Request& request) {
  auto prepared = std::async(std::launch::async, [&] { prepare(context, info, request); });
  const Image image = read_tiff(context, request.in, request.frame);
  prepared.get();
  return image.channel(request.channel);
}

void check_request(const Request& request, const TiffInfo& info) {
  const auto require_index = [](std::string_view name, std::int64_t value, std::int64_t count, std::string_view in) {
    if (value < 0 || value >= count)
      throw ArgumentError(fmt::format("nuclei: {} is {}; {} has 0 to {}", name, value, in, count - 1));
  };
  require_index("channel", request.channel, info.shape.c, request.in);
  require_index("frame", request.frame, info.frames, request.in);
  if (!request.table.empty()) require_writable(request.table, Content::table);
  if (!request.labels.empty()) require_writable(request.labels, Content::image);
  if (!request.overlay.empty()) require_writable(request.overlay, Content::image);
  if (info.shape.z == 1) return;
  for (const std::string* out : {&request.labels, &request.overlay})
    if (ending_of(*out) == ".png")
      throw ArgumentError(
          fmt::format("nuclei: {} holds one plane; .tif holds the {} of {}", *out, info.shape.z, request.in));
}

void write_found(const Found& found, const Request& request, Steps& steps) {
  if (!request.labels.empty()) {
    steps.next("write labels");
    write_image(found.labels, request.labels);
  }
  if (!request.overlay.empty()) {
    steps.next("overlay");
    write_image(drawn_over(found.cells, found.labels), request.overlay);
  }
  if (request.table.empty()) return;
  steps.next("write table");
  write_csv(found.table, request.table, request.units ? HeaderUnits::yes : HeaderUnits::no);
}

std::string summary(const Found& found, const Request& request, const TiffInfo& info) {
  std::string out = fmt::format("{} nuclei in {}", found.table.rows(), request.in);
  if (info.shape.c > 1) out += fmt::format(", channel {} of {}", request.channel, info.shape.c);
  if (info.frames > 1) out += fmt::format(", frame {} of {}", request.frame, info.frames);
  return out + "\n";
}

void run(const Request& request, const Session& session) {
  Steps steps(8, request.timings ? Steps::Show::timings : Steps::Show::progress);
  steps.next("device");
  const TiffInfo info = tiff_info(request.in);
  check_request(request, info);
  const Context context = session.context();
  steps.next("read, build kernels");
  const Image cells = read_cells(context, info, request);
  steps.settle(context);
  const Found found = find_nuclei(cells, request, steps);
  write_found(found, request, steps);
  steps.finish();
  print(summary(found, request, info) + (request.table.empty() ? aligned(found.table, kRowsShown) : ""));
}

}  // namespace

void add_nuclei(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("nuclei", "Finds nuclei in a TIFF file and measures them: Gaussian, Otsu, erosion, labels.");
  auto request = std::make_shared<Request>();
  command->add_option("in", request->in, "a TIFF file, 2D or 3D")->required()->type_name("FILE");
  command->add_option("--channel", request->channel, "the channel of the nuclei, from 0")->capture_default_str();
  command->add_option("--frame", request->frame, "the point in time, from 0")->capture_default_str();
  command->add_option("--sigma", request->sigma, "the Gaussian's standard deviation, in pixels")->capture_default_str();
  command->add_option("--radius", request->radius, "of the disk (in 3D the ball) that erodes, in pixels")
      ->capture_default_str();
  command->add_option("--table", request->table, "a row per nucleus, .csv; printed when not given")->type_name("FILE");
  command->add_option("--labels", request->labels, "the nuclei's numbers as an image, .tif")->type_name("FILE");
  command->add_option("--overlay", request->overlay, "the nuclei in colours over the image, .png or .tif")
      ->type_name("FILE");
  command->add_flag("--units", request->units, "units in the header of --table, as \"area [µm²]\"");
  command->add_flag("--timings", request->timings, "the milliseconds of each step, on standard error");
  command->callback([request, &session] { run(*request, session); });
}

}  // namespace clumen::tool
