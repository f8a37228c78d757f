// SPDX-License-Identifier: Apache-2.0
#include "scenarios/replay/entry_reader.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

#include "scenarios/import/record_fields.hpp"

namespace waypost::replay {
namespace {

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

struct MatchWord {
  const char* prefix;
  std::uint32_t bits;
};
// The order matters: words are matched by prefix, first come first served.
constexpr std::array<MatchWord, 21> kMatchWords{{
    {"opcode", kMatchOpcode},
    {"qtype", kMatchType},
    {"qname", kMatchName},
    {"qcase", 0},  // letter case is not modelled: names are compared without it (RFC 4343)
    {"rcode", kMatchRcode},
    {"question", kMatchQuestion},
    {"answer", kMatchAnswer},
    {"authority", kMatchAuthority},
    {"additional", kMatchAdditional},
    {"subdomain", kMatchSubdomain},
    {"all_noedns", kMatchAllButEdns},
    {"all", kMatchAll},
    {"ttl", kMatchTtl},
    {"DO", kMatchDnssecOk},
    {"CO", 0},
    {"noedns", kMatchNoEdns},
    {"UDP", kMatchUdp},
    {"TCP", kMatchTcp},
    {"flags", kMatchFlags},
    {"ede=", kMatchExtendedError},
    {"do_not_answer", 0},
}};

void read_match(const std::vector<std::string>& words, int line, Entry& entry) {
  for (const std::string& word : std::span(words).subspan(1)) {
    for (const char* other : {"ednsdata", "client_cookie", "server_cookie", "serial="})
      if (word.starts_with(other)) unsupported(line, "MATCH " + word);
    const auto known = std::find_if(kMatchWords.begin(), kMatchWords.end(),
                                    [&](const auto& m) { return word.starts_with(m.prefix); });
    if (known == kMatchWords.end()) malformed(line, "MATCH has no word \"" + word + "\"");
    entry.match |= known->bits;
    if (known->bits == kMatchExtendedError && word != "ede=any")
      entry.extended_error = static_cast<std::uint16_t>(
          std::clamp(to_int(word.substr(4), line, "the info-code of ede="), 0, 0xFFFE));
  }
}

bool read_rcode(const std::string& word, dns::Header& header) {
  using enum dns::Rcode;
  constexpr std::array<std::pair<const char*, dns::Rcode>, 8> kCodes{{{"NOERROR", no_error},
                                                                      {"FORMERR", form_err},
                                                                      {"SERVFAIL", serv_fail},
                                                                      {"NXDOMAIN", nx_domain},
                                                                      {"NOTIMPL", not_imp},
                                                                      {"NOTIMP", not_imp},
                                                                      {"REFUSED", refused},
                                                                      {"YXDOMAIN", yx_domain}}};
  constexpr std::array<const char*, 4> kOthers{"YXRRSET", "NXRRSET", "NOTAUTH", "NOTZONE"};
  for (const auto& [text, code] : kCodes)
    if (word == text) return header.rcode = code, true;
  for (std::size_t i = 0; i < kOthers.size(); ++i)  // RFC 2136: 7 to 10
    if (word == kOthers[i]) return header.rcode = static_cast<dns::Rcode>(7 + i), true;
  return false;
}

bool read_opcode(const std::string& word, dns::Header& header) {
  constexpr std::array<std::pair<const char*, std::uint8_t>, 5> kOpcodes{
      {{"QUERY", 0}, {"IQUERY", 1}, {"STATUS", 2}, {"NOTIFY", 4}, {"UPDATE", 5}}};
  for (const auto& [text, code] : kOpcodes)
    if (word == text) return header.opcode = code, true;
  return false;
}

void read_reply(const std::vector<std::string>& words, int line, Entry& entry) {
  dns::Header& h = entry.header;
  const std::array<std::pair<const char*, bool*>, 7> flags{{{"QR", &h.qr},
                                                            {"AA", &h.aa},
                                                            {"TC", &h.tc},
                                                            {"RD", &h.rd},
                                                            {"CD", &h.cd},
                                                            {"RA", &h.ra},
                                                            {"AD", &h.ad}}};
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string word = upper(words[i]);
    if (word == "DO" || word == "CO") {
      entry.edns = true;
      entry.dnssec_ok = entry.dnssec_ok || word == "DO";
      continue;
    }
    const auto flag =
        std::find_if(flags.begin(), flags.end(), [&](const auto& f) { return word == f.first; });
    if (flag != flags.end())
      *flag->second = true;
    else if (!read_rcode(word, h) && !read_opcode(word, h))
      malformed(line, "REPLY has no word \"" + words[i] + "\"");
  }
}

void read_adjust(const std::vector<std::string>& words, int line, Entry& entry) {
  for (const std::string& word : std::span(words).subspan(1)) {
    if (word == "copy_id")
      entry.copies_id = true;
    else if (word == "copy_query")
      entry.copies_question = true;
    else if (word == "do_not_answer")
      entry.silent = true;
    else if (word.starts_with("sleep=") || word.starts_with("packet_sleep=") ||
             word.starts_with("copy_ednsdata") || word.starts_with("increment_ecs_scope"))
      unsupported(line, "ADJUST " + word);
    else
      malformed(line, "ADJUST has no word \"" + word + "\"");
  }
}

std::string absolute(std::string name, const RecordDefaults& defaults) {
  if (name == "@") return defaults.origin;
  if (scenarios::is_absolute(name)) return name;
  return defaults.origin == "." ? name + "." : name + "." + defaults.origin;
}

bool is_class(const std::string& word) { return word == "IN" || word == "CH" || word == "HS"; }

dns::RecordType to_type(const std::string& word, int line) {
  dns::RecordType type{};
  if (!dns::parse_record_type(word, type)) unsupported(line, "record type " + word);
  return type;
}

/// The master-file reader takes class IN only; records of others are marked.
std::string as_internet_record(const std::string& text, bool& other_class) {
  const std::vector<std::string> words = words_of(text);
  for (std::size_t i = 1; i < words.size() && i <= 2; ++i) {
    const std::string word = upper(words[i]);
    if (word != "CH" && word != "HS") continue;
    other_class = true;
    std::string out = text;
    return out.replace(out.find(words[i], words[0].size()), 2, "IN");
  }
  return text;
}

EntryRecord read_record(std::string_view text, int line, dns::Section section,
                        const RecordDefaults& defaults, const std::string& file) {
  EntryRecord out;
  out.section = section;
  scenarios::MasterOptions options;
  options.origin = defaults.origin;
  options.default_ttl = defaults.ttl;
  options.include_depth = 0;
  const std::string one = as_internet_record(std::string(text), out.other_class);
  if (one[0] == '$') malformed(line, "no directive may stand inside an entry");
  const scenarios::MasterRecords read = scenarios::read_master_text(one, file, options, {line});
  if (read.records.size() == 1) {
    out.record = read.records[0];
    return out;
  }
  for (const scenarios::ZoneFinding& finding : read.findings.list)
    if (finding.severity == scenarios::ZoneFinding::Severity::note) unsupported(line, finding.what);
  malformed(line, read.findings.list.empty() ? "\"" + one + "\" is no record"
                                             : read.findings.list[0].what);
}

void read_section(const std::vector<std::string>& words, int line, int& section) {
  constexpr std::array<const char*, 4> kNames{"QUESTION", "ANSWER", "AUTHORITY", "ADDITIONAL"};
  if (words.size() == 2)
    for (std::size_t i = 0; i < kNames.size(); ++i)
      if (words[1] == kNames[i]) {
        section = static_cast<int>(i);
        return;
      }
  malformed(line, "SECTION is followed by QUESTION, ANSWER, AUTHORITY or ADDITIONAL");
}

void read_line(const Lines& lines, const RecordDefaults& defaults, const std::string& file,
               int& section, Entry& entry) {
  const std::vector<std::string> words = words_of(lines.text());
  const int line = lines.number();
  if (words.empty()) return;
  if (words[0] == "MATCH") return read_match(words, line, entry);
  if (words[0] == "REPLY" || words[0] == "FLAGS") return read_reply(words, line, entry);
  if (words[0] == "ADJUST") return read_adjust(words, line, entry);
  if (words[0] == "SECTION") return read_section(words, line, section);
  if (words[0] == "TSIG" || words[0] == "MANDATORY" || words[0].starts_with("HEX_") ||
      words[0] == "EXTRA_PACKET")
    unsupported(line, words[0]);
  if (section == 0) {
    if (entry.question) malformed(line, "an entry has one question");
    entry.question = read_question(words, line, defaults);
    return;
  }
  entry.records.push_back(
      read_record(lines.text(), line, static_cast<dns::Section>(section - 1), defaults, file));
}

}  // namespace

