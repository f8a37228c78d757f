// SPDX-License-Identifier: Apache-2.0
// One mail host: a transfer agent that sends (queue, deliveries, sessions, stub resolver) and
// receives (admission, policy, service), with the delivery agent for the domains final here
// (RFC 5598 section 4). One entity, plain data; the functions that move it are in
//   submission_agent.cpp  takes messages, files them: mailbox here, or queue
//   delivery.cpp          one attempt: route, walk over the addresses, settle
//   client_connection.cpp  connections as a client: handshake, resets, deadlines
//   client_session.cpp    the dialogue over them
//   kept_sessions.cpp     those kept for reuse
//   transport_policy.cpp  MTA-STS before the first connection, DANE before each
//   server_session.cpp    connections as a server: admission, replies, the decision after the dot
//   session_checks.cpp    what the checks of models/mail/policy ask for, done
//   expansion.cpp         forwarders, mailing lists, archive copies
//   status_notification.cpp  what goes back to senders
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/dns/stub_resolver.hpp"
#include "models/mail/flight.hpp"
#include "models/mail/host_memory.hpp"
#include "models/mail/ledger.hpp"
#include "models/mail/mailbox_store.hpp"
#include "models/mail/policy/inspection.hpp"
#include "models/mail/policy/sts.hpp"
#include "models/mail/queue.hpp"
#include "models/mail/receiving.hpp"
#include "models/mail/sender_profile.hpp"
#include "models/mail/trace_kinds.hpp"
#include "models/net/connection.hpp"
#include "models/net/station.hpp"
#include "sim/due_index.hpp"

namespace waypost::mail {

/// One attempt under way.
struct Delivery {
  Job job{};
  Routing routing{};
  Targets exchangers{};  ///< all that DNS gave, those that rest included
  HostWalk walk{};
  boost::container::small_vector<std::uint16_t, 1> pending{};   ///< of job.recipients, undecided
  boost::container::small_vector<std::uint16_t, 1> accepted{};  ///< by RCPT, in this transaction
  std::uint64_t luck = 0;  ///< key of (message, recipient, attempt)
  std::uint32_t step = 0;  ///< draws used
  DelayParts spent{};      ///< by the delivery so far
  sim::Time accounted{};   ///< up to here
  Reply last{};            ///< the last failure, for those who are left
  StsCheck sts{};
  TlsNeed tls = TlsNeed::none;                ///< of the present target,
  TlsNeed any_tls = TlsNeed::none;            ///< and of those whose TLSA records ask for nothing
  std::optional<Target> asking_tlsa{};        ///< connected to when its TLSA records are known
  dns::RecordSetId tlsa = dns::kNoRecordSet;  ///< of the present target, with TlsNeed::by_tlsa
};

/// What a sending host does for the privacy of transport.
struct TransportSecurity {
  bool tls = false;   ///< STARTTLS where it is offered (RFC 7435)
  bool sts = false;   ///< keeps to MTA-STS policies
  bool dane = false;  ///< keeps to TLSA records of exchangers that DNSSEC vouches for
  StsRecheck recheck = StsRecheck::each_attempt;
};

/// A connection as its client has it.
struct ClientSession {
  enum class State : std::uint8_t {
    connecting,  ///< SYN is out
    no_route,    ///< the network will say so at the deadline
    busy,        ///< a delivery uses it
    kept,        ///< idle, until the deadline
  };
  State state = State::connecting;
  SmtpClient smtp{};
  net::Handshake handshake{};
  sim::SlotRef delivery{};
  sim::SlotRef server{};  ///< the server's mark
  dns::RecordSetId tlsa = dns::kNoRecordSet;
  net::HostId peer = net::kNone;
  Target target{};
  net::AddressId source = net::kNone;
  NextHop next_hop{};
  std::uint64_t luck = 0;
  sim::Time began{};     ///< first SYN
  sim::Time syn_sent{};  ///< last SYN
  sim::Duration rtt{};
  sim::Time deadline = sim::kNever;
  sim::Time checked_at = sim::kNever;  ///< when the timer looks at the deadline next
};

/// A connection as its server has it.
struct ServerSession {
  enum class State : std::uint8_t {
    backlog,     ///< connected, not greeted: no process is free
    open,        ///< in dialogue
    inspecting,  ///< a check is at work; the client waits for greeting or reply
    deciding,    ///< the final dot is in, work goes on
    orphaned,    ///< as deciding, the client has gone
  };
  State state = State::open;
  std::uint64_t id = 0;  ///< stable; for the trace
  Flight last{};         ///< of the client; the reply goes back along it
  sim::Time heard{};
  Recipients envelope{};  ///< mailboxes accepted by RCPT
  sim::Time opened{};
  Inspection inspection{};
  Flight replies{};          ///< to the envelope, while checks are at work on it
  Reply content{};           ///< verdict of the checks on the content; code 0: none against it
  std::uint32_t errors = 0;  ///< replies 4yz and 5yz since it last took a message
  SessionCommands commands{};
};

/// Members of a mailing list.
struct MailingList {
  struct Members {
    dns::Name domain{};
    std::uint32_t count = 0;  ///< users 0 to count - 1
  };
  std::vector<Members> members{};
  bool verp = false;            ///< one message per member, with a reverse-path of its own
  bool changes_content = true;  ///< a footer or a tag in the subject: signatures break
};

/// Keys of a host's draws.
struct HostLuck {
  sim::Stream exchanger_order, client_flights, server_flights, service, filter;
};

struct MailHost {
  sim::EntityId entity = sim::kPlanEntity;
  net::HostId host = net::kNone;
  dns::Name name{};  ///< as it says in EHLO; the root: none
  std::uint64_t path_hash = 0;
  HostLuck luck{};

