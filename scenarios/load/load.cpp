// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/load.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <fstream>
#include <tuple>

#include "scenarios/load/check.hpp"
#include "scenarios/load/parse.hpp"
#include "scenarios/schema/scenario.pb.h"
#include "sim/hash.hpp"

namespace waypost::scenarios {
namespace {

/// Some editors put a mark of UTF-8 before a text (U+FEFF); it says nothing.
std::string_view without_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

ParseOutcome parse(std::string_view content, Form form, schema::Scenario& message,
                   Locations& locations) {
  switch (form) {
    case Form::text: return parse_text(without_mark(content), message, locations);
    case Form::json: return parse_json(without_mark(content), message, locations);
    case Form::binary: return parse_binary(content, message, locations);
  }
  return {};
}

void sort_by_place(std::vector<ScenarioError>& errors) {
  std::stable_sort(errors.begin(), errors.end(),
                   [](const ScenarioError& a, const ScenarioError& b) {
                     return std::tie(a.line, a.column) < std::tie(b.line, b.column);
                   });
}

void append(std::vector<ScenarioError>& to, std::vector<ScenarioError> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

}  // namespace

Loaded load_memory(std::string_view content, Form form, std::string file) {
  auto message = std::make_shared<schema::Scenario>();
  auto locations = std::make_shared<Locations>();
  locations->file = file;
  Loaded loaded{std::move(file), message, locations, {}, {}};
  if (content.size() > kMostBytes) {
    loaded.errors.push_back(locations->error("", "more than 256 MiB", ""));
    return loaded;
  }
  ParseOutcome outcome = parse(content, form, *message, *locations);
  loaded.errors = std::move(outcome.errors);
  // A text that yielded nothing at all has had its say; half a message is still worth checking.
  if (message->ByteSizeLong() > 0 || loaded.errors.empty()) {
    Findings findings(*locations, std::move(outcome.mentioned));
    const auto start = Calendar::from(message->start());
    // Under a wrong start, dates are still checked for their form; what depends on it is not said.
    const Calendar calendar = start ? *start : *Calendar::from("1970-01-01 UTC");
    check_fields(*message, calendar, findings);
    check_meaning(*message, calendar, findings);
    append(loaded.errors, std::move(findings.errors));
    if (start) loaded.notes = std::move(findings.notes);
  }
  sort_by_place(loaded.errors);
  sort_by_place(loaded.notes);
  return loaded;
}

Loaded load_file(const std::filesystem::path& path) {
  const auto content = read_whole_file(path);
  if (content) return load_memory(*content, guess_form(path, *content), path.string());
  auto locations = std::make_shared<Locations>();
  locations->file = path.string();
  Loaded loaded{path.string(), std::make_shared<schema::Scenario>(), locations, {}, {}};
  loaded.errors.push_back(locations->error("", content.wrong().what, content.wrong().hint));
  return loaded;
}

std::uint64_t scenario_hash(const Loaded& loaded) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  loaded.scenario->SerializeToCodedStream(&coded);
  coded.Trim();
  return sim::hash_text(bytes);
}

std::string opening_question(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line, comment, first;
  while (comment.size() < (1 << 16) && std::getline(in, line)) {
    if (comment.empty()) line = without_mark(line);
    if (!line.starts_with('#')) break;
    line.erase(0, line.find_first_not_of("# ") == std::string::npos ? line.size()
                                                                    : line.find_first_not_of("# "));
    if (line.starts_with("SPDX") || line.starts_with("proto-") || line.empty()) continue;
    if (first.empty()) first = line;
    comment += (comment.empty() ? "" : " ") + line;
    if (const std::size_t mark = comment.find('?'); mark != std::string::npos)
      return comment.substr(0, mark + 1);
  }
  return first;
}

}  // namespace waypost::scenarios
