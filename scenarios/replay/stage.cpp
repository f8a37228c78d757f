// SPDX-License-Identifier: Apache-2.0
#include "scenarios/replay/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "scenarios/import/record_import.hpp"
#include "scenarios/replay/lines.hpp"

namespace waypost::replay {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

net::HostId add_host(Stage& stage, const std::string& path, const std::string& v4,
                     const std::string& v6) {
  const net::HostId host = net::add_host(
      stage.network, path,
      {.site = 0, .entity = stage.engine.add_entity(sim::hash_text(path)), .access = {}});
  for (const std::string& address : {v4, v6})
    (void)net::claim_address(stage.network, host, *net::parse_address(address));
  return host;
}

/// The set of these records, one for equal data.
dns::RecordSetId intern_set(Stage& stage, dns::Name owner, dns::RecordType type,
                            std::vector<std::pair<std::uint64_t, dns::Rdata>> data) {
  std::vector<std::uint64_t> hashes;
  for (const auto& [hash, rdata] : data) hashes.push_back(hash);
  std::sort(hashes.begin(), hashes.end());
  std::uint64_t content = stage.dns.names.hash(owner);
  for (const std::uint64_t hash : hashes) content = sim::mix(content, hash);
  const auto key = std::pair(content, static_cast<std::uint64_t>(type));
  if (const auto known = stage.sets.find(key); known != stage.sets.end()) return known->second;
  std::vector<dns::Rdata> rdata;
  for (const auto& [hash, one] : data) rdata.push_back(one);
  const dns::RecordSetId id = stage.dns.records.add(owner, type, 3600, rdata, content);
  stage.sets.emplace(key, id);
  return id;
}

dns::Name to_name(Stage& stage, const std::string& text, int line) {
  try {
    return stage.dns.names.intern(text);
  } catch (const std::invalid_argument& fault) {
    malformed(line, "\"" + text + "\": " + fault.what());
  }
}

/// Records of one section, owner and type, gathered in order of first appearance.
struct Gathered {
  dns::Section section{};
  dns::Name owner{};
  dns::RecordType type{};
  std::uint32_t ttl = UINT32_MAX;
  std::vector<std::pair<std::uint64_t, dns::Rdata>> data;
};

std::vector<Gathered> gather(Stage& stage, const Entry& entry) {
  const scenarios::ImportTarget target{
      stage.dns.names, stage.dns.records,
      [&](const net::Address& a) { return stage.network.addresses.intern(a); }};
  std::vector<Gathered> all;
  for (const EntryRecord& one : entry.records) {
    if (one.other_class) continue;
    const dns::Name owner = to_name(stage, one.record.owner, one.record.line);
    auto place = std::find_if(all.begin(), all.end(), [&](const Gathered& g) {
      return g.section == one.section && g.owner == owner && g.type == one.record.type;
    });
    if (place == all.end())
      place = all.insert(all.end(), {one.section, owner, one.record.type, UINT32_MAX, {}});
    try {
      const dns::Rdata data = scenarios::import_data(one.record, target);
      place->data.push_back({scenarios::data_hash(data, one.record, target), data});
    } catch (const std::invalid_argument& fault) {
      malformed(one.record.line, fault.what());
    }
    place->ttl = std::min(place->ttl, one.record.ttl);
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Gathered& a, const Gathered& b) { return a.section < b.section; });
  return all;
}

std::string soa_text(const Stage& stage, dns::RecordSetId set) {
  const dns::Soa& soa = stage.dns.records.soa(set);
  return fmt::format("{} {} {} {} {} {} {}", stage.dns.names.text(soa.mname),
                     stage.dns.names.text(soa.rname), soa.serial, soa.refresh, soa.retry,
                     soa.expire, soa.minimum);
}

