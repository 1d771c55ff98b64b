#include "bench_page.hpp"

#include "page.hpp"

namespace clumen::tool {

void write_report_page(const nlohmann::ordered_json& report, const std::filesystem::path& out) {
  const std::string device = report.at("runners").at(0).at("label").get<std::string>();
  PageWriter page("bench", out, "bench/report", "How fast: " + device, {"page/paper", "bench/report"});
  // what a driver calls its device need not be UTF-8
  page.fill("report", script_safe(report.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)));
  page.fill_script({"bench/data", "bench/chart", "bench/marks", "bench/summary", "bench/table", "bench/sizes",
                    "bench/chains", "bench/roofline", "bench/compile", "bench/about", "bench/page"});
  page.finish();
}

}  // namespace clumen::tool
