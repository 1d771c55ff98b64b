#include <fmt/format.h>

#include "operation.hpp"
#include "session.hpp"

/// One subcommand per operation.
namespace clumen::tool {
namespace {

using Kind = Parameter::Kind;

std::string_view type_text(Kind kind) {
  switch (kind) {
    case Kind::image:
      return "FILE";
    case Kind::images:
      return "FILE,...";
    case Kind::operand:
      return "FILE|NUMBER";
    case Kind::sigma:
      return "X[,Y[,Z]]";
    case Kind::widths:
      return "N|X,X[,Y,Y[,Z,Z]]";
    case Kind::shape:
      return "X[xY[xZ]]";
    case Kind::weights:
      return "N,...;N,...";
    case Kind::counts:
      return "X[,Y[,Z]]";
    case Kind::border:
      return "nearest|reflect|mirror|wrap|constant:VALUE";
    case Kind::dtype:
      return "bool|u8|i8|...|f64";
    case Kind::footprint:
      return "disk:R|ball:R|box:XxYxZ|...";
    case Kind::number:
      return "NUMBER";
    case Kind::integer:
      return "INTEGER";
    case Kind::strings:
      return "NAME,...";
    case Kind::numbers:
      return "NUMBER,...";
    case Kind::text:
      return "NAME";
    case Kind::table:
    case Kind::graph:
      return "FILE";
    default:
      return "";
  }
}

std::string type_text(const Parameter& p) {
  return p.kind == Kind::choice ? fmt::format("{}", fmt::join(p.values, "|")) : std::string(type_text(p.kind));
}

std::string doc_of_kind(Kind kind) {
  if (kind == Kind::image) return "a .tif, .tiff or .png file";
  if (kind == Kind::images) return "files with commas between them";
  if (kind == Kind::table) return "a .csv file";
  if (kind == Kind::graph) return "a .csv file of edges";
  return kind == Kind::operand ? "a file, or a number" : "";
}

bool is_picture(const Parameter& p) {
  return p.kind == Kind::image || p.kind == Kind::images || p.kind == Kind::operand;
}
bool is_file(const Parameter& p) { return is_picture(p) || p.kind == Kind::table || p.kind == Kind::graph; }
bool is_positional(const Parameter& p) { return p.required && is_file(p); }

/// What a call was given on the command line.
struct Call {
  std::vector<std::string> texts;
  std::string out;
  bool units = false;
  Selection selection;
};

Values::Value value_of(const Parameter& p, const std::string& text, const Selection& selection,
                       const std::function<Context()>& context) {
  if (text.empty()) return {};
  if (p.kind == Kind::images) {
    std::vector<Image> images;
    for (const std::string& path : split(text)) images.push_back(read_image(context(), path, selection));
    return images;
  }
  const bool picture = p.kind == Kind::image || (p.kind == Kind::operand && !number_of(text));
  if (picture) return read_image(context(), text, selection);
  return text;
}

Values read_values(const Operation& operation, const Call& call, const std::function<Context()>& context) {
  std::vector<Values::Value> values;
  bool picture = false;
  for (std::size_t i = 0; i < call.texts.size(); ++i) {
    values.push_back(value_of(operation.parameters[i], call.texts[i], call.selection, context));
    picture = picture || std::holds_alternative<Image>(values.back()) ||
              std::holds_alternative<std::vector<Image>>(values.back());
  }
  if (!picture && std::any_of(operation.parameters.begin(), operation.parameters.end(), is_picture))
    throw ArgumentError(fmt::format("{}: no image among its operands; one at least is a file", operation.name));
  return {operation, std::move(values), context};
}

HeaderUnits units_of(const Call& call) { return call.units ? HeaderUnits::yes : HeaderUnits::no; }

std::string write_table(const Table& table, const Call& call) {
  if (call.out.empty()) return as_csv(table, units_of(call));
  write_csv(table, call.out, units_of(call));
  return "";
}

/// Lists of numbers as the columns of a table; pictures as OUT_name.tif.
std::string write_images(const NamedImages& images, const Call& call) {
  const std::string& out = call.out;
  if (out.empty() || ending_of(out) == ".csv") {
    if (const auto table = as_table(images)) return write_table(*table, call);
    throw ArgumentError("the result is several images: give a .tif to write them beside");
  }
  const std::filesystem::path path = out;
  for (const auto& [name, image] : images)
    write_image(image,
                path.parent_path() / fmt::format("{}_{}{}", path.stem().string(), name, path.extension().string()));
  return "";
}

std::string number_text(const Scalar& scalar) {
  if (is_float(scalar.dtype())) return fmt::format("{}\n", scalar.value());
  const std::int64_t whole = scalar.integer();
  return scalar.dtype() == DType::u64 ? fmt::format("{}\n", static_cast<std::uint64_t>(whole))
                                      : fmt::format("{}\n", whole);
}

/// Writes what has a file and returns what is to be printed.
std::string deliver(const Result& result, const Call& call) {
  if (const auto* scalar = std::get_if<Scalar>(&result)) return number_text(*scalar);
  if (const auto* table = std::get_if<Table>(&result)) return write_table(*table, call);
  if (const auto* images = std::get_if<NamedImages>(&result)) return write_images(*images, call);
  write_image(std::get<Image>(result), call.out);
  return "";
}

Content content_of(const Operation& operation, const std::string& out) {
  const bool csv = operation.returns == Operation::Returns::images && (out.empty() || ending_of(out) == ".csv");
  return csv || operation.returns == Operation::Returns::table ? Content::table : Content::image;
}

void run(const Operation& operation, const Call& call, const Session& session) {
  if (!call.out.empty()) require_writable(call.out, content_of(operation, call.out));
  std::optional<Context> opened;
  const auto context = [&] {
    if (!opened) opened = session.context();
    return *opened;
  };
  Steps steps(2, Steps::Show::progress);
  steps.next("read");
  const Values values = read_values(operation, call, context);
  steps.next(operation.name);
  const std::string text = deliver(operation.call(values), call);
  steps.finish();
  if (!text.empty()) print(text);
}

void add_parameter(CLI::App& command, const Parameter& p, std::string& text) {
  const std::string flag = is_positional(p) ? p.name : "--" + p.name;
  CLI::Option* option =
      command.add_option(flag, text, p.doc.empty() ? doc_of_kind(p.kind) : p.doc)->type_name(type_text(p));
  if (p.required) option->required();
  if (!p.default_text.empty()) option->default_str(p.default_text);
}

void add_out(CLI::App& command, const Operation& operation, Call& call) {
  switch (operation.returns) {
    case Operation::Returns::image:
      command.add_option("out", call.out, "the image to write: .tif, .tiff or .png")->required()->type_name("FILE");
      break;
    case Operation::Returns::table:
    case Operation::Returns::images:
      command.add_option("out", call.out, "the table to write as .csv; standard output when not given")
          ->type_name("FILE");
      break;
    case Operation::Returns::scalar:
      break;  // printed
  }
}

void add_selection(CLI::App& command, Selection& selection) {
  const auto from_zero = [](const std::string& text) {
    return integer_of(text).value_or(-1) >= 0 ? "" : text + " is not a whole number from 0";
  };
  const CLI::Validator index(from_zero, "");
  command.add_option("--channel", selection.channel, "work on this channel of the files, from 0")->check(index);
  command.add_option("--plane", selection.plane, "work on this plane of the files, from 0")->check(index);
  command.add_option("--frame", selection.frame, "work on this frame of the files, from 0")->check(index);
}

/// The first clause: what fits in a list.
std::string short_description(const Operation& o) {
  const std::size_t end = std::min(o.summary.find("; "), o.summary.find(". "));
  return end == std::string::npos ? o.summary : o.summary.substr(0, end) + ".";
}

/// What its comment says beyond that.
std::string long_description(const Operation& o) {
  std::string out = short_description(o) == o.summary ? "" : o.summary + "\n";
  if (!o.notes.empty()) out += o.notes + "\n";
  return out + "Source: " + o.source;
}

}  // namespace

void add_operations(CLI::App& app, Session& session) {
  for (const Operation& operation : operations()) {
    CLI::App* command = app.add_subcommand(operation.name, short_description(operation))->group(operation.family);
    auto call = std::make_shared<Call>();
    call->texts.resize(operation.parameters.size());
    for (std::size_t i = 0; i < operation.parameters.size(); ++i)
      add_parameter(*command, operation.parameters[i], call->texts[i]);
    add_out(*command, operation, *call);
    if (operation.returns == Operation::Returns::table)
      command->add_flag("--units", call->units, "units in the table's header, as \"area [µm²]\"");
    if (std::any_of(operation.parameters.begin(), operation.parameters.end(), is_picture))
      add_selection(*command, call->selection);
    command->footer(long_description(operation));
    command->callback([&operation, &session, call] { run(operation, *call, session); });
  }
}

}  // namespace clumen::tool
