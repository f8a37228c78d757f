// SPDX-License-Identifier: Apache-2.0
#include "scenarios/replay/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace waypost::replay {
namespace {

using dns::Section;

using Key = std::tuple<std::string, dns::RecordType, std::string, std::uint32_t>;

/// The records of one section, sorted; TTLs are zero unless they count.
std::vector<Key> keys(const Stage& stage, const dns::Message& m, Section section, bool ttl) {
  std::vector<Key> out;
  for (const FlatRecord& r : flatten(stage, m))
    if (r.section == section)
      out.emplace_back(stage.dns.names.text(r.owner), r.type, r.data, ttl ? r.ttl : 0);
  std::sort(out.begin(), out.end());
  return out;
}

bool same_section(const Stage& stage, const dns::Message& a, const dns::Message& b, Section section,
                  bool ttl) {
  return keys(stage, a, section, ttl) == keys(stage, b, section, ttl);
}

/// Every alias stands before the records of its target.
bool aliases_in_order(const Stage& stage, const dns::Message& m) {
  const std::vector<FlatRecord> all = flatten(stage, m);
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (all[i].section == Section::answer && all[k].section == Section::answer &&
          all[i].type == dns::RecordType::cname && all[i].owner != all[k].owner &&
          all[i].data == stage.dns.names.text(all[k].owner))
        return false;
  return true;
}

std::vector<Key> soa_of_negative(const Stage& stage, const dns::Message& m) {
  std::vector<Key> out;
  for (const Key& key : keys(stage, m, Section::authority, false))
    if (std::get<1>(key) == dns::RecordType::soa) out.push_back(key);
  return out;
}

bool same_flags(const dns::Header& a, const dns::Header& b, Level level) {
  const bool core = a.qr == b.qr && a.rd == b.rd && a.ra == b.ra;
  return core &&
         (level == Level::core || (a.aa == b.aa && a.tc == b.tc && a.ad == b.ad && a.cd == b.cd));
}

/// The words that say which parts of any message are equal.
bool same_parts(const Stage& stage, std::uint32_t match, const dns::Message& want,
                bool want_question, const dns::Message& got) {
  const bool ttl = (match & kMatchTtl) != 0;
  const dns::Question& w = want.question;
  const dns::Question& g = got.question;
  if ((match & kMatchOpcode) && want.header.opcode != got.header.opcode) return false;
  if ((match & kMatchType) && want_question && w.qtype != g.qtype) return false;
  if ((match & kMatchName) && want_question && w.qname != g.qname) return false;
  if ((match & kMatchRcode) && want.header.rcode != got.header.rcode) return false;
  if ((match & kMatchQuestion) && want_question && w != g) return false;
  if ((match & kMatchAnswer) && !same_section(stage, want, got, Section::answer, ttl)) return false;
  if ((match & kMatchAuthority) && !same_section(stage, want, got, Section::authority, ttl))
    return false;
  if ((match & kMatchAdditional) && !same_section(stage, want, got, Section::additional, ttl))
    return false;
  if ((match & kMatchFlags) && !same_flags(want.header, got.header, Level::strict)) return false;
  return !(match & kMatchSubdomain) || !want_question ||
         stage.dns.names.is_at_or_below(g.qname, w.qname);
}

bool same_envelope(const PreparedEntry& want, const dns::Datagram& got) {
  const std::uint32_t match = want.entry->match;
  const dns::Edns& edns = got.message.edns;
  if ((match & kMatchDnssecOk) && !(edns.present && edns.dnssec_ok)) return false;
  if ((match & kMatchNoEdns) && edns.present) return false;
  if ((match & kMatchUdp) && got.transport != dns::Transport::udp) return false;
  if ((match & kMatchTcp) && got.transport != dns::Transport::tcp) return false;
  if (!(match & kMatchExtendedError)) return true;
  return edns.extended_error != 0xFFFF && (want.entry->extended_error == 0xFFFF ||
                                           want.entry->extended_error == edns.extended_error);
}

/// `all` of testbound, at either level.
bool same_whole(const Stage& stage, Level level, const PreparedEntry& want,
                const dns::Message& got) {
  const std::uint32_t match = want.entry->match;
  const bool ttl = (match & kMatchTtl) != 0;
  const dns::Message& m = want.message;
  if (m.header.opcode != got.header.opcode || m.header.rcode != got.header.rcode) return false;
  if (!same_flags(m.header, got.header, level)) return false;
  if (want.has_question && m.question != got.question) return false;
  if (!same_section(stage, m, got, Section::answer, ttl) || !aliases_in_order(stage, got))
    return false;
  if (soa_of_negative(stage, m) != soa_of_negative(stage, got)) return false;
  if (level == Level::core) return true;
  const bool edns = (match & kMatchAll) != 0;
  if (edns && (m.edns.present != got.edns.present || m.edns.dnssec_ok != got.edns.dnssec_ok))
    return false;
  return same_section(stage, m, got, Section::authority, ttl) &&
         same_section(stage, m, got, Section::additional, ttl);
}

/// `all` of Deckard: TTLs and EDNS do not count.
bool same_whole_deckard(const Stage& stage, Level level, const PreparedEntry& want,
                        const dns::Message& got) {
  constexpr std::uint32_t kCore =
      kMatchOpcode | kMatchType | kMatchName | kMatchRcode | kMatchAnswer;
  constexpr std::uint32_t kStrict = kCore | kMatchFlags | kMatchAuthority | kMatchAdditional;
  if (!same_flags(want.message.header, got.header, level)) return false;
  return same_parts(stage, level == Level::core ? kCore : kStrict, want.message, want.has_question,
                    got);
}

std::string flags_text(const dns::Header& h) {
  std::string text;
  const std::pair<bool, const char*> flags[] = {{h.qr, " QR"}, {h.aa, " AA"}, {h.tc, " TC"},
                                                {h.rd, " RD"}, {h.ra, " RA"}, {h.ad, " AD"},
                                                {h.cd, " CD"}};
  for (const auto& [set, name] : flags)
    if (set) text += name;
  return text;
}

}  // namespace

