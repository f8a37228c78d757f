// SPDX-License-Identifier: Apache-2.0
// Recipients that stand for others: forwarders with and without sender rewriting (SRS), mailing
// lists with and without a reverse-path per member (VERP), the archive copy of a host (RFC 5321
// section 3.9). A forwarder keeps the message as it is; a list has a reverse-path of its own, and
// most of them change the content. A rewritten address spells the original one, and mail to it goes
// on there. Of an address rewritten twice, the second forwarder keeps the original (SRS1 names the
// first forwarder instead, which costs a bounce one more hop).
#include <algorithm>
#include <utility>

#include "models/mail/mail_host_parts.hpp"

namespace waypost::mail {
namespace {

/// Of the archive copy among what a host makes of one message; a list's copies count from 0.
constexpr std::uint64_t kArchiveOrdinal = UINT64_MAX;

/// SRS0=HHH=TT=domain=user@`domain`.
Mailbox rewritten(dns::Name domain, const Mailbox& sender) {
  const bool again = (sender.user & kRewritten) != 0;
  return {domain, kRewritten | sender.user, again ? sender.original : sender.domain.node};
}

/// Whom it was made of.
Mailbox restored(const Mailbox& m) { return {{m.original, 0}, m.user & ~kRewritten}; }

MessageContent copy_content(const MailHost& host, const MessageContent& original,
                            std::uint64_t ordinal) {
  MessageContent content = original;
  content.id = {sim::mix(host.path_hash, original.id.key()), ordinal};
  return content;
}

/// From now on the reverse-path is the host's; the author stays who it was.
void take_over(MessageContent& content, Mailbox sender) {
  content.author = content.author_domain().node;
  content.sender = sender;
}

/// One message to all members, or one to each (VERP); split at the limit of RFC 5321
/// section 4.5.3.1.8.
void post(MailHost& host, const Message& original, const Recipient& to, const MailingList& list,
          std::vector<Message>& out) {
  constexpr std::size_t kMostRecipients = 1000;
  std::uint64_t ordinal = 0;
  std::size_t room = 0;
  for (const MailingList::Members& members : list.members) {
    for (std::uint32_t user = 0; user < members.count; ++user) {
      if (room == 0) {
        Message& copy = out.emplace_back();
        copy.content = copy_content(host, original.content, ordinal);
        take_over(copy.content,
                  list.verp ? Mailbox{to.mailbox.domain, kListAddress | user, members.domain.node}
                            : Mailbox{to.mailbox.domain, kListAddress});
        if (list.changes_content && copy.content.signature == Signature::intact)
          copy.content.signature = Signature::broken;
        room = list.verp ? 1 : kMostRecipients;
        ++ordinal;
      }
      out.back().recipients.push_back({{members.domain, user}, to.delay});
      --room;
    }
  }
}

/// Mail to a rewritten address, a bounce as a rule, goes on to the original sender; that to a
/// list's ends here. False: it stays.
bool pass_back(const ServedDomain& served, const Recipient& r, Message& forwarded) {
  if (served.state != DomainState::forwarded || (r.mailbox.user & kRewritten) == 0) return false;
  forwarded.recipients.push_back({restored(r.mailbox), r.delay});
  return true;
}

/// What one recipient turns into; false when it stays what it is.
bool replace(Context& context, MailHost& host, const Message& message, const Recipient& r,
             Message& forwarded, std::vector<Message>& out) {
  const ServedDomain* served = host.domains.find(r.mailbox.domain);
  if (served == nullptr) return false;
  if (is_return_address(r.mailbox)) return pass_back(*served, r, forwarded);
  if (served->state == DomainState::forwarded) {
    Recipient other = r;
    other.mailbox.domain = served->next_host;
    if (served->rewrites_sender && !message.content.null_sender())
      take_over(forwarded.content, rewritten(r.mailbox.domain, message.content.sender));
    forwarded.recipients.push_back(other);
    return true;
  }
  if (served->state != DomainState::list) return false;
  const MailingList& list = host.lists[served->list];
  std::uint64_t members = 0;
  for (const MailingList::Members& m : list.members) members += m.count;
  post(host, message, r, list, out);
  host.ledger.expanded += members - 1;
  context.mail.metrics.of(message.content.kind).expanded += members - 1;
  return true;
}

}  // namespace

bool is_own_return_address(const MailHost& host, const Mailbox& mailbox) {
  const ServedDomain* served = host.domains.find(mailbox.domain);
  return served != nullptr &&
         (served->state == DomainState::forwarded || served->state == DomainState::list);
}

std::vector<Message> expand(Context& context, MailHost& host, Message message) {
  std::vector<Message> out;
  Message stays{message.content, {}}, forwarded{message.content, {}};
  for (const Recipient& r : message.recipients)
    if (!replace(context, host, message, r, forwarded, out)) stays.recipients.push_back(r);
  if (!stays.recipients.empty()) {
    // The same message under one id twice would share its luck.
    if (!forwarded.recipients.empty()) forwarded.content = copy_content(host, forwarded.content, 0);
    out.push_back(std::move(stays));
  }
  if (!forwarded.recipients.empty()) out.push_back(std::move(forwarded));
  return out;
}

void archive_copy(Context& context, MailHost& host, const Message& original) {
  const Mailbox archive = host.receives.archive;
  if (archive.domain == dns::kRoot || original.content.kind != MessageKind::user) return;
  Message copy{copy_content(host, original.content, kArchiveOrdinal), {}};
  copy.content.kind = MessageKind::copy;
  copy.content.submitted = context.now();
  copy.content.junk = false;
  copy.recipients.push_back({archive, {.parts = {}, .accounted = context.now()}});
  ++host.ledger.expanded;
  file(context, host, std::move(copy));
}

}  // namespace waypost::mail
