// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <map>
#include <utility>

#include "scenarios/load/check.hpp"
#include "scenarios/load/check_plan.hpp"
#include "scenarios/load/check_text.hpp"
#include "scenarios/load/run_settings.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {
using google::protobuf::Message;
using Choices = std::initializer_list<std::pair<const char*, bool>>;

std::string at(const char* list, int index) { return fmt::format("{}[{}]", list, index); }

/// At most (or, with `needed`, exactly) one of several fields is given.
void one_of(Findings& findings, const std::string& path, const Choices& choices,
            bool needed = true) {
  std::vector<std::string> names, given;
  for (const auto& [name, present] : choices) {
    names.push_back(name);
    if (present) given.push_back(name);
    if (findings.mentioned(name)) needed = false;
  }
  if (given.size() > 1)
    findings.error(path + "." + given[1],
                   fmt::format("{} exclude each other", fmt::join(given, " and ")),
                   "Leave one out");
  if (given.empty() && needed)
    findings.error(path, fmt::format("needs one of: {}", fmt::join(names, ", ")));
}

void check_run(const schema::Scenario& s, Findings& findings) {
  if (s.schema_version() != 1 && !findings.mentioned("schema_version"))
    findings.error("schema_version",
                   s.schema_version() == 0
                       ? std::string("Scenario needs schema_version")
                       : fmt::format("version {} is not known to this program", s.schema_version()),
                   "Write schema_version: 1");
  const auto horizon = parse_duration(s.horizon());
  const auto warm_up = parse_duration(s.warm_up());
  const auto ci = parse_duration(s.ci_horizon());
  if (horizon && warm_up && *warm_up >= *horizon)
    findings.error("warm_up", fmt::format("{} leaves nothing to count: the horizon is {}",
                                          s.warm_up(), s.horizon()));
  if (horizon && ci && *ci > *horizon) findings.error("ci_horizon", "longer than the horizon");
  const auto window = parse_duration(s.reporting().window());
  if (horizon && !s.reporting().window().empty() && window && !fits_windows(*horizon, *window))
    findings.error(
        "reporting.window",
        fmt::format("{} cuts the run into more than a million windows", s.reporting().window()),
        "Write a longer one");
  if (ci && warm_up && *warm_up >= *ci) findings.error("ci_horizon", "must be longer than warm_up");
}

void check_coordinates(const schema::Coordinates& c, const std::string& path, Findings& findings) {
  if (std::abs(c.latitude()) > 90)
    findings.error(path + ".latitude", "must lie between -90 and 90 degrees");
  if (std::abs(c.longitude()) > 180)
    findings.error(path + ".longitude", "must lie between -180 and 180 degrees");
}

void check_places(const schema::Scenario& s, Findings& findings) {
  for (int i = 0; i < s.sites_size(); ++i) {
    one_of(findings, at("sites", i),
           {{"city", !s.sites(i).city().empty()}, {"coordinates", s.sites(i).has_coordinates()}});
    check_coordinates(s.sites(i).coordinates(), at("sites", i) + ".coordinates", findings);
  }
  for (int i = 0; i < s.hubs_size(); ++i) {
    one_of(findings, at("hubs", i),
           {{"city", !s.hubs(i).city().empty()}, {"coordinates", s.hubs(i).has_coordinates()}});
    check_coordinates(s.hubs(i).coordinates(), at("hubs", i) + ".coordinates", findings);
  }
}

/// Groups stand at named sites or at the largest cities.
template <class Group>
void check_spread(const Group& group, const std::string& path, Findings& findings) {
  one_of(findings, path,
         {{"sites", group.sites_size() > 0}, {"largest_cities", group.has_largest_cities()}});
}

void check_zone(const schema::Zone& zone, const std::string& path, Findings& findings) {
  one_of(findings, path, {{"records", zone.records_size() > 0}, {"file", !zone.file().empty()}},
         false);
  for (int i = 0; i < zone.answers_size(); ++i)
    if (zone.answers(i).policy_case() == schema::AnswerPolicy::POLICY_NOT_SET)
      one_of(
          findings, fmt::format("{}.answers[{}]", path, i),
          {{"order", false}, {"weighted", false}, {"by_site", false}, {"health_checked", false}});
}

void check_resolvers(const schema::ResolverGroup& group, const std::string& path,
                     Findings& findings) {
  check_spread(group, path, findings);
  for (int i = 0; i < group.zones_size(); ++i)
    one_of(findings, fmt::format("{}.zones[{}]", path, i),
           {{"forwards_to", group.zones(i).forwards_to_size() > 0},
            {"name_servers", group.zones(i).name_servers_size() > 0}});
}

void check_dns(const schema::Scenario& s, Findings& findings) {
  for (int i = 0; i < s.root().real().letters_size(); ++i) {
    const std::string& letter = s.root().real().letters(i);
    if (letter.size() != 1 || letter[0] < 'a' || letter[0] > 'm')
      findings.error(fmt::format("root.real.letters[{}]", i),
                     fmt::format("\"{}\" is no root letter", letter), "Write \"a\" to \"m\"");
  }
  for (int i = 0; i < s.resolvers_size(); ++i)
    check_resolvers(s.resolvers(i), at("resolvers", i), findings);
  for (int i = 0; i < s.forwarders_size(); ++i)
    check_spread(s.forwarders(i), at("forwarders", i), findings);
  for (int i = 0; i < s.zones_size(); ++i) check_zone(s.zones(i), at("zones", i), findings);
}

