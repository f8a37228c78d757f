// SPDX-License-Identifier: Apache-2.0
// Resolutions that others wait for: server addresses, keys, the root's NS set. Equal questions are
// joined, and nobody waits for itself.
#include "models/dns/resolver_trace.hpp"
#include "models/dns/resolver_work.hpp"

namespace waypost::dns {
namespace {

/// True when `from` waits for `target`, directly or through others.
bool depends_on(const RecursiveResolver& resolver, sim::SlotRef from, sim::SlotRef target) {
  if (from == target) return true;
  const OpenResolution* waited_for = resolver.open.find(target);
  if (waited_for == nullptr) return false;
  for (const Parent& parent : waited_for->parents) {
    const OpenResolution* waiting = resolver.open.find(parent.ref);
    if (waiting != nullptr && waiting->resolution.zones == parent.round &&
        depends_on(resolver, from, parent.ref))
      return true;
  }
  return false;
}

/// A resolution of `question` for `parent`, with what it inherits.
sim::SlotRef open_child(Context& context, RecursiveResolver& resolver, sim::SlotRef parent,
                        const Question& question, bool parent_glue) {
  const auto depth = static_cast<std::uint8_t>(resolver.open.at(parent).resolution.depth + 1);
  const sim::SlotRef work = resolver.open.at(parent).work;
  const sim::SlotRef child = open_resolution(context, resolver, question, depth, work);
  const OpenResolution& above = resolver.open.at(parent);
  OpenResolution& open = resolver.open.at(child);
  open.for_whom = above.id;
  Resolution& r = open.resolution;
  r.for_parent_glue = parent_glue;
  if (!parent_glue) return child;
  const CacheEntry* cut =
      resolver.cache.closest_zone_cut(context.dns.names, question.qname, context.engine.now());
  r.above = true;
  if (context.dns.names.is_at_or_below(question.qname, above.resolution.zone))
    r.zone = above.resolution.zone;
  else if (cut != nullptr)
    r.zone = cut->name;
  else
    r.above = false;
  return child;
}

}  // namespace

bool is_circular(const RecursiveResolver& resolver, sim::SlotRef parent, const Question& question) {
  const sim::SlotRef child = find_open(resolver, question);
  return child.valid() && depends_on(resolver, child, parent);
}

void start_child(Context& context, RecursiveResolver& resolver, sim::SlotRef parent,
                 const Question& question, bool parent_glue, Children& born) {
  sim::SlotRef child = find_open(resolver, question);
  if (child.valid()) {
    resolver.open.at(child).parents.push_back({parent, resolver.open.at(parent).resolution.zones});
    ++resolver.open.at(parent).resolution.children;
    report_child(context, resolver, kTraceJoined, question, resolver.open.at(child).id,
                 resolver.open.at(parent).id);
    return;
  }
  child = open_child(context, resolver, parent, question, parent_glue);
  Resolution& r = resolver.open.at(child).resolution;
  const Action first = start(r, knowledge(context, resolver, child));
  if (std::holds_alternative<Finish>(first)) {  // from the cache, or hopeless
    const OpenResolution ended = close_resolution(resolver, child);
    take_child(resolver.open.at(parent).resolution, knowledge(context, resolver, parent),
               ended.resolution);
    return;
  }
  resolver.open.at(child).parents.push_back({parent, resolver.open.at(parent).resolution.zones});
  ++resolver.open.at(parent).resolution.children;
  report_child(context, resolver, kTraceChildStarted, question, resolver.open.at(child).id,
               resolver.open.at(parent).id);
  born.push_back({child, first});
}

}  // namespace waypost::dns