bool take_directive(std::string_view line, int number, RecordDefaults& defaults) {
  const std::vector<std::string> words = words_of(line);
  if (words.empty() || (words[0] != "$ORIGIN" && words[0] != "$TTL")) return false;
  if (words.size() != 2) malformed(number, words[0] + " takes one value");
  if (words[0] == "$TTL")
    defaults.ttl =
        static_cast<std::uint32_t>(std::max(0, to_int(words[1], number, "the value of $TTL")));
  else
    defaults.origin = absolute(words[1], defaults);
  return true;
}

Asked read_question(const std::vector<std::string>& words, int line,
                    const RecordDefaults& defaults) {
  if (words.size() < 2 || words.size() > 4)
    malformed(line, "a question is written \"owner [ttl] [class] type\"");
  Asked asked;
  asked.name = absolute(words[0], defaults);
  asked.type = to_type(upper(words.back()), line);
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const std::string word = upper(words[i]);
    if (word == "CH" || word == "HS") asked.rclass = dns::RecordClass::ch;
    if (!is_class(word)) to_int(word, line, "the TTL");
  }
  return asked;
}

Entry read_entry(Lines& lines, const RecordDefaults& defaults, const std::string& file) {
  Entry entry;
  entry.line = lines.number();
  int section = 0;
  while (lines.next()) {
    if (starts_with_word(lines.text(), "ENTRY_END")) return entry;
    read_line(lines, defaults, file, section, entry);
  }
  malformed(entry.line, "the entry has no ENTRY_END");
}

}  // namespace waypost::replay