void check_mail(const schema::Scenario& s, Findings& findings) {
  for (int i = 0; i < s.mail_hosts_size(); ++i)
    for (int k = 0; k < s.mail_hosts(i).receives().domains_size(); ++k) {
      const auto& domain = s.mail_hosts(i).receives().domains(k);
      if (!domain.relay_to().empty() && domain.state() != schema::MailDomain::RELAY_TO)
        findings.error(fmt::format("mail_hosts[{}].receives.domains[{}].relay_to", i, k),
                       "goes with state: RELAY_TO");
    }
  for (int i = 0; i < s.mail_providers_size(); ++i)
    check_spread(s.mail_providers(i), at("mail_providers", i), findings);
  for (int i = 0; i < s.domains_size(); ++i)
    for (int k = 0; k < s.domains(i).mail_size(); ++k) {
      const std::string& name = s.domains(i).mail(k).name();
      const auto providers = entry_names(s, "mail_providers");
      if (name != "self" && name != "none" &&
          std::find(providers.begin(), providers.end(), name) == providers.end())
        findings.error(fmt::format("domains[{}].mail[{}].name", i, k),
                       fmt::format("\"{}\" is no mail provider of this scenario", name),
                       "\"self\" and \"none\" are known too");
    }
}

void check_arrivals(const schema::Arrivals& a, const std::string& path, const Calendar& calendar,
                    Findings& findings) {
  one_of(findings, path,
         {{"rate", !a.rate().empty()},
          {"rate_per_user", !a.rate_per_user().empty()},
          {"at", a.at_size() > 0},
          {"every", !a.every().empty()},
          {"recorded", !a.recorded().empty()}});
  if (a.has_day() && a.rate().empty() && a.rate_per_user().empty())
    findings.error(path + ".day", "multiplies a rate, and there is none");
  if (a.from().empty() || a.until().empty()) return;
  const auto from = calendar.instant(a.from()), until = calendar.instant(a.until());
  if (from && until && until->time <= from->time)
    findings.error(path + ".until", "must come after `from`");
}

/// A mail domain of a workload: an entry of `domains`, or a well-formed name.
void check_destination(const schema::Scenario& s, const std::string& name, const std::string& path,
                       Findings& findings) {
  const auto sets = entry_names(s, "domains");
  if (name.empty() || std::find(sets.begin(), sets.end(), name) != sets.end()) return;
  if (const auto wrong = check_domain_name(name)) findings.error(path, wrong->what, wrong->hint);
}

void check_people(const schema::Scenario& s, const Calendar& calendar, Findings& findings) {
  std::map<std::string, bool> has_mail;
  for (int i = 0; i < s.populations_size(); ++i) {
    const auto& p = s.populations(i);
    check_spread(p, at("populations", i), findings);
    has_mail[p.name()] = p.has_mail();
    if (p.has_mail() && p.mail().domain().empty() && !findings.mentioned("domain"))
      findings.error(at("populations", i) + ".mail", "needs domain");
    check_destination(s, p.mail().domain(), at("populations", i) + ".mail.domain", findings);
    if (p.resolvers_size() > 0 && p.resolver_mix_size() > 0)
      findings.note(at("populations", i) + ".resolvers", "resolver_mix wins over it");
  }
  for (int i = 0; i < s.queries_size(); ++i) {
    const auto& q = s.queries(i);
    one_of(findings, at("queries", i),
           {{"names", q.names_size() > 0}, {"domains", !q.domains().empty()}},
           q.arrivals().recorded().empty());
    if (s.resolvers_size() + s.forwarders_size() == 0 && !findings.mentioned("resolvers"))
      findings.error(
          at("queries", i) + ".population",
          fmt::format("\"{}\" has nobody to ask: the scenario has no resolvers", q.population()),
          "Add resolvers { name: \"isp\" sites: \"Paris, FR\" }");
    if (q.has_arrivals())
      check_arrivals(q.arrivals(), at("queries", i) + ".arrivals", calendar, findings);
  }
  for (int i = 0; i < s.messages_size(); ++i) {
    const auto& m = s.messages(i);
    const auto sender = has_mail.find(m.population());
    if (sender != has_mail.end() && !sender->second && !findings.mentioned("mail"))
      findings.error(at("messages", i) + ".population",
                     fmt::format("\"{}\" has no mail addresses", m.population()),
                     "Give that population `mail { domain: ... }`");
    if (m.has_arrivals())
      check_arrivals(m.arrivals(), at("messages", i) + ".arrivals", calendar, findings);
    if (m.to_size() == 0 && m.arrivals().recorded().empty() && !findings.mentioned("to"))
      findings.error(at("messages", i), "Messages needs to", "Write to { name: \"example.org\" }");
    for (int k = 0; k < m.to_size(); ++k)
      check_destination(s, m.to(k).name(), fmt::format("messages[{}].to[{}].name", i, k), findings);
  }
}

