// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/queries.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/arrivals.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/shares.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

constexpr double kZipfExponent =
    0.91;  // of names by rank at resolvers (docs/models.md, "Popularity")
constexpr std::uint32_t kMostTries = 63;  // the width of a field in the lookup's token
constexpr std::size_t kMostDemands = 4096;

/// One entry of `queries`, read; its parts at the clients differ in arrivals and luck only.
struct QuerySet {
  const schema::Queries& queries;
  std::string name, path;
  workload::QueryDemand pattern;
};

double share_or_zero(const std::string& text) {
  const auto share = parse_share(text);
  return !text.empty() && share ? *share : 0;
}

/// A name, or so many numbered ones below it.
void add_names(Draft& draft, const QuerySet& set, const std::string& name,
               workload::Catalogue& catalogue) {
  constexpr std::uint32_t kMost = 10'000'000;
  dns::NameTable& names = draft.world.dns.names;
  const dns::Name base = names.intern(name);
  if (!set.queries.has_numbered()) return catalogue.names.push_back(base);
  if (set.queries.numbered() > kMost)
    return draft.problems.add(set.path + ".numbered", "is more than 10,000,000");
  for (std::uint32_t i = 1; i <= set.queries.numbered(); ++i)
    catalogue.names.push_back(names.intern_child(base, std::to_string(i)));
}

std::uint32_t add_catalogue(Draft& draft, const QuerySet& set) {
  workload::Catalogue catalogue;
  if (!set.queries.domains().empty())
    catalogue.names = draft.domain_set(set.queries.domains()).names;
  for (const std::string& name : set.queries.names()) add_names(draft, set, name, catalogue);
  if (catalogue.names.empty()) return 0;  // a recording brings its own names
  const double exponent = set.queries.has_zipf() ? set.queries.zipf() : kZipfExponent;
  if (!(exponent >= 0 && exponent <= 10))
    draft.problems.add(set.path + ".zipf", "must lie between 0 and 10");
  else
    catalogue.popularity =
        sim::ZipfTable(static_cast<std::uint32_t>(catalogue.names.size()), exponent);
  auto& all = draft.world.workload.catalogues;
  all.push_back(std::move(catalogue));
  return static_cast<std::uint32_t>(all.size() - 1);
}

workload::TypeMix read_types(const schema::Queries& queries, const std::string& path,
                             Problems& problems) {
  workload::TypeMix mix;
  for (int i = 0; i < queries.types_size(); ++i) {
    dns::RecordType type{};
    if (!dns::parse_record_type(queries.types(i).name(), type))
      problems.add(fmt::format("{}.types[{}].name", path, i),
                   fmt::format("unknown record type \"{}\"", queries.types(i).name()));
    mix.types.push_back(type);
  }
  if (!mix.types.empty()) mix.shares = sim::AliasTable(read_shares(queries.types()));
  return mix;
}

workload::SessionLaw read_sessions(const schema::Queries& queries, const std::string& path,
                                   Problems& problems) {
  workload::SessionLaw law;
  if (!queries.has_sessions()) return law;
  const auto& sessions = queries.sessions();
  law.active = true;
  law.lookups = to_law(sessions.lookups(), LawUnit::number, path + ".lookups", problems);
  law.gap = to_law(sessions.gap(), LawUnit::duration, path + ".gap", problems);
  if (!sessions.repeat().empty()) law.repeat_share = share_or_zero(sessions.repeat());
  const auto& arrivals = queries.arrivals();
  if (arrivals.rate().empty() && arrivals.rate_per_user().empty())
    problems.add(path, "sessions need a rate of lookups", "Write `rate` or `rate_per_user`");
  return law;
}

workload::RetryLaw read_retry(const schema::Queries& queries, const std::string& path,
                              Problems& problems) {
  workload::RetryLaw law;
  const auto& retry = queries.retry();
  if (retry.has_application_tries()) law.application_tries = retry.application_tries();
  if (retry.has_returns()) law.returns = retry.returns();
  law.return_share = share_or_zero(retry.return_share());
  law.return_after = law_or(retry.has_return_after(), retry.return_after(), LawUnit::duration,
                            law.return_after, path + ".return_after", problems);
  if (law.application_tries > kMostTries || law.returns > kMostTries)
    problems.add(path, fmt::format("tries and returns go up to {}", kMostTries));
  return law;
}

/// Lookups per second become sessions per second.
void count_sessions(workload::Arrivals& arrivals, const workload::SessionLaw& sessions) {
  if (sessions.active) arrivals.curve.mean_per_second /= std::max(1.0, sessions.lookups.mean());
}

void add_parts(Draft& draft, const QuerySet& set) {
  const Population& population = draft.population(set.queries.population());
  std::vector<Asking> askers;
  for (const Cell& cell : population.cells)
    askers.push_back({cell.users, draft.world.network.sites[cell.site].time_zone});
  if (askers.empty()) return;
  const ArrivalPlan plan(set.queries.arrivals(), draft.calendar, draft.horizon, draft.folder,
                         check_query_columns, set.path + ".arrivals", draft.problems);
  const auto parts = plan.deal_out(askers);
  const auto recorded = plan.deal_recorded(askers);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    workload::Clients& clients = draft.world.workload.clients[population.cells[i].clients];
    workload::QueryDemand demand = set.pattern;
    demand.path_hash = sim::mix(sim::hash_text("queries/" + set.name), clients.path_hash);
    demand.luck = sim::make_stream(draft.world.engine.seed(), demand.path_hash, "demand");
    demand.arrivals = parts[i];
    count_sessions(demand.arrivals, demand.sessions);
    demand.recorded = recorded_questions(recorded[i], draft.world.dns.names);
    if (clients.demands.size() == kMostDemands)
      draft.problems.add(set.path, "a population has more than 4096 kinds of lookups");
    clients.demands.push_back(std::move(demand));
  }
}

}  // namespace

void build_queries(Draft& draft) {
  for (int i = 0; i < draft.scenario.queries_size(); ++i) {
    const schema::Queries& queries = draft.scenario.queries(i);
    QuerySet set{queries, queries.name(), fmt::format("queries[{}]", i), {}};
    if (set.name.empty()) set.name = fmt::format("queries {}", i + 1);
    set.pattern.entry = static_cast<std::uint32_t>(i);
    set.pattern.catalogue = add_catalogue(draft, set);
    set.pattern.types = read_types(queries, set.path, draft.problems);
    set.pattern.missing_share = share_or_zero(queries.missing());
    set.pattern.sessions = read_sessions(queries, set.path + ".sessions", draft.problems);
    set.pattern.retry = read_retry(queries, set.path + ".retry", draft.problems);
    add_parts(draft, set);
  }
}

}  // namespace waypost::scenarios
