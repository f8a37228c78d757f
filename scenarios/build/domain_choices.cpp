// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/domain_choices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/shares.hpp"
#include "scenarios/load/data_folder.hpp"
#include "scenarios/load/suggest.hpp"

namespace waypost::scenarios {
namespace {

constexpr double kComShare = 0.45;
constexpr double kUnseen = 0.2;  // weight of a TLD that the list of 10,000 does not have

/// How often each TLD occurs in the shipped list of top domains.
std::map<std::string, double> count_top_domains() {
  std::map<std::string, double> counts;
  std::ifstream in(data_folder() / "top-domains/opendns-top-domains.txt");
  for (std::string domain; std::getline(in, domain);) {
    const std::size_t dot = domain.rfind('.');
    if (dot != std::string::npos) counts[domain.substr(dot + 1)] += 1;
  }
  return counts;
}

struct Weighted {
  std::vector<dns::Name> tlds;
  std::vector<double> shares;
};

Weighted usual_tlds(Draft& draft) {
  const dns::Name com = draft.world.dns.names.intern("com");
  if (draft.root_tlds.empty()) return {{com}, {1}};  // a mini root
  const auto counts = count_top_domains();
  Weighted usual;
  double others = 0;
  for (const dns::Name tld : draft.root_tlds) {
    std::string label = draft.world.dns.names.text(tld);
    label.pop_back();
    const auto found = counts.find(label);
    usual.tlds.push_back(tld);
    usual.shares.push_back(tld == com ? 0 : (found == counts.end() ? kUnseen : found->second));
    others += usual.shares.back();
  }
  for (std::size_t i = 0; i < usual.tlds.size(); ++i)
    usual.shares[i] = usual.tlds[i] == com ? kComShare : usual.shares[i] / others * (1 - kComShare);
  return usual;
}

Weighted declared_tlds(Draft& draft, const schema::DomainSet& declared) {
  if (declared.tlds_size() == 0) return usual_tlds(draft);
  Weighted chosen{{}, read_shares(declared.tlds())};
  for (const schema::Share& tld : declared.tlds())
    chosen.tlds.push_back(draft.world.dns.names.intern(tld.name()));
  return chosen;
}

/// `count` draws by weight, the i-th keyed by i: more domains do not change the first ones.
std::vector<std::uint32_t> draw_by_weight(std::size_t count, std::span<const double> weights,
                                          const std::string& set, std::string_view purpose) {
  const sim::AliasTable table(weights);
  const sim::Stream stream = sim::make_stream(0, sim::hash_text("domains/" + set), purpose);
  std::vector<std::uint32_t> drawn;
  drawn.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    sim::Draw draw(stream, i);
    drawn.push_back(table.sample(draw));
  }
  return drawn;
}

/// P(TTL <= t) at OpenDNS, March 2012, 6.26 million names; the masses between the measured points
/// stand at the peaks that the same measurement names (docs/models.md, "TTLs").
struct TtlMass {
  double cumulative;
  std::uint32_t seconds;
};
constexpr TtlMass kMeasuredTtls[] = {{0.0016, 0},   {0.0984, 60},   {0.1632, 120},   {0.3988, 300},
                                     {0.4988, 600}, {0.7007, 3600}, {0.8207, 14400}, {1.0, 86400}};

}  // namespace

std::vector<dns::Name> choose_tlds(Draft& draft, const schema::DomainSet& declared,
                                   std::size_t domains) {
  const Weighted weighted = declared_tlds(draft, declared);
  std::vector<dns::Name> chosen;
  for (const std::uint32_t which : draw_by_weight(domains, weighted.shares, declared.name(), "tld"))
    chosen.push_back(weighted.tlds[which]);
  return chosen;
}

std::vector<MailChoice> choose_mail(Draft& draft, const schema::DomainSet& declared,
                                    std::size_t domains, const std::string& path) {
  if (declared.mail_size() == 0) return std::vector<MailChoice>(domains);
  std::vector<MailChoice> operators;
  std::vector<std::string> known{"self", "none"};
  for (const MailProvider& provider : draft.providers) known.push_back(provider.name);
  for (int i = 0; i < declared.mail_size(); ++i) {
    const std::string& name = declared.mail(i).name();
    const auto found = std::find(known.begin(), known.end(), name);
    if (found == known.end())
      draft.problems.add(fmt::format("{}.mail[{}].name", path, i),
                         fmt::format("no mail provider is named \"{}\"", name),
                         did_you_mean(name, known));
    const auto at = static_cast<std::uint32_t>(found - known.begin());
    if (at == 0)
      operators.push_back({MailChoice::Kind::self});
    else if (at == 1 || found == known.end())
      operators.push_back({MailChoice::Kind::none});
    else
      operators.push_back({MailChoice::Kind::provider, at - 2});
  }
  std::vector<MailChoice> chosen;
  const std::vector<double> shares = read_shares(declared.mail());
  for (const std::uint32_t which : draw_by_weight(domains, shares, declared.name(), "mail"))
    chosen.push_back(operators[which]);
  return chosen;
}

std::uint32_t draw_ttl(Draft& draft, const schema::DomainSet& declared, const std::string& path,
                       sim::Draw& draw) {
  if (declared.has_ttl()) {
    const sim::Law law = to_law(declared.ttl(), LawUnit::duration, path + ".ttl", draft.problems);
    return static_cast<std::uint32_t>(std::clamp(law.sample(draw), 0.0, 2147483647.0));
  }
  const double u = draw.uniform();
  for (const TtlMass& mass : kMeasuredTtls)
    if (u < mass.cumulative) return mass.seconds;
  return kMeasuredTtls[std::size(kMeasuredTtls) - 1].seconds;
}

}  // namespace waypost::scenarios