bool matches_query(const Stage& stage, const PreparedEntry& entry, const dns::Datagram& query) {
  if (!same_envelope(entry, query)) return false;
  const std::uint32_t match = entry.entry->match;
  if ((match & (kMatchAll | kMatchAllButEdns)) &&
      !same_whole(stage, Level::strict, entry, query.message))
    return false;
  return same_parts(stage, match, entry.message, entry.has_question, query.message);
}

bool matches_answer(const Stage& stage, Dialect dialect, Level level, const PreparedEntry& expected,
                    const dns::Datagram& got) {
  const std::uint32_t match = expected.entry->match;
  if (level == Level::strict && !same_envelope(expected, got)) return false;
  const bool whole = (match & (kMatchAll | kMatchAllButEdns)) != 0;
  if (whole && dialect == Dialect::deckard)
    return same_whole_deckard(stage, level, expected, got.message);
  if (whole && !same_whole(stage, level, expected, got.message)) return false;
  return same_parts(stage, match, expected.message, expected.has_question, got.message);
}

std::vector<std::string> message_lines(const Stage& stage, const dns::Message& m) {
  std::vector<std::string> lines;
  lines.push_back(fmt::format("{}{}{}", dns::to_text(m.header.rcode), flags_text(m.header),
                              m.edns.present ? m.edns.dnssec_ok ? " OPT DO" : " OPT" : ""));
  if (m.edns.extended_error != 0xFFFF)
    lines.push_back(fmt::format("EDE {}", m.edns.extended_error));
  lines.push_back(fmt::format("? {} {}", stage.dns.names.text(m.question.qname),
                              dns::to_text(m.question.qtype)));
  for (const FlatRecord& r : flatten(stage, m)) {
    constexpr const char* kSections[] = {"an ", "ns ", "ad "};
    lines.push_back(kSections[static_cast<std::size_t>(r.section)] + r.text(stage.dns.names));
  }
  return lines;
}

std::string side_by_side(const Stage& stage, const PreparedEntry& expected,
                         const dns::Message* got) {
  const std::vector<std::string> left = message_lines(stage, expected.message);
  std::vector<std::string> right;
  if (got != nullptr)
    right = message_lines(stage, *got);
  else
    right.push_back("(nothing)");
  std::string out = fmt::format("    {:<56} | {}\n", "expected", "got");
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i)
    out += fmt::format("    {:<56} | {}\n", i < left.size() ? left[i] : "",
                       i < right.size() ? right[i] : "");
  return out;
}

}  // namespace waypost::replay
