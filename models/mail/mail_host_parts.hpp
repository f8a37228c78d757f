// SPDX-License-Identifier: Apache-2.0
// What the source files of a mail host call of each other; nobody else's business.
#pragma once

#include "models/dns/dns.hpp"
#include "models/mail/mail_host.hpp"
#include "models/mail/trace_kinds.hpp"
#include "sim/trace.hpp"

namespace waypost::mail {

/// Tells the trace, if there is one; time and entity are filled in, `start` if it is 0.
void report(const Context& context, const MailHost& host, sim::TraceRecord record);
/// Of what began at `start` and ends now.
void report_since(const Context& context, const MailHost& host, sim::Time start,
                  sim::TraceRecord record);
/// Of domain and user, the same at every host and in every run.
inline std::uint64_t user_hash(const Context& context, const Mailbox& mailbox) {
  return sim::mix(context.dns.dns.names.hash(mailbox.domain), mailbox.user);
}
/// Of the mailbox that a user of the domain has.
inline std::uint64_t box_hash(const Context& context, const ServedDomain& served,
                              const Mailbox& mailbox) {
  return user_hash(context, {mailbox.domain, mailbox.user % served.mailboxes});
}
inline bool traced(const Context& context) { return context.dns.trace != nullptr; }
/// The stable number of the message that `delivery` is about.
std::uint64_t message_key(const MailHost& host, const Delivery& delivery);

// mail_host.cpp
/// Takes up mail, starts deliveries, closes passes; then arms the one event.
void pump(Context& context, MailHost& host);
void set_deadline(MailHost& host, sim::SlotRef session, sim::Time deadline);

// submission_agent.cpp
/// This host owns the recipients from now: those of domains final here are delivered, the others
/// queued.
void file(Context& context, MailHost& host, Message message);

// delivery.cpp
void begin_delivery(Context& context, MailHost& host, Job job);
void on_lookup(Context& context, MailHost& host, sim::SlotRef delivery,
               const dns::LookupResult& result);
void charge(Delivery& delivery, DelayPart part, sim::Time now);
/// `failure` at the present address with recipients pending: the next address, or the end.
void go_on(Context& context, MailHost& host, sim::SlotRef delivery, Failure failure, Reply reply);
void finish_delivery(Context& context, MailHost& host, sim::SlotRef delivery, bool no_session);
/// The replies to RCPT: who is accepted, who is out, who stays.
void on_recipient_replies(MailHost& host, Delivery& delivery, const Flight& replies);
/// 250 to the final dot: the accepted recipients are the server's now.
void on_accepted(MailHost& host, Delivery& delivery, Reply reply);
/// MAIL refused (`all` that are pending), or DATA or the final dot (the accepted).
void on_refused(MailHost& host, Delivery& delivery, Failure failure, Reply reply, bool all);

/// The addresses are known and in order, the policies of transport too: connects to the first.
void begin_walk(Context& context, MailHost& host, sim::SlotRef delivery);

// transport_policy.cpp
/// Looks for an MTA-STS policy of the next hop; begin_walk() follows when it is known.
void begin_transport_policy(Context& context, MailHost& host, sim::SlotRef delivery);
/// Connects to `target`, after its TLSA records where they count.
void begin_connection(Context& context, MailHost& host, sim::SlotRef delivery,
                      const Target& target);
/// A kept session may carry `delivery`: no policy asks for more than it may have.
bool takes_any_session(const MailHost& host, const Delivery& delivery);
/// The end of a lookup for policies or TLSA records. False: the lookup was another's.
bool on_policy_lookup(Context& context, MailHost& host, sim::SlotRef delivery,
                      const dns::LookupResult& result);
void on_policy_fetched(Context& context, MailHost& host, sim::SlotRef delivery);

// client_connection.cpp
void connect(Context& context, MailHost& host, sim::SlotRef delivery, const Target& target);
void on_deadline(Context& context, MailHost& host, sim::SlotRef session);
/// Connections open from here to `address`, or being opened.
std::size_t open_sessions(const MailHost& host, net::AddressId address);
// client_session.cpp
/// A kept session carries the transaction of `delivery`.
void put_to_work(Context& context, MailHost& host, sim::SlotRef session, sim::SlotRef delivery);
void on_client_flight(Context& context, MailHost& host, Flight& flight);
// kept_sessions.cpp
/// Starts on a session kept for this next hop, whichever host it is to: that skips dead exchangers
/// of better preference (Postfix, smtp_reuse_nexthop). False when there is none.
bool use_kept_session(Context& context, MailHost& host, sim::SlotRef delivery);
/// The same with a session to this address, for whichever next hop it was kept.
bool use_kept_session_to(Context& context, MailHost& host, sim::SlotRef delivery,
                         net::AddressId address);
/// Moves a host of the best preference to which a session is kept to the front.
void prefer_kept_session(MailHost& host, Delivery& delivery);

// transport.cpp
/// `flight` reaches the entity of host `to` after `delay`.
void deliver(Context& context, sim::EntityId self, net::HostId to, Flight flight,
             sim::Duration delay);
/// Hands `flight` to the network; false when it will never arrive.
bool transmit(Context& context, sim::EntityId self, net::HostId from, net::HostId to,
              net::AddressId address, Flight flight, sim::Duration extra, sim::Stream luck);

// server_session.cpp
void on_server_flight(Context& context, MailHost& host, Flight& flight);
/// The checks of `moment` are over: what comes next.
void go_on_after(Context& context, MailHost& host, sim::SlotRef session, Moment moment);
/// The work after a final dot is done: 250 or not.
void on_decision(Context& context, MailHost& host, sim::SlotRef session);

// session_checks.cpp
/// Begins the checks of `moment`. True when they are over at once, or there are none; else
/// go_on_after() is called when they are.
bool inspect(Context& context, MailHost& host, sim::SlotRef session, Moment moment);
/// The end of a lookup that a check asked for.
void on_check_lookup(Context& context, MailHost& host, std::uint64_t token,
                     const dns::LookupResult& result);
/// A check has waited long enough.
void on_inspection(Context& context, MailHost& host, sim::SlotRef session);
/// Lookups of checks bear this mark in their token; those of deliveries do not.
inline constexpr std::uint64_t kCheckToken = std::uint64_t{1} << 63;
void count_stopped(CheckCounts& counts, Check check, MessageClass message_class, Reply reply);

// expansion.cpp
/// A return address that this host makes up: it knows all of them.
bool is_own_return_address(const MailHost& host, const Mailbox& mailbox);
/// The message, or those that take its place: recipients forwarded, lists spread out.
std::vector<Message> expand(Context& context, MailHost& host, Message message);
/// Files a copy of a user's message for the archive, if the host keeps one.
void archive_copy(Context& context, MailHost& host, const Message& original);

// status_notification.cpp
void on_pass_end(Context& context, MailHost& host, const PassEnd& end);

}  // namespace waypost::mail