/// Entries of these lists may not share a name: other fields could not tell them apart.
void check_unique(const schema::Scenario& s, std::initializer_list<const char*> lists,
                  Findings& findings) {
  std::map<std::string, std::string> seen;
  for (const char* list : lists) {
    const auto names = entry_names(s, list);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i].empty()) continue;
      const std::string path = at(list, static_cast<int>(i));
      const auto [first, fresh] = seen.emplace(key_of_name(names[i]), path);
      if (fresh) continue;
      const bool zone = std::string_view(list) == "zones";
      findings.error(path + (zone ? ".origin" : ".name"),
                     fmt::format("\"{}\" is already the name of {}", names[i], first->second));
    }
  }
}

/// One address belongs to one host; anycast is one entry with several sites.
void check_addresses(const schema::Scenario& s, Findings& findings) {
  std::map<std::string, std::string> owners;
  const auto visit = [&](const auto& entries, const char* list) {
    for (int i = 0; i < entries.size(); ++i)
      for (int k = 0; k < entries.Get(i).addresses_size(); ++k) {
        const auto [first, fresh] =
            owners.emplace(key_of_name(entries.Get(i).addresses(k)), at(list, i));
        if (!fresh)
          findings.error(
              fmt::format("{}[{}].addresses[{}]", list, i, k),
              fmt::format("{} already belongs to {}", entries.Get(i).addresses(k), first->second),
              "For anycast write one entry with several sites");
      }
  };
  visit(s.name_servers(), "name_servers");
  visit(s.mail_hosts(), "mail_hosts");
  visit(s.resolvers(), "resolvers");
}

/// The shares of a mix make the whole; one may be left out.
void check_mix(const std::vector<schema::Share>& mix, const std::string& path, Findings& findings) {
  double sum = 0;
  int open = 0;
  for (const schema::Share& part : mix) {
    if (part.share().empty())
      ++open;
    else if (const auto share = parse_share(part.share()))
      sum += *share;
    else
      return;
  }
  if (mix.empty() || (mix.size() == 1 && open == 1)) return;
  if (open > 1)
    findings.error(path, "several parts have no share", "One may take what the others leave");
  else if (sum > 1.0001 || (open == 0 && sum < 0.9999))
    findings.error(path, fmt::format("the shares add up to {:.4g}%, not 100%", sum * 100));
}

void check_law(const schema::Law& law, const std::string& path, Findings& findings) {
  const auto need = [&](bool fine, const char* field, const char* what) {
    if (!fine && !findings.mentioned(field)) findings.error(path, what);
  };
  switch (law.law_case()) {
    case schema::Law::kLognormal:
      one_of(findings, path + ".lognormal",
             {{"median", !law.lognormal().median().empty()},
              {"mean", !law.lognormal().mean().empty()}});
      return;
    case schema::Law::kWeibull:
      return need(law.weibull().shape() > 0, "shape", "the shape must be more than zero");
    case schema::Law::kPareto:
      return need(law.pareto().shape() > 0, "shape", "the shape must be more than zero");
    case schema::Law::LAW_NOT_SET:
      return findings.error(
          path, "needs one of: constant, exponential, lognormal, weibull, pareto, uniform, zipf");
    default: return;
  }
}

/// Mixes and laws occur in many messages: one walk finds them all.
void check_mixes_and_laws(const Message& message, const std::string& path, Findings& findings) {
  const auto& reflection = *message.GetReflection();
  if (message.GetDescriptor() == schema::Law::descriptor())
    return check_law(static_cast<const schema::Law&>(message), path, findings);
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->message_type() == nullptr) continue;
    const std::string here = path.empty() ? field->name() : path + "." + field->name();
    if (field->message_type() == schema::Share::descriptor() && field->is_repeated()) {
      std::vector<schema::Share> mix;
      for (int i = 0; i < reflection.FieldSize(message, field); ++i)
        mix.push_back(
            static_cast<const schema::Share&>(reflection.GetRepeatedMessage(message, field, i)));
      check_mix(mix, here + "[0]", findings);
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i)
        check_mixes_and_laws(reflection.GetRepeatedMessage(message, field, i),
                             fmt::format("{}[{}]", here, i), findings);
    } else {
      check_mixes_and_laws(reflection.GetMessage(message, field), here, findings);
    }
  }
}

}  // namespace

void check_meaning(const schema::Scenario& s, const Calendar& calendar, Findings& findings) {
  check_run(s, findings);
  check_unique(s, {"sites", "hubs"}, findings);
  check_unique(s, {"resolvers", "forwarders"}, findings);
  check_unique(s, {"name_servers", "mail_hosts"}, findings);
  for (const char* list : {"links", "zones", "mail_providers", "domains", "populations", "plan"})
    check_unique(s, {list}, findings);
  check_addresses(s, findings);
  check_places(s, findings);
  check_dns(s, findings);
  check_mail(s, findings);
  check_people(s, calendar, findings);
  check_plan(s, findings);
  check_mixes_and_laws(s, "", findings);
}

}  // namespace waypost::scenarios
