// SPDX-License-Identifier: Apache-2.0
// How a resolution ends: with an answer, validated before it is handed out where the client's
// resolver does so (RFC 4035 section 5), or with SERVFAIL, which is remembered (RFC 9520).
#include <algorithm>

#include "models/dns/local_answer.hpp"
#include "models/dns/resolution_steps.hpp"
#include "models/dns/validation.hpp"

namespace waypost::dns {
namespace {

/// Bogus: another server may have a good copy.
Action reject(Resolution& r, Knowledge& k) {
  r.answer.clear();
  r.sought = {};
  if (++r.rejections > k.profile.limits.validation_retries) return fail(r, k, Failure::bogus);
  if (r.aliases > 0 || r.candidates.empty()) {
    r.qname = r.question.qname;
    r.aliases = 0;
    return answer_or_ask(r, k);
  }
  r.candidates[r.pending.candidate].excluded = true;
  return ask_next_server(r, k);
}

/// A denial found secure tells of other names too (RFC 8198).
void keep_denial(const Resolution& r, const Knowledge& k) {
  if (k.denials == nullptr || r.denied_by == kNoZone || r.answer.empty()) return;
  const SetView& soa = r.answer.back();
  if (soa.section != Section::authority) return;
  const std::uint32_t ttl = std::min(soa.ttl, k.profile.cache.max_negative_ttl);
  const sim::Time until = std::min(k.now + sim::seconds(ttl), k.records.signing(soa.set).expires);
  k.denials->learn(k.names, *k.zones, r.denied_by, {r.qname, r.question.qtype}, soa, k.now, until);
}

}  // namespace

Action deliver(Resolution& r, Knowledge& k, Rcode rcode) {
  if (!r.validates) return finish(r, k, rcode);
  r.rcode = rcode;
  r.stage = Stage::validating;
  return validate(r, k);
}

Action validate(Resolution& r, Knowledge& k) {
  const Question asked{r.qname, r.question.qtype, r.question.qclass};
  const Judgement judgement = judge(k, asked, r.answer);
  r.security = judgement.security;
  if (r.security == Security::unchecked && judgement.about != r.sought) {
    r.sought = judgement.about;
    return StartChildren{{r.sought}};
  }
  if (r.security == Security::unchecked) r.security = Security::bogus;  // no such key is to be had
  mark_in_cache(k, asked, r.answer, r.security);
  if (r.security == Security::bogus)  // a faulty DS or DNSKEY set is not kept either
    k.cache.mark(judgement.about.qname, judgement.about.qtype, Security::bogus, k.now);
  if (r.security == Security::bogus) return reject(r, k);
  if (r.security == Security::secure) keep_denial(r, k);
  return finish(r, k, r.rcode);
}

Action finish(Resolution& r, Knowledge& k, Rcode rcode) {
  k.cache.forget_failure(r.question);
  k.cache.forget_failure({r.qname, r.question.qtype, r.question.qclass});
  r.stage = Stage::finished;
  return Finish{rcode};
}

/// Remembered both for who asks the same and for who comes by the same alias (RFC 9520).
Action fail(Resolution& r, Knowledge& k, Failure why) {
  const bool bogus = r.security == Security::bogus;
  const CachePolicy& policy = k.profile.cache;
  const sim::Duration life = bogus ? policy.bogus_ttl : policy.failure_ttl;
  if (bogus) why = Failure::bogus;  // what was tried after that was in vain too
  if (policy.keeps_messages) {
    if (why != Failure::alias_loop) k.messages.store_failure(r.question, k.now);
  } else {
    k.cache.store_failure({r.qname, r.question.qtype, r.question.qclass}, life, k.now);
    SetViews stale;  // while it is given, the failure counts for longer: nobody asks anew
    const bool covered =
        find_stale_answer(k, r.question, stale).kind != CachedAnswer::Kind::nothing;
    k.cache.store_failure(r.question, covered ? std::max(life, k.profile.stale.recheck) : life,
                          k.now);
  }
  r.answer.clear();
  r.stage = Stage::finished;
  return Finish{Rcode::serv_fail, why};
}

/// A failure from the cache is not stored anew: it would never end.
Action fail_again(Resolution& r, Knowledge& k, bool loop) {
  if (loop) return fail(r, k, Failure::alias_loop);
  r.answer.clear();
  r.stage = Stage::finished;
  return Finish{Rcode::serv_fail, Failure::remembered};
}

}  // namespace waypost::dns
