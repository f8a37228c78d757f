// SPDX-License-Identifier: Apache-2.0
// What a recursive resolver answers from its cache without asking anybody: fresh data, stale data
// where the profile serves them (RFC 8767), the memory of failures, and snoopers; a hit near the
// end of an entry's life fetches it anew (prefetch).
#include "models/dns/resolver_work.hpp"

#include <algorithm>

#include "models/dns/client_trace.hpp"
#include "models/dns/delegation.hpp"
#include "models/dns/local_answer.hpp"

namespace waypost::dns {
namespace {

constexpr std::uint16_t kStaleAnswer = 3;  // RFC 8914 section 4.4

void report_hit(const Context& context, const RecursiveResolver& resolver, const Question& question,
                const WaitingClient& client, Rcode rcode, sim::Time at) {
  report_client(context, kTraceCacheHit, resolver.entity, question, client,
                [&](sim::TraceRecord& record) {
                  record.code = static_cast<std::uint16_t>(rcode);
                  record.value = (at - context.engine.now()).ns;
                });
}

bool is_due_for_prefetch(const PrefetchPolicy& policy, const CachedAnswer& found) {
  if (!policy.enabled || found.kind != CachedAnswer::Kind::answer || found.aliases > 0)
    return false;
  if (found.ttl < policy.min_original_ttl) return false;
  // Whole seconds: of TTL 5 the last tenth is the second in which 0 are left (Unbound).
  const std::uint64_t last_share = std::uint64_t{found.ttl} * policy.last_percent / 100;
  return (policy.last_percent > 0 && found.seconds_left <= last_share) ||
         found.seconds_left <= policy.last_seconds;
}

void prefetch(Context& context, RecursiveResolver& resolver, const Question& question,
              sim::Duration leeway = {}) {
  if (find_open(resolver, question).valid() || !make_room(resolver, context.engine.now())) return;
  ++resolver.counters.prefetches;
  const sim::SlotRef ref = open_resolution(context, resolver, question, 0);
  perform(
      context, resolver, ref,
      start_refresh(resolver.open.at(ref).resolution, knowledge(context, resolver, ref), leeway));
}

/// The message kept for the question, fresh or (where the profile serves such) stale at once.
bool answer_from_messages(Context& context, RecursiveResolver& resolver, const Question& question,
                          const WaitingClient& client, sim::Time at) {
  const sim::Time now = context.engine.now();
  const KeptMessage* kept = resolver.messages.find(question);
  if (kept == nullptr) return false;
  const bool over = kept->expires <= now;
  const StalePolicy& stale = resolver.profile.stale;
  const bool resting = now < kept->no_retry_until;
  if (over && (!stale.enabled || kept->is_failure() || kept->stale_until <= now ||
               (stale.client_timeout.ns > 0 && !resting)))
    return false;
  SetViews sets;
  if (!resolver.messages.assemble(context.dns.records, resolver.cache, *kept, now, over, sets))
    return false;
  ++(over ? resolver.counters.stale : resolver.counters.hits);
  const Rcode rcode = kept->rcode;
  const sim::Time expires = kept->expires;
  const PrefetchPolicy& prefetching = resolver.profile.prefetch;
  const auto left = static_cast<std::uint64_t>(std::max<std::int64_t>(
      0, (kept->expires.ns - (now.ns - now.ns % 1'000'000'000)) / 1'000'000'000));
  const bool last_share =
      prefetching.enabled && left <= std::uint64_t{kept->ttl} * prefetching.last_percent / 100;
  report_hit(context, resolver, question, client, rcode, at);
  send_answer(context, resolver, client, question, sets, rcode, Security::unchecked, at,
              over && stale.tells ? kStaleAnswer : kNoExtendedError);
  if (over ? !resting : last_share)
    prefetch(context, resolver, question, over ? sim::Duration{} : expires - now);
  return true;
}

/// Stale data at once: the profile lets nobody wait for fresh ones, or the last attempt failed a
/// moment ago (`resting`), and then there is no new one.
bool answer_stale_at_once(Context& context, RecursiveResolver& resolver, const Question& question,
                          const WaitingClient& client, sim::Time at, bool resting) {
  const StalePolicy& stale = resolver.profile.stale;
  if (!stale.enabled || !(resting || stale.client_timeout.ns == 0)) return false;
  SetViews sets;
  const CachedAnswer found = find_stale_answer(knowledge(context, resolver), question, sets);
  const bool validates = resolver.profile.validates;
  if (found.kind == CachedAnswer::Kind::nothing ||
      (validates && found.security == Security::unchecked))
    return false;
  ++resolver.counters.stale;
  report_hit(context, resolver, question, client, rcode_of(found.kind), at);
  send_answer(context, resolver, client, question, sets, rcode_of(found.kind),
              validates ? found.security : Security::unchecked, at,
              stale.tells ? kStaleAnswer : kNoExtendedError);
  if (!resting) prefetch(context, resolver, question);
  return true;
}

/// Names that a validated denial of others covers (RFC 8198).
bool answer_from_denials(Context& context, RecursiveResolver& resolver, const Question& question,
                         const WaitingClient& client, sim::Time at) {
  if (resolver.denials.size() == 0) return false;
  SetViews sets;
  const CachedAnswer found = find_local_answer(knowledge(context, resolver), question,
                                               resolver.profile.limits.aliases, sets);
  const bool denied =
      found.kind == CachedAnswer::Kind::no_data || found.kind == CachedAnswer::Kind::name_error;
  if (!denied || found.security != Security::secure) return false;
  ++resolver.counters.hits;
  ++resolver.counters.synthesised;
  report_hit(context, resolver, question, client, rcode_of(found.kind), at);
  send_answer(context, resolver, client, question, sets, rcode_of(found.kind), found.security, at);
  return true;
}

bool answer_from_sets(Context& context, RecursiveResolver& resolver, const Question& question,
                      const WaitingClient& client, sim::Time at) {
  SetViews sets;
  const int most = resolver.profile.limits.aliases;
  const CachedAnswer found =
      question.subnet != 0
          ? find_local_answer(knowledge(context, resolver), question, most, sets, question.subnet)
          : find_in_cache(context.dns.names, context.dns.records, resolver.cache, question, most,
                          context.engine.now(), sets);
  const bool failed = found.kind == CachedAnswer::Kind::failure;
  if (found.kind == CachedAnswer::Kind::nothing &&
      answer_from_denials(context, resolver, question, client, at))
    return true;
  if (failed || found.kind == CachedAnswer::Kind::nothing) {
    if (answer_stale_at_once(context, resolver, question, client, at, failed)) return true;
    if (!failed) return false;
  }
  const bool validates = resolver.profile.validates && !failed;
  if (validates && found.security == Security::unchecked) return false;
  const Security security = validates ? found.security : Security::unchecked;
  ++resolver.counters.hits;
  if (failed) sets.clear();
  report_hit(context, resolver, question, client, rcode_of(found.kind), at);
  send_answer(context, resolver, client, question, sets, rcode_of(found.kind), security, at);
  if (is_due_for_prefetch(resolver.profile.prefetch, found)) prefetch(context, resolver, question);
  return true;
}

/// A query without RD: refused, or answered with what the cache has, or a referral from it.
bool answer_snooping(Context& context, RecursiveResolver& resolver, const Question& question,
                     const WaitingClient& client, sim::Time at) {
  if (client.recursion || resolver.profile.answers.snooping == Snooping::as_recursion) return false;
  SetViews sets;
  if (resolver.profile.answers.snooping == Snooping::refused) {
    send_answer(context, resolver, client, question, sets, Rcode::refused, Security::unchecked, at);
    return true;
  }
  if (!cached_referral(knowledge(context, resolver), question.qname, sets)) return false;
  send_answer(context, resolver, client, question, sets, Rcode::no_error, Security::unchecked, at);
  return true;
}

}  // namespace

bool answer_from_cache(Context& context, RecursiveResolver& resolver, const Question& question,
                       const WaitingClient& client, sim::Time at) {
  if (!client.recursion && resolver.profile.answers.snooping == Snooping::refused)
    return answer_snooping(context, resolver, question, client, at);
  const bool told = resolver.profile.cache.keeps_messages
                        ? answer_from_messages(context, resolver, question, client, at)
                        : answer_from_sets(context, resolver, question, client, at);
  return told || answer_snooping(context, resolver, question, client, at);
}

// --- stale answers to clients that wait

bool answer_stale(Context& context, RecursiveResolver& resolver, const OpenResolution& open) {
  const StalePolicy& stale = resolver.profile.stale;
  if (!stale.enabled || open.clients.empty()) return false;
  const Question& question = open.resolution.question;
  SetViews sets;
  const CachedAnswer found = find_stale_answer(knowledge(context, resolver), question, sets);
  if (found.kind == CachedAnswer::Kind::nothing ||
      (open.resolution.validates && found.security == Security::unchecked))
    return false;
  resolver.counters.stale += open.clients.size();
  for (const WaitingClient& client : open.clients)
    send_answer(context, resolver, client, question, sets, rcode_of(found.kind),
                open.resolution.validates ? found.security : Security::unchecked,
                context.engine.now(), stale.tells ? kStaleAnswer : kNoExtendedError);
  return true;
}

void on_stale_due(Context& context, RecursiveResolver& resolver, sim::SlotRef ref) {
  OpenResolution& open = resolver.open.at(ref);
  open.stale_due = sim::kNever;
  if (!answer_stale(context, resolver, open)) return;
  release_clients(resolver, open);
  open.clients.clear();
}

}  // namespace waypost::dns
