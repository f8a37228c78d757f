// SPDX-License-Identifier: Apache-2.0
#include "models/dns/scrub.hpp"

#include <algorithm>

namespace waypost::dns {
namespace {

constexpr int kMaxChain = 32;  ///< aliases kept of one answer section; servers stop far earlier

bool is_address(RecordType type) { return type == RecordType::a || type == RecordType::aaaa; }

/// Data of these types name hosts whose addresses may stand in the additional section.
bool names_hosts(RecordType type) {
  return type == RecordType::ns || type == RecordType::mx || type == RecordType::srv;
}

/// The steps stand in Unbound's order: normalise section by section, then what is in the zone.
class Scrubber {
 public:
  Scrubber(const NameTable& names, const RecordStore& records, const ScrubPolicy& policy, Name zone,
           const Question& question, Message& m)
      : names_(names), records_(records), policy_(policy), zone_(zone), question_(question), m_(m) {
    kept_.swap(m.sets);
    for (SetView& view : kept_) sections_[static_cast<std::size_t>(view.section)].push_back(view);
    kept_.clear();
  }

  bool follow_answer();
  void keep_authority();
  void keep_additional();
  void keep_zone(boost::container::small_vector<SetView, 4>* aside);

 private:
  using Sets = boost::container::small_vector<SetView, 4>;
  const Sets& section(Section s) const { return sections_[static_cast<std::size_t>(s)]; }
  RecordType type(const SetView& view) const { return type_of(records_, view); }
  bool below(Name name, Name above) const {
    return name != above && names_.is_at_or_below(name, above);
  }
  void keep(const SetView& view) { kept_.push_back(view); }
  void keep_with_hosts(const SetView& view);
  bool take_dname(std::size_t at, Name& sname);
  bool ns_is_wanted(const SetView& view) const;
  bool is_lame_hint(const SetView& view) const;
  bool soa_in_authority() const;
  SetView limited(SetView view) const;
  bool stands_already(const SetView& view) const;

