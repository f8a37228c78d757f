// SPDX-License-Identifier: Apache-2.0
// M: the hosts that MX records name, as servers give them out.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "models/net/address.hpp"
#include "scenarios/lint/rule_check.hpp"
#include "scenarios/load/suggest.hpp"

namespace waypost::scenarios {
namespace {

/// One MX set of a zone of the scenario.
struct MxSet {
  const ZoneSource& zone;
  dns::Name apex;
  dns::Name owner;
  std::span<const dns::Rdata> exchangers;
};

void for_each_mx_set(const LintRun& run, const std::function<void(const MxSet&)>& look) {
  const ServedView& view = run.view();
  for (const ZoneSource& source : run.sources()) {
    const dns::Name apex = run.apex(source);
    const dns::Zone* zone = view.zone(apex);
    if (zone == nullptr) continue;
    for (const dns::RecordSetId id : zone->sets) {
      const dns::RecordSet& set = view.records().set(id);
      if (set.type == dns::RecordType::mx) look({source, apex, set.owner, view.records().data(id)});
    }
  }
}

bool is_null_mx(const dns::Rdata& exchanger) { return exchanger.name == dns::kRoot; }

/// `name` without the zone's own name at its end: what somebody who forgot the final dot meant.
std::string as_written(const ServedView& view, dns::Name name, dns::Name apex) {
  std::string text = view.text(name);
  const std::string origin = "." + view.text(apex);
  if (text.ends_with(origin)) text.resize(text.size() - origin.size());
  return text;
}

/// "192.0.2.1", "2001:db8::1" or "[192.0.2.1]", absolute or with the zone's name behind it.
bool is_address_literal(const ServedView& view, dns::Name name, dns::Name apex) {
  std::string text = as_written(view, name, apex);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  return net::parse_address(text).has_value();
}

void fire(LintRun& run, const MxSet& set, dns::Name target, std::string what, std::string hint) {
  run.fire_at_record(set.zone, set.owner, dns::RecordType::mx, run.world.dns.names.text(target),
                     {run.view().text(set.owner), std::move(what), std::move(hint)});
}

/// RFC 7505 section 3: a null MX stands alone, with preference 0.
void m03_null_mx_mixed(LintRun& run) {
  for_each_mx_set(run, [&](const MxSet& set) {
    const auto null = std::find_if(set.exchangers.begin(), set.exchangers.end(), is_null_mx);
    if (null == set.exchangers.end()) return;
    if (set.exchangers.size() > 1) {
      fire(run, set, dns::kRoot,
           fmt::format("its null MX (\"takes no mail\") stands beside {} other MX",
                       set.exchangers.size() - 1),
           "Keep \"MX 0 .\" alone, or take it out");
    } else if (null->preference != 0) {
      run.next_weighs(Severity::note);
      fire(run, set, dns::kRoot, fmt::format("its null MX has preference {}", null->preference),
           "Write \"MX 0 .\"");
    }
  });
}

/// RFC 5321 section 5.1, RFC 2181 section 10.3.
void m05_target_is_alias(LintRun& run) {
  const ServedView& view = run.view();
  for_each_mx_set(run, [&](const MxSet& set) {
    for (const dns::Rdata& exchanger : set.exchangers) {
      if (is_null_mx(exchanger)) continue;
      const Walk walk = view.walk(exchanger.name, dns::RecordType::a);
      if (walk.end != Walk::End::alias) continue;
      fire(run, set, exchanger.name,
           fmt::format("its MX {} is an alias for {}", view.text(exchanger.name),
                       view.text(walk.target)),
           fmt::format("Name {} itself in the MX record", view.text(walk.target)));
    }
  });
}

/// Names of hosts that the scenario's mail could go to.
std::vector<std::string> mail_host_names(const schema::Scenario& scenario) {
  std::vector<std::string> names;
  for (const auto& host : scenario.mail_hosts())
    if (host.has_receives()) names.push_back(host.name());
  return names;
}

std::string hint_for_missing(const LintRun& run, const MxSet& set, dns::Name target) {
  const ServedView& view = run.view();
  const std::string written = as_written(view, target, set.apex);
  dns::Name meant;
  if (written != view.text(target) && view.names().find(written, meant) &&
      !view.addresses(meant).empty())
    return fmt::format("Write \"{}.\", with a final dot", written);
  const std::string near = nearest(view.text(target), mail_host_names(run.scenario));
  return near.empty()
             ? fmt::format("Give {} an A record, or name a host that has one", view.text(target))
             : fmt::format("Did you mean \"{}\"?", near);
}

/// Nothing there, and not for lack of a zone that another finding speaks of.
bool has_no_address(const ServedView& view, dns::Name target) {
  if (!view.addresses(target).empty()) return false;
  const Walk::End end = view.follow(target, dns::RecordType::a).last.end;
  return end == Walk::End::no_data || end == Walk::End::nx_domain;
}

/// RFC 5321 section 5.1.
void m06_target_without_address(LintRun& run) {
  const ServedView& view = run.view();
  for_each_mx_set(run, [&](const MxSet& set) {
    for (const dns::Rdata& exchanger : set.exchangers) {
      if (is_null_mx(exchanger) || is_address_literal(view, exchanger.name, set.apex)) continue;
      if (!has_no_address(view, exchanger.name)) continue;
      const bool exists =
          view.follow(exchanger.name, dns::RecordType::a).last.end == Walk::End::no_data;
      fire(run, set, exchanger.name,
           fmt::format("its MX {} {}", view.text(exchanger.name),
                       exists ? "has no address" : "does not exist"),
           hint_for_missing(run, set, exchanger.name));
    }
  });
}

/// RFC 1035 section 3.3.9: the exchange is a domain name.
void m07_target_is_address(LintRun& run) {
  const ServedView& view = run.view();
  for_each_mx_set(run, [&](const MxSet& set) {
    for (const dns::Rdata& exchanger : set.exchangers) {
      if (is_null_mx(exchanger) || !is_address_literal(view, exchanger.name, set.apex)) continue;
      fire(run, set, exchanger.name,
           fmt::format("its MX is the address {}, where the name of a host belongs: it is read as "
                       "the name \"{}\"",
                       as_written(view, exchanger.name, set.apex),
                       view.names().text(exchanger.name)),
           "Give the host a name with an address record, and write that name");
    }
  });
}

/// RFC 5321 section 5.1: a second record for the same host adds no second host.
void m09_target_listed_twice(LintRun& run) {
  const ServedView& view = run.view();
  for_each_mx_set(run, [&](const MxSet& set) {
    for (std::size_t i = 0; i < set.exchangers.size(); ++i) {
      const dns::Name target = set.exchangers[i].name;
      const auto same = [&](const dns::Rdata& other) { return other.name == target; };
      const auto end = set.exchangers.begin() + static_cast<std::ptrdiff_t>(i);
      if (std::count_if(set.exchangers.begin(), end, same) != 1) continue;  // told at the second
      fire(run, set, target,
           fmt::format("its MX {} is listed {} times", view.text(target),
                       std::count_if(set.exchangers.begin(), set.exchangers.end(), same)),
           "List it once; a backup has to be another host");
    }
  });
}

}  // namespace

std::vector<RuleCheck> exchanger_rules() {
  return {{"M03", m03_null_mx_mixed},
          {"M05", m05_target_is_alias},
          {"M06", m06_target_without_address},
          {"M07", m07_target_is_address},
          {"M09", m09_target_listed_twice}};
}

}  // namespace waypost::scenarios
