// SPDX-License-Identifier: Apache-2.0
// "Did you mean": the known name nearest to a mistyped one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waypost::scenarios {

/// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, case ignored
/// (optimal string alignment). O(|a| |b|); texts are cut at 64 characters.
int edit_distance(std::string_view a, std::string_view b);

/// The candidate within a third of the word's length (at least 1, at most 4 edits); empty when none
/// is. Of several equally near ones the first.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "Did you mean "x"?", or when nothing is near and the list is short, "Known: a, b, c"; else
/// empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace waypost::scenarios
