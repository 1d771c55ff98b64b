#include <fmt/format.h>

#include <new>

#include "session.hpp"

namespace clumen::tool {
namespace {

enum Exit : int { success = 0, internal = 1, usage = 2, no_device = 3, file = 4, device = 5, findings = 6 };

int complain(std::string_view message, Exit code) {
  fmt::print(stderr, "clumen: {}\n", message);
  return code;
}

/// "-3" as an operand is a number, which CLI11 would take for an option: numbers get a minus sign of their own.
std::vector<std::string> arguments_of(int argc, char** argv) {
  std::vector<std::string> out;
  for (int i = argc - 1; i > 0; --i) {  // CLI11 wants them backwards
    std::string argument = argv[i];
    const bool number = argument.size() > 1 && argument[0] == '-' && (std::isdigit(argument[1]) || argument[1] == '.');
    if (number) argument.replace(0, 1, "\u2212");
    out.push_back(std::move(argument));
  }
  return out;
}

void set_up(CLI::App& app, Session& session) {
  app.name("clumen");
  app.set_version_flag("--version", "clumen " CLUMEN_VERSION);
  app.add_option("--device", session.device, "a part of the device's name; the best one when not given")
      ->type_name("NAME");
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(28);
  app.footer(
      "Exit codes: 0 done, 2 usage, 3 no device, 4 file, 5 device, 6 findings.\nclumen COMMAND --help explains a "
      "command.");
  add_devices(app, session);
  add_info(app);
  add_nuclei(app, session);
  add_show(app);
  add_view(app);
  add_compare_methods(app);
  add_sample(app);
  add_reach(app);
  add_tune(app, session);
  add_bench(app, session);
  add_kernel(app, session);
  add_operations(app, session);
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
  const auto chosen = app.get_subcommands();
  const auto unknown = app.remaining();
  if (chosen.empty() && !unknown.empty() && unknown[0][0] != '-')
    return complain(fmt::format("{}: no such command; clumen --help lists all", unknown[0]), Exit::usage);
  const std::string command = chosen.empty() ? "" : " " + chosen[0]->get_name();
  return complain(fmt::format("{}; see clumen{} --help", error.what(), command), Exit::usage);
}

int run(int argc, char** argv) {
  CLI::App app("Bio-image processing on OpenCL devices.");
  Session session;
  try {
    set_up(app, session);
    app.parse(arguments_of(argc, argv));
    return Exit::success;
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  } catch (const ArgumentError& error) {
    return complain(error.what(), Exit::usage);
  } catch (const NoDeviceError& error) {
    return complain(error.what(), Exit::no_device);
  } catch (const IoError& error) {
    return complain(error.what(), Exit::file);
  } catch (const DeviceError& error) {
    return complain(error.what(), Exit::device);
  } catch (const Findings& error) {
    return complain(error.what(), Exit::findings);
  } catch (const std::bad_alloc&) {
    return complain("the machine has no memory left", Exit::device);
  } catch (const std::exception& error) {
    return complain(fmt::format("{} (a mistake of clumen: please report it)", error.what()), Exit::internal);
  }
}

}  // namespace
}  // namespace clumen::tool

int main(int argc, char** argv) { return clumen::tool::run(argc, argv); }