std::string data_text(const Stage& stage, const dns::SetView& view, const dns::Rdata& data) {
  const dns::NameTable& names = stage.dns.names;
  const dns::RecordSet& set = stage.dns.records.set(view.set);
  if (view.synthesised) {
    dns::Name target;
    if (names.rewrite(view.owner, set.owner, data.name, target)) return names.text(target);
    return "?";
  }
  switch (set.type) {
    case dns::RecordType::a:
    case dns::RecordType::aaaa: return net::to_text(stage.network.addresses.address(data.address));
    case dns::RecordType::ns:
    case dns::RecordType::cname:
    case dns::RecordType::dname:
    case dns::RecordType::ptr: return names.text(data.name);
    case dns::RecordType::mx: return fmt::format("{} {}", data.preference, names.text(data.name));
    case dns::RecordType::srv:
      return fmt::format("{} {} {} {}", data.preference, data.weight, data.port,
                         names.text(data.name));
    case dns::RecordType::soa: return soa_text(stage, view.set);
    case dns::RecordType::txt:
    case dns::RecordType::ds:
    case dns::RecordType::dnskey:
    case dns::RecordType::tlsa:
    case dns::RecordType::svcb:
    case dns::RecordType::https:
    case dns::RecordType::caa:
    case dns::RecordType::axfr:
    case dns::RecordType::any: break;
  }
  return stage.dns.records.text(data);
}

}  // namespace

std::unique_ptr<Stage> make_stage() {
  auto stage = std::make_unique<Stage>();
  stage->network.latency.fixed_ms = 0;
  net::add_site(stage->network, {.path = "stage", .position = {0, 0}});
  stage->resolver_host = add_host(*stage, "resolver", "192.0.2.53", "2001:db8::53");
  stage->client_host = add_host(*stage, "client", "127.0.0.1", "::1");
  net::publish(stage->network);
  return stage;
}

PreparedEntry prepare(Stage& stage, const Entry& entry, const std::string&) {
  PreparedEntry out;
  out.entry = &entry;
  dns::Message& m = out.message;
  m.header = entry.header;
  if (entry.edns) m.edns = {true, entry.dnssec_ok, 1232, 0xFFFF};
  out.has_question = entry.question.has_value();
  if (entry.question)
    m.question = {to_name(stage, entry.question->name, entry.line), entry.question->type,
                  entry.question->rclass};
  for (Gathered& g : gather(stage, entry)) {
    dns::SetView view;
    view.owner = g.owner;
    view.ttl = g.ttl;
    view.section = g.section;
    view.set = intern_set(stage, g.owner, g.type, std::move(g.data));
    m.sets.push_back(view);
  }
  return out;
}

void close_under_dnames(Stage& stage, const Script& script) {
  constexpr int kRounds = 16;           // a loop of DNAMEs makes names for ever
  constexpr std::size_t kMost = 20000;  // names
  std::vector<std::pair<std::string, std::string>> dnames;
  const auto note = [&](const Entry& entry) {
    for (const EntryRecord& r : entry.records)
      if (r.record.type == dns::RecordType::dname)
        dnames.push_back({lower(r.record.owner), lower(r.record.data)});
  };
  for (const Range& range : script.ranges)
    for (const Entry& entry : range.entries) note(entry);
  for (const Step& step : script.steps) note(step.entry);
  if (dnames.empty()) return;
  dns::NameTable& names = stage.dns.names;
  std::size_t begin = 1;
  for (int round = 0; round < kRounds && begin < names.size() && names.size() < kMost; ++round) {
    const std::size_t end = names.size();
    for (std::size_t node = round == 0 ? 1 : begin; node < end; ++node) {
      const std::string text = names.text({static_cast<std::uint32_t>(node), 0});
      for (const auto& [owner, target] : dnames) {
        const std::string suffix = "." + owner;
        if (owner == "." || !text.ends_with(suffix)) continue;
        const std::string head = text.substr(0, text.size() - suffix.size());
        try {
          names.intern(target == "." ? head + "." : head + "." + target);
        } catch (const std::invalid_argument&) {
          continue;  // longer than 255 octets: nobody can be asked for it
        }
      }
    }
    begin = end;
  }
}

std::string FlatRecord::text(const dns::NameTable& names) const {
  return fmt::format("{} {} {} {}", names.text(owner), ttl, dns::to_text(type), data);
}

std::vector<FlatRecord> flatten(const Stage& stage, const dns::Message& message) {
  std::vector<FlatRecord> out;
  for (const dns::SetView& view : message.sets) {
    const dns::RecordType type =
        view.synthesised ? dns::RecordType::cname : stage.dns.records.set(view.set).type;
    dns::for_each_record(stage.dns.records, view, [&](const dns::Rdata& data) {
      out.push_back(
          {view.section, view.owner, type, view.ttl, lower(data_text(stage, view, data))});
    });
  }
  return out;
}

}  // namespace waypost::replay
