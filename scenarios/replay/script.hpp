// SPDX-License-Identifier: Apache-2.0
// A .rpl conformance scenario as read: configuration lines, canned answers (ranges) and the script
// of steps, in the dialects of Unbound's testbound and of Deckard. Text only: names and records
// become the model's own when the script is played (stage.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/dns/message.hpp"
#include "models/net/address.hpp"
#include "scenarios/import/master_file.hpp"

namespace waypost::replay {

enum class Dialect : std::uint8_t { testbound, deckard };

/// What an entry's MATCH words ask to be equal.
enum Match : std::uint32_t {
  kMatchOpcode = 1u << 0,
  kMatchType = 1u << 1,
  kMatchName = 1u << 2,
  kMatchRcode = 1u << 3,
  kMatchQuestion = 1u << 4,
  kMatchAnswer = 1u << 5,
  kMatchAuthority = 1u << 6,   ///< Deckard
  kMatchAdditional = 1u << 7,  ///< Deckard
  kMatchSubdomain = 1u << 8,
  kMatchAll = 1u << 9,
  kMatchAllButEdns = 1u << 10,
  kMatchTtl = 1u << 11,
  kMatchDnssecOk = 1u << 12,
  kMatchNoEdns = 1u << 13,
  kMatchUdp = 1u << 14,
  kMatchTcp = 1u << 15,
  kMatchExtendedError = 1u << 16,
  kMatchFlags = 1u << 17,  ///< Deckard
};

struct Asked {
  std::string name;
  dns::RecordType type{};
  dns::RecordClass rclass = dns::RecordClass::in;
};

struct EntryRecord {
  scenarios::MasterRecord record;
  dns::Section section{};
  bool other_class = false;  ///< CH or HS: no record of the Internet
};

/// One syntax, four uses: a canned answer, a client's query, an answer or a query expected.
struct Entry {
  std::uint32_t match = 0;
  std::uint16_t extended_error = 0xFFFF;  ///< of kMatchExtendedError; 0xFFFF: any
  dns::Header header;
  bool edns = false, dnssec_ok = false;
  bool copies_id = false, copies_question = false;
  bool silent = false;  ///< Deckard's do_not_answer
  std::optional<Asked> question;
  std::vector<EntryRecord> records;
  int line = 0;
};

struct Range {
  int first = 0, last = 0;
  std::vector<net::Address> addresses;  ///< empty: of every server
  std::vector<Entry> entries;
};

struct Step {
  enum class Kind : std::uint8_t {
    query,
    check_answer,
    check_out_query,
    reply,
    timeout,
    error,
    nothing,
    traffic,
    time_passes,
    infra_rtt,
    flush_message,
    expire_message,
    assign,
  };
  Kind kind{};
  int number = 0;
  int line = 0;
  std::optional<net::Address> address;
  Entry entry;                 ///< of the kinds that take one
  double elapse_seconds = 0;   ///< of time_passes
  std::string variable;        ///< of assign
  std::string expression;      ///< of assign, and of time_passes when it says EVAL
  std::optional<Asked> asked;  ///< of flush_message and expire_message
  std::string zone;            ///< of infra_rtt
  double rtt_ms = 0;           ///< of infra_rtt
};

/// One option of the configuration block; `clause`: "server", "stub-zone", "forward-zone", or empty
/// in Deckard's dialect. Each clause line opens a new `section`.
struct Option {
  std::string clause, key, value;
  int section = 0;
  int line = 0;
};

struct Script {
  std::string file, title;
  Dialect dialect = Dialect::testbound;
  std::vector<Option> options;
  std::vector<Range> ranges;
  std::vector<Step> steps;
};

/// Why a file cannot be played.
struct Refusal {
  int line = 0;              ///< from 1; 0: the file as a whole
  bool unsupported = false;  ///< well-formed, but asks for something that is not built
  std::string what;
};
std::string to_text(const std::string& file, const Refusal& refusal);

struct ReadScript {
  Script script;
  std::optional<Refusal> refusal;  ///< of the first fault; the script is then unusable
};

/// Reads `text`, which stands in `file` (for messages). Never throws.
ReadScript read_script(std::string_view text, const std::string& file);
ReadScript read_script_file(const std::string& path);

}  // namespace waypost::replay
