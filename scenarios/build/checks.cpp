// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

void put(const std::string& text, sim::Duration& duration) {
  const auto read = parse_duration(text);
  if (!text.empty() && read) duration = *read;
}

void put(const std::string& text, double& share) {
  const auto read = parse_share(text);
  if (!text.empty() && read) share = *read;
}

void put(schema::Check::Verdict declared, mail::Verdict& verdict) {
  switch (declared) {
    case schema::Check::ACCEPT: verdict = mail::Verdict::accept; break;
    case schema::Check::JUNK: verdict = mail::Verdict::junk; break;
    case schema::Check::DEFER: verdict = mail::Verdict::defer; break;
    case schema::Check::REFUSE: verdict = mail::Verdict::refuse; break;
    default: break;  // left out: the model's
  }
}

template <class Texts>
std::vector<dns::Name> names(Draft& draft, const Texts& texts) {
  std::vector<dns::Name> found;
  for (const std::string& text : texts) {
    found.push_back(draft.world.dns.names.intern(text));
    draft.asked.push_back(found.back());
  }
  return found;
}

mail::Stage read(Draft&, const schema::Check::FirstContact& declared, const std::string&) {
  mail::FirstContact rule{.deep = declared.deep()};
  put(declared.wait(), rule.wait);
  put(declared.remembers(), rule.remembers);
  put(declared.deep_remembers(), rule.deep_remembers);
  return rule;
}

mail::Stage read(Draft& draft, const schema::Check::Blocklists& declared, const std::string& path) {
  mail::Blocklists rule{.zones = names(draft, declared.zones()), .naive = declared.naive()};
  if (declared.has_threshold()) rule.threshold = declared.threshold();
  put(declared.against(), rule.against);
  if (rule.against == mail::Verdict::junk)
    draft.problems.not_built(path + ".against", "judging the mail of a listed client as junk");
  return rule;
}

mail::Stage read(Draft& draft, const schema::Check::ReverseName& declared,
                 const std::string& path) {
  mail::ReverseName rule;
  put(declared.against(), rule.against);
  if (rule.against == mail::Verdict::junk)
    draft.problems.not_built(path + ".against", "judging the mail of a nameless client as junk");
  return rule;
}

mail::Stage read(Draft&, const schema::Check::Spf& declared, const std::string&) {
  mail::SpfRule rule;
  put(declared.fail(), rule.fail);
  put(declared.temporary_error(), rule.temporary_error);
  put(declared.permanent_error(), rule.permanent_error);
  return rule;
}

mail::Stage read(Draft& draft, const schema::Check::Greylist& declared, const std::string& path) {
  mail::GreylistProfile profile;
  put(declared.delay(), profile.delay);
  put(declared.retry_window(), profile.retry_window);
  put(declared.lifetime(), profile.lifetime);
  if (declared.has_client_passes()) profile.client_passes = declared.client_passes();
  if (declared.prefix() > 32) draft.problems.add(path + ".prefix", "an IPv4 address has 32 bits");
  if (declared.has_prefix()) profile.prefix = static_cast<std::uint8_t>(declared.prefix());
  return mail::GreylistRule{profile};
}

mail::Stage read(Draft& draft, const schema::Check::RateLimit& declared, const std::string& path) {
  mail::RateLimit rule;
  if (const auto rate = parse_rate_per_second(declared.rate()); rate && *rate > 0)
    rule.interval = sim::from_seconds(1 / *rate);
  else
    draft.problems.add(path + ".rate", "must be above 0");
  if (declared.has_burst()) rule.burst = declared.burst();
  put(declared.penalty(), rule.penalty);
  put(declared.against(), rule.against);
  if (rule.against == mail::Verdict::junk)
    draft.problems.not_built(path + ".against", "judging mail that comes too fast as junk");
  if (declared.prefix() > 32) draft.problems.add(path + ".prefix", "an IPv4 address has 32 bits");
  if (declared.has_prefix()) rule.prefix = static_cast<std::uint8_t>(declared.prefix());
  return rule;
}

mail::Stage read(Draft&, const schema::Check::Dkim& declared, const std::string&) {
  mail::DkimRule rule;
  put(declared.temporary_error(), rule.temporary_error);
  return rule;
}