  // Sending.
  std::shared_ptr<const SenderProfile> sends{};  ///< nullptr: it only receives
  std::vector<net::AddressId> own_addresses{};   ///< its own, its proxies', loopback
  dns::StubResolver stub{};
  Queue queue{};
  HostMemory memory{};
  sim::Slots<Delivery> deliveries{};
  sim::Slots<ClientSession> sessions{};
  std::vector<sim::SlotRef> kept{};  ///< idle sessions, oldest first
  std::uint64_t notifications = 0;   ///< made here so far
  TransportSecurity security{};
  StsCache sts_cache{};
  TlsReport tls_report{};
  bool spreads_sources = false;  ///< each connection leaves from one of its addresses at random
  std::uint32_t turn = 0;        ///< deliveries routed, for round-robin

  // Receiving.
  ReceivingProfile receives{};
  DomainTable domains{};
  std::vector<MailingList> lists{};
  MailboxStore mailboxes{};
  CheckMemory check_memory{};
  CheckCounts stopped{};
  bool signs = false;  ///< adds the author domain's DKIM signature to what its users submit
  bool seals = false;  ///< adds an ARC set to what it passes on
  ForcedReplies forced{};
  net::Station station{sim::Law(), 1};
  sim::Slots<ServerSession> serving{};
  std::uint32_t greeted = 0;  ///< sessions that hold a process
  std::unordered_map<net::AddressId, std::uint32_t> sessions_of{};  ///< by client; looked up
  std::vector<sim::SlotRef> backlog{};  ///< waiting for one, oldest first

  HopLedger ledger{};
  HostCounters counters{};

  sim::DueIndex deadlines{};  ///< of client sessions
  sim::Alarm alarm{};         ///< the one pending event: a deadline, or a queue scan
};

using MailHostId = std::uint32_t;

/// The mail world of one run, as plain copyable data.
struct Mail {
  std::vector<MailHost> hosts;
  std::vector<MailHostId> host_of_entity;  ///< by EntityId; net::kNone: not a mail host
  sim::Slots<Flight> flights;              ///< under way; a kFlight event names one
  NumericNames numeric_names;
  /// Not changed after build; checks under way point into it.
  std::shared_ptr<const Published> published = std::make_shared<const Published>();
  StsSites sts_sites;
  MailMetrics metrics;
};

/// What a mail host is handed while it handles an event.
struct Context {
  dns::Context dns;
  Mail& mail;

  sim::Engine& engine() const { return dns.engine; }
  net::Network& network() const { return dns.network; }
  sim::Time now() const { return dns.engine.now(); }
};

/// Makes the entity of a mail host on `host`. `sends` may be nullptr: it only receives. The queue
/// manager's scans have a phase drawn from `path_hash`.
MailHostId add_mail_host(Mail& mail, sim::Engine& engine, net::Network& network, net::HostId host,
                         std::shared_ptr<const SenderProfile> sends, ReceivingProfile receives);

/// Lists the names written like addresses; after all names and addresses are known.
void finish_build(Mail& mail, const dns::NameTable& names, net::AddressBook& addresses);

/// Handles `event` if its target is a mail host, DNS answers to its lookups included. False: it is
/// not.
bool handle(Context& context, const sim::Event& event);

// --- Doors: population, plan, reports. ---

/// A user's message reaches its mail host now; content.submitted is when it was sent. Recipients'
/// clocks are set here.
void submit(Context& context, MailHost& host, Message message);
/// The same from elsewhere: arrives after the network's delay from `from` (an entity's host).
void send_submission(Context& context, sim::EntityId sender, net::HostId from, MailHost& host,
                     Message message);

/// Retries everything for `domain` (the root: everything) now.
void flush(Context& context, MailHost& host, dns::Name domain);

/// The recipients accepted by servers whose 250 is still on its way: owned twice for an instant.
std::uint64_t accepted_in_flight(const Mail& mail);

/// Every host's books balance, and every recipient ever submitted, notified or duplicated has
/// ended or is queued exactly once. WAYPOST_EXPECT otherwise. Between events only.
void check_conservation(const Mail& mail);

/// Forgets all counts, as at the end of a warm-up. What is under way is carried over.
void reset_metrics(Mail& mail);

/// Recipients queued at all hosts.
std::uint64_t queued_recipients(const Mail& mail);

}  // namespace waypost::mail