  const NameTable& names_;
  const RecordStore& records_;
  const ScrubPolicy& policy_;
  Name zone_;
  const Question& question_;
  Message& m_;
  Sets sections_[3];
  Sets kept_;
  boost::container::small_vector<Name, 16> hosts_;  ///< named by what was kept
  Name cut_{};  ///< owner of the NS set in the authority section
  bool has_answer_ = false, has_ns_ = false;
};

void Scrubber::keep_with_hosts(const SetView& view) {
  keep(view);
  if (!names_hosts(type(view))) return;
  for_each_record(records_, view, [&](const Rdata& data) { hosts_.push_back(data.name); });
}

/// A DNAME above `sname`: kept, with the CNAME that it calls for.
bool Scrubber::take_dname(std::size_t at, Name& sname) {
  const Sets& answer = section(Section::answer);
  SetView made = answer[at];
  made.owner = sname;
  made.synthesised = true;
  Name target;
  const bool possible =
      records_.set(made.set).count == 1 && alias_target(names_, records_, made, target);
  if (!possible && m_.header.rcode != Rcode::yx_domain) return false;
  keep(answer[at]);
  if (!possible) return true;  // too long: that is what YXDOMAIN says
  if (at + 1 < answer.size() && answer[at + 1].owner == sname &&
      type(answer[at + 1]) == RecordType::cname) {
    Name written;
    if (alias_target(names_, records_, answer[at + 1], written) && written == target) return true;
  }
  keep(made);
  sname = target;
  return true;
}

/// The chain of aliases from the question on, and the data at its end; nothing else.
bool Scrubber::follow_answer() {
  const Sets& answer = section(Section::answer);
  Name sname = question_.qname;
  int aliases = 0;
  for (std::size_t i = 0; i < answer.size(); ++i) {
    const SetView& view = answer[i];
    const RecordType t = type(view);
    if (t == RecordType::dname && below(sname, view.owner)) {
      if (!names_.is_at_or_below(view.owner, zone_)) continue;
      if (!take_dname(i, sname)) return false;
      continue;
    }
    if (view.owner != sname || aliases > kMaxChain) continue;
    if (t == RecordType::cname) {
      ++aliases;
      keep(view);
      if (question_.qtype != RecordType::any && !alias_target(names_, records_, view, sname))
        return false;
    } else if (question_.qtype == RecordType::any || question_.qtype == t) {
      const bool theirs = view.owner == question_.qname || policy_.follows_chain;
      theirs ? keep_with_hosts(limited(view)) : keep(view);
    }
  }
  has_answer_ = !kept_.empty();
  return true;
}

/// Of an NS set no more records than the profile keeps.
SetView Scrubber::limited(SetView view) const {
  const RecordSet& set = records_.set(view.set);
  if (type(view) == RecordType::ns && policy_.ns_kept < 32 && set.count > policy_.ns_kept)
    view.chosen &= (1u << policy_.ns_kept) - 1;
  return view;
}

bool Scrubber::soa_in_authority() const {
  const Sets& authority = section(Section::authority);
  return std::any_of(authority.begin(), authority.end(),
                     [&](const SetView& v) { return type(v) == RecordType::soa; });
}

bool Scrubber::ns_is_wanted(const SetView& view) const {
  if (has_ns_ || !names_.is_at_or_below(question_.qname, view.owner)) return false;
  const bool negative = m_.header.rcode == Rcode::nx_domain ||
                        (m_.header.rcode == Rcode::no_error && soa_in_authority() && !has_answer_);
  if (negative) return false;
  const bool needless = m_.header.rcode != Rcode::no_error || has_answer_;
  return !(policy_.drops_needless_ns && needless);
}

void Scrubber::keep_authority() {
  for (const SetView& view : section(Section::authority)) {
    const RecordType t = type(view);
    if (is_address(t) || t == RecordType::cname || t == RecordType::dname) continue;
    if (t == RecordType::ns) {
      if (!ns_is_wanted(view)) continue;
      has_ns_ = true;
    }
    t == RecordType::ns ? keep_with_hosts(limited(view)) : keep(view);
  }
}

/// A set stands once in a message.
bool Scrubber::stands_already(const SetView& view) const {
  return std::any_of(kept_.begin(), kept_.end(), [&](const SetView& v) {
    return v.owner == view.owner && type(v) == type(view) && v.section != Section::additional;
  });
}

void Scrubber::keep_additional() {
  for (const SetView& view : section(Section::additional)) {
    const RecordType t = type(view);
    if (t == RecordType::cname || t == RecordType::dname || t == RecordType::ns) continue;
    if (is_address(t) && std::find(hosts_.begin(), hosts_.end(), view.owner) == hosts_.end())
      continue;
    if (stands_already(view)) continue;
    keep(view);
  }
}

/// NS of a zone above the one asked, in a message without anything: the mark of a lame server.
bool Scrubber::is_lame_hint(const SetView& view) const {
  return !has_answer_ && type(view) == RecordType::ns && view.section == Section::authority &&
         m_.header.rcode == Rcode::no_error && !soa_in_authority() &&
         names_.is_at_or_below(zone_, view.owner);
}

/// Only names at or below the zone asked; what hangs on others goes with them.
void Scrubber::keep_zone(boost::container::small_vector<SetView, 4>* aside) {
  bool drop_additional = false;
  for (const SetView& view : kept_) {
    const RecordType t = type(view);
    if (!policy_.follows_chain && view.section == Section::answer &&
        view.owner != question_.qname &&
        !(t == RecordType::dname && below(question_.qname, view.owner))) {
      drop_additional = drop_additional || names_hosts(t);
      continue;
    }
    if (!names_.is_at_or_below(view.owner, zone_)) {
      if (is_lame_hint(view)) {
        drop_additional = true;
        m_.sets.push_back(view);
      } else if (policy_.keeps_foreign_glue && is_address(t)) {
        if (aside != nullptr) aside->push_back(view);
      } else {
        drop_additional = drop_additional || names_hosts(t);
      }
      continue;
    }
    if (view.section == Section::authority && t == RecordType::ns) cut_ = view.owner;
    if (view.section == Section::additional &&
        (drop_additional ||
         (policy_.verifies_glue && is_address(t) && !names_.is_at_or_below(view.owner, cut_))))
      continue;
    m_.sets.push_back(view);
  }
}

}  // namespace

bool scrub(const NameTable& names, const RecordStore& records, const ScrubPolicy& policy, Name zone,
           const Question& question, Message& m,
           boost::container::small_vector<SetView, 4>* aside) {
  if (m.question != question) return false;
  Scrubber scrubber(names, records, policy, zone, question, m);
  if (!scrubber.follow_answer()) return false;
  scrubber.keep_authority();
  scrubber.keep_additional();
  scrubber.keep_zone(aside);
  return true;
}

void limit_ttls(const RecordStore& records, const CachePolicy& policy, Message& m) {
  if (policy.original_ttl) return;
  for (SetView& view : m.sets) {
    const bool negative =
        view.section == Section::authority && type_of(records, view) == RecordType::soa;
    std::uint32_t least = policy.min_ttl, most = policy.max_ttl;
    if (negative) {
      view.ttl = std::min(view.ttl, records.soa(view.set).minimum);
      if (policy.min_negative_ttl > 0) least = policy.min_negative_ttl;
      most = std::min(most, policy.max_negative_ttl);
    }
    if (view.ttl >= most || view.ttl < least) view.ttl_rest = 0;
    view.ttl = std::min(std::max(view.ttl, least), most);
  }
}

bool alias_target(const NameTable& names, const RecordStore& records, const SetView& view,
                  Name& target) {
  const Name written = records.data(view.set)[0].name;
  if (view.synthesised)
    return names.rewrite(view.owner, records.set(view.set).owner, written, target);
  target = written;
  return true;
}

}  // namespace waypost::dns