mail::Stage read(Draft& draft, const schema::Check::Dmarc& declared, const std::string&) {
  mail::DmarcRule rule{.honours_reject = !declared.ignores_reject()};
  put(declared.temporary_error(), rule.temporary_error);
  rule.trusted_sealers = names(draft, declared.trusted_sealers());
  return rule;
}

mail::Stage read(Draft& draft, const schema::Check::Filter& declared, const std::string& path) {
  constexpr std::uint32_t kMostLookups = 64;  // rspamd's cap for one message
  mail::ContentFilter rule;
  put(declared.catches(), rule.catches);
  put(declared.false_positives(), rule.false_positives);
  put(declared.against(), rule.against);
  if (declared.lookups() > kMostLookups) draft.problems.add(path + ".lookups", "at most 64");
  if (declared.lookups() > 0 && declared.zones().empty())
    draft.problems.add(path + ".zones", "says nowhere to look up",
                       "Add zones, or leave lookups out");
  rule.lookups = static_cast<std::uint8_t>(std::min(declared.lookups(), kMostLookups));
  rule.zones = names(draft, declared.zones());
  const schema::Service& service = declared.service();
  rule.service_seconds = law_or(service.has_time(), service.time(), LawUnit::duration,
                                rule.service_seconds, path + ".service.time", draft.problems);
  if (service.has_workers()) rule.workers = service.workers();
  if (service.has_queue_limit()) rule.queue_places = service.queue_limit();
  return rule;
}

bool checks_spf(const mail::MailHost& host) {
  const mail::Checks* checks = host.receives.checks.get();
  return checks != nullptr &&
         std::any_of(checks->stages.begin(), checks->stages.end(), [](const mail::Stage& stage) {
           return std::holds_alternative<mail::SpfRule>(stage);
         });
}

}  // namespace

void refuse_spf_macros(Draft& draft, const mail::Published& published) {
  const auto& hosts = draft.world.mail.hosts;
  if (std::none_of(hosts.begin(), hosts.end(), checks_spf)) return;
  for (const dns::Name owner : published.spf_macros())
    draft.problems.not_built("zones", "macros in the SPF record of " +
                                          draft.world.dns.names.text(owner) +
                                          ", which a receiver here checks,");
}

std::shared_ptr<const mail::Checks> read_checks(
    Draft& draft, const google::protobuf::RepeatedPtrField<schema::Check>& declared,
    const std::string& path) {
  if (declared.empty()) return nullptr;
  auto checks = std::make_shared<mail::Checks>();
  for (int i = 0; i < declared.size(); ++i) {
    const std::string at = fmt::format("{}[{}]", path, i);
    const schema::Check& check = declared[i];
    auto& stages = checks->stages;
    switch (check.check_case()) {
      case schema::Check::kFirstContact:
        stages.push_back(read(draft, check.first_contact(), at));
        break;
      case schema::Check::kBlocklists:
        stages.push_back(read(draft, check.blocklists(), at + ".blocklists"));
        break;
      case schema::Check::kReverseName:
        stages.push_back(read(draft, check.reverse_name(), at + ".reverse_name"));
        break;
      case schema::Check::kSpf: stages.push_back(read(draft, check.spf(), at)); break;
      case schema::Check::kGreylist:
        stages.push_back(read(draft, check.greylist(), at + ".greylist"));
        break;
      case schema::Check::kRateLimit:
        stages.push_back(read(draft, check.rate_limit(), at + ".rate_limit"));
        break;
      case schema::Check::kDkim: stages.push_back(read(draft, check.dkim(), at)); break;
      case schema::Check::kDmarc: stages.push_back(read(draft, check.dmarc(), at)); break;
      case schema::Check::kFilter:
        stages.push_back(read(draft, check.filter(), at + ".filter"));
        break;
      case schema::Check::CHECK_NOT_SET:
        draft.problems.add(at, "says no kind of check",
                           "Write one of: first_contact, blocklists, reverse_name, spf, greylist, "
                           "rate_limit, dkim, dmarc, filter");
    }
  }
  return checks;
}

}  // namespace waypost::scenarios
