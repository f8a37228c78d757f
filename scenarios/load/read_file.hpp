// SPDX-License-Identifier: Apache-2.0
// A scenario's bytes, or why they are refused; and which form they have.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "scenarios/load/parsed.hpp"

namespace waypost::scenarios {

enum class Form { text, json, binary };

/// Larger files are refused unread.
inline constexpr std::uintmax_t kMostBytes = 256ULL << 20;

/// The whole file; refuses missing files, directories, devices and anything over kMostBytes.
Parsed<std::string> read_whole_file(const std::filesystem::path& path);

/// By the name's ending (.textproto .txtpb .pbtxt | .json | .binpb .pb .bin), else by the content.
Form guess_form(const std::filesystem::path& path, std::string_view content);

/// The offset of the first byte that is not UTF-8 (RFC 3629), or npos.
std::size_t first_bad_utf8(std::string_view text);

}  // namespace waypost::scenarios
