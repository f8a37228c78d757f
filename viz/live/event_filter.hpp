// SPDX-License-Identifier: Apache-2.0
// Which events are listed: terms separated by blanks, all of which must hold. A term is KEY:GLOB
// with key kind, server, site, name, type or id (16 hexadecimal digits, as the CSV has it); lat>MS
// or lat<MS; or a bare word, looked for in kind, server, site and name. A minus before a term
// excludes what it matches. Several terms with one key are alternatives. Kinds may go without their
// layer: timeout is dns.timeout. Example: "kind:timeout site:Tokyo* -type:A lat>200
// name:*.example."
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace waypost::viz {

/// What a filter looks at; the texts of one event.
struct EventWords {
  std::string_view kind, server, site, name, type;
  std::uint64_t object = 0;
  double latency_ms = 0;  ///< NaN: has none
};

class EventFilter {
 public:
  /// Never throws; fault() says which term is wrong, which is then left out.
  static EventFilter parse(std::string_view text);

  bool matches(const EventWords& event) const;
  bool empty() const { return terms_.empty(); }
  const std::string& fault() const { return fault_; }

 private:
  enum class Key : std::uint8_t { kind, server, site, name, type, id, slower, faster, any };
  struct Term {
    Key key = Key::any;
    bool excludes = false;
    std::string glob;
    double number = 0;
  };
  void add(std::string_view word);
  void blame(std::string_view word, std::string_view advice);
  static bool holds(const Term& term, const EventWords& event);

  std::vector<Term> terms_;
  std::string fault_;
};

}  // namespace waypost::viz
