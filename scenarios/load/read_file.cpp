// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/read_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace waypost::scenarios {
namespace fs = std::filesystem;
namespace {

Wrong too_large(const std::string& size) {
  return {
      fmt::format("{} is more than the {} MiB that a file may have; it was not read", size,
                  kMostBytes >> 20),
      "In a scenario, use the shorthands (populations, domains, mail_providers) instead of lists; "
      "cut a recording into several"};
}

/// Length of the UTF-8 sequence at `text[i]`, 0 when it is none (overlong, surrogate, cut).
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const unsigned char lead = byte(i);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || i + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k)
    if ((byte(i + k) & 0xC0) != 0x80) return 0;
  const unsigned char second = byte(i + 1);
  const bool wrong = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                     (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
  return wrong ? 0 : length;
}

}  // namespace

Parsed<std::string> read_whole_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return Wrong{"no such file", "`waypost list` shows the library"};
  if (fs::is_directory(status)) return Wrong{"this is a directory", "Name one scenario file in it"};
  if (!fs::is_regular_file(status) && !fs::is_fifo(status))
    return Wrong{"this is neither a file nor a pipe", ""};
  if (fs::is_regular_file(status)) {
    const std::uintmax_t size = fs::file_size(path, error);
    if (!error && size > kMostBytes) return too_large(fmt::format("{} MiB", size >> 20));
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) return Wrong{"the file cannot be opened for reading", ""};
  std::string content;
  std::string block(1 << 16, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    content.append(block, 0, static_cast<std::size_t>(in.gcount()));
    if (content.size() > kMostBytes) return too_large("the input");
  }
  return content;
}

Form guess_form(const fs::path& path, std::string_view content) {
  const std::string ending = path.extension().string();
  if (ending == ".json") return Form::json;
  if (ending == ".binpb" || ending == ".pb" || ending == ".bin") return Form::binary;
  if (ending == ".textproto" || ending == ".txtpb" || ending == ".pbtxt") return Form::text;
  const std::size_t first = content.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && content[first] == '{') return Form::json;
  const auto control = [](char c) { return (c >= 0 && c < '\t') || (c > '\r' && c < ' '); };
  return std::any_of(content.begin(), content.end(), control) ? Form::binary : Form::text;
}

std::size_t first_bad_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text, i);
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

}  // namespace waypost::scenarios
