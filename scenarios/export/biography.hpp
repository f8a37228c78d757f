// SPDX-License-Identifier: Apache-2.0
// The story of one message of a run, chosen beforehand: the n-th that a user submits, or the one
// with a given message-id (as the maillog prints it). Told when the run ends.
#pragma once

#include <optional>
#include <string>

#include "scenarios/results/message_story.hpp"
#include "scenarios/results/story_text.hpp"

namespace waypost::scenarios {

/// "17": the seventeenth message submitted; "8c1f0d52a7b3e946" (16 digits): by message-id.
struct BiographyOf {
  std::uint64_t ordinal = 0;  ///< from 1; 0: by key
  std::uint64_t key = 0;
};
/// Nothing when `text` is neither.
std::optional<BiographyOf> parse_biography(const std::string& text);

class Biography final : public sim::TraceSink {
 public:
  /// The story is written to `told`; both must outlive it.
  Biography(const Built& built, BiographyOf whom, std::string& told)
      : built_(built), whom_(whom), told_(told) {}
  void record(const sim::TraceRecord& r) override;
  void finish() override;

 private:
  const Built& built_;
  BiographyOf whom_;
  std::string& told_;
  std::uint64_t submitted_ = 0;
  std::uint32_t recipients_ = 0;
  std::optional<MessageTrace> trace_;
};

}  // namespace waypost::scenarios
