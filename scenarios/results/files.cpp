// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/files.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <filesystem>

#include "sim/atomic_file.hpp"

namespace waypost::scenarios {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string to_json(const schema::Result& result) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(result, &json, options);
  if (!status.ok()) throw std::runtime_error("result to JSON: " + status.ToString());
  return json;
}

std::string series_csv(const schema::Result& result) {
  std::string csv = "seconds";
  int windows = 0;
  for (const schema::Series& series : result.series()) {
    csv += "," + csv_field(series.key());
    windows = std::max(windows, series.values_size());
  }
  for (const schema::Series& series : result.series())
    if (series.half_widths_size() > 0) csv += "," + csv_field(series.key() + "_half_width");
  csv += '\n';
  for (int w = 0; w < windows; ++w) {
    const auto& window = result.series(0).window();
    const double seconds = static_cast<double>(window.seconds()) + 1e-9 * window.nanos();
    csv += fmt::format("{}", (w + 1) * seconds);
    for (const schema::Series& series : result.series())
      csv += w < series.values_size() ? fmt::format(",{}", series.values(w)) : ",";
    for (const schema::Series& series : result.series())
      if (w < series.half_widths_size())
        csv += fmt::format(",{}", series.half_widths(w));
      else if (series.half_widths_size() > 0)
        csv += ',';
    csv += '\n';
  }
  return csv;
}

std::string servers_csv(const schema::Result& result) {
  const bool intervals = result.provenance().replications() > 1;
  std::string csv = "name,kind,site";
  constexpr const char* kFigures[] = {"requests", "rate_per_second", "utilisation", "dropped",
                                      "mean_wait_ms"};
  for (const char* figure : kFigures) csv += std::string(",") + figure;
  if (intervals)
    for (const char* figure : kFigures) csv += std::string(",") + figure + "_half_width";
  csv += '\n';
  for (const schema::ServerReport& s : result.servers()) {
    csv += csv_field(s.name()) + "," + s.kind() + "," + csv_field(s.site());
    const schema::Estimate* figures[] = {&s.requests(), &s.rate_per_second(), &s.utilisation(),
                                         &s.dropped(), &s.mean_wait_ms()};
    for (const schema::Estimate* figure : figures) csv += fmt::format(",{}", figure->mean());
    if (intervals)
      for (const schema::Estimate* figure : figures)
        csv += figure->has_half_width() ? fmt::format(",{}", figure->half_width()) : ",";
    csv += '\n';
  }
  return csv;
}

void write_files(const schema::Result& result, const std::string& report,
                 const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::string& content) {
    sim::write_file((std::filesystem::path(folder) / name).string(), content);
  };
  write("result.pb", result.SerializeAsString());
  write("result.json", to_json(result));
  write("report.txt", report);
  write("series.csv", series_csv(result));
  write("servers.csv", servers_csv(result));
}

}  // namespace waypost::scenarios
