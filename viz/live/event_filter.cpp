// SPDX-License-Identifier: Apache-2.0
#include "viz/live/event_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "sim/trace_filter.hpp"

namespace waypost::viz {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool glob(const std::string& pattern, std::string_view text) {
  return sim::glob_matches(pattern, lower(text));
}

/// The whole of `text` as a number; false when it is none.
bool read_number(std::string_view text, double& value) {
  const std::string copy(text);
  char* end = nullptr;
  value = std::strtod(copy.c_str(), &end);
  return !copy.empty() && *end == '\0' && value == value;
}

/// "nix:z": letters before a colon. The colons of an address stand behind digits as well.
bool seems_a_key(std::string_view word) {
  const std::size_t colon = word.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

void EventFilter::blame(std::string_view word, std::string_view advice) {
  fault_ = fmt::format("\"{}\": {}", word, advice);
}

void EventFilter::add(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, Key>, 6> kKeys{{{"kind:", Key::kind},
                                                                          {"server:", Key::server},
                                                                          {"site:", Key::site},
                                                                          {"name:", Key::name},
                                                                          {"type:", Key::type},
                                                                          {"id:", Key::id}}};
  const std::string_view whole = word;
  Term term;
  term.excludes = word.size() > 1 && word.front() == '-';
  if (term.excludes) word.remove_prefix(1);
  const auto key = std::find_if(kKeys.begin(), kKeys.end(),
                                [&](const auto& k) { return word.starts_with(k.first); });
  if (key != kKeys.end()) {
    term.key = key->second;
    term.glob = lower(word.substr(key->first.size()));
    if (term.glob.empty()) return;  // still being typed
  } else if (word.starts_with("lat>") || word.starts_with("lat<")) {
    term.key = word[3] == '>' ? Key::slower : Key::faster;
    if (word.size() == 4) return;
    if (!read_number(word.substr(4), term.number))
      return blame(whole, "write lat>200, in milliseconds");
  } else if (seems_a_key(word)) {
    return blame(whole, "the keys are kind, server, site, name, type and id");
  } else {
    term.glob = "*" + lower(word) + "*";
  }
  terms_.push_back(std::move(term));
}

EventFilter EventFilter::parse(std::string_view text) {
  EventFilter filter;
  while (!text.empty()) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) break;
    text.remove_prefix(begin);
    const std::size_t length = std::min(text.find_first_of(" \t"), text.size());
    filter.add(text.substr(0, length));
    text.remove_prefix(length);
  }
  return filter;
}

bool EventFilter::holds(const Term& term, const EventWords& e) {
  switch (term.key) {
    case Key::kind: return glob(term.glob, e.kind) || glob("*." + term.glob, e.kind);
    case Key::server: return glob(term.glob, e.server);
    case Key::site: return glob(term.glob, e.site);
    case Key::name: return glob(term.glob, e.name);
    case Key::type: return glob(term.glob, e.type);
    case Key::id: return glob(term.glob, fmt::format("{:016x}", e.object));
    case Key::slower: return e.latency_ms > term.number;
    case Key::faster: return e.latency_ms < term.number;
    case Key::any:
      return glob(term.glob, e.kind) || glob(term.glob, e.server) || glob(term.glob, e.site) ||
             glob(term.glob, e.name);
  }
  return false;
}

bool EventFilter::matches(const EventWords& event) const {
  std::uint32_t asked = 0, met = 0;  // bit per key: alternatives
  for (const Term& term : terms_) {
    const bool hit = holds(term, event);
    if (term.excludes && hit) return false;
    if (term.excludes) continue;
    // Bare words and bounds on latency must each hold; keys are alternatives.
    if (term.key >= Key::slower) {
      if (!hit) return false;
      continue;
    }
    const std::uint32_t bit = 1u << static_cast<unsigned>(term.key);
    asked |= bit;
    if (hit) met |= bit;
  }
  return asked == met;
}

}  // namespace waypost::viz
