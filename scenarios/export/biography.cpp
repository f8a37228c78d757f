// SPDX-License-Identifier: Apache-2.0
#include "scenarios/export/biography.hpp"

#include <fmt/format.h>

#include <charconv>

#include "models/mail/trace_kinds.hpp"

namespace waypost::scenarios {

std::optional<BiographyOf> parse_biography(const std::string& text) {
  constexpr std::size_t kKeyDigits = 16;
  const bool by_key = text.size() == kKeyDigits;
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number, by_key ? 16 : 10);
  if (read.ec != std::errc{} || read.ptr != end || (!by_key && number == 0)) return std::nullopt;
  return by_key ? BiographyOf{0, number} : BiographyOf{number, 0};
}

void Biography::record(const sim::TraceRecord& r) {
  if (!trace_ && r.kind == mail::kTraceSubmitted) {
    ++submitted_;
    if (whom_.ordinal == 0 ? r.object == whom_.key : submitted_ == whom_.ordinal) {
      trace_.emplace(r.object);
      whom_.key = r.object;
      recipients_ = static_cast<std::uint32_t>(r.value);
    }
  }
  if (trace_) trace_->record(r);
}

void Biography::finish() {
  if (!trace_) {
    told_ = whom_.ordinal == 0
                ? fmt::format("No message {:016x} was submitted in this run.\n", whom_.key)
                : fmt::format("Only {} messages were submitted in this run.\n", submitted_);
    return;
  }
  const std::string title = fmt::format("Message {:016x}", whom_.key);
  if (recipients_ != 1) {
    told_ = fmt::format("{} has {} recipients; a biography is of a message with one.\n", title,
                        recipients_);
    return;
  }
  told_ = story_text(tell_story(trace_->records(), whom_.key, built_.world.engine.now()), title,
                     built_);
}

}  // namespace waypost::scenarios
