// SPDX-License-Identifier: Apache-2.0
// The trace of a run -> what the mail hosts' Postfix would have logged, 3.10 and before, with the
// classic stamp of syslog in UTC: postscreen, smtpd, cleanup, qmgr, smtp, error, virtual, bounce.
// One file for all hosts, as a log server collects it; queue ids are unique over all of them. Every
// line comes from one record of the models, and the models know nothing of it. Readers: pflogsumm
// (docs/maillog.md).
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/mail/smtp_client.hpp"
#include "models/mail/trace_kinds.hpp"
#include "scenarios/results/world_words.hpp"
#include "sim/trace.hpp"

namespace waypost::scenarios {

class Maillog : public sim::TraceSink {
 public:
  /// Writes to `out`; both must outlive it.
  Maillog(const Built& built, std::ostream& out)
      : words_(built), out_(out), start_(built.start_unix_seconds) {}
  void record(const sim::TraceRecord& r) override;

 private:
  struct Waiting {
    std::uint32_t domain = 0;
    std::uint32_t user = 0;
    bool tried = false;  ///< in this pass
  };
  /// A message at a host.
  struct Message {
    std::string id;
    std::string sender;  ///< of the envelope; empty: null
    std::int64_t arrived = 0;
    std::int64_t active = 0;  ///< when the queue manager took it up, or will
    std::uint32_t open = 0;   ///< recipients not settled for good
    std::uint32_t octets = 0;
    bool submitted = false;
    bool said_active = false;     ///< in this pass
    std::vector<Waiting> queued;  ///< recipients in the queue
  };
  /// One attempt at a host.
  struct Delivery {
    std::string relay;  ///< "mx[192.0.2.1]", once it greeted
    std::string host;   ///< the same, once tried
    std::string text;   ///< why it failed, or the server's last word
    mail::Command stage = mail::Command::quit;
    std::uint32_t uses = 1;
    std::int64_t began = 0, ready = 0, ended = 0;
    std::uint32_t recipients = 0;
    bool said = false;          ///< `text` is the server's, about this message
    bool at_recipient = false;  ///< and about one RCPT
  };
  /// What a client did in one session with a server here.
  struct Session {
    enum class With : std::uint8_t {
      server,
      screener,
      tester
    };  ///< smtpd; postscreen, greeted not
        ///< yet or for deep tests
    With with = With::server;
    bool greeted = false;
    std::uint32_t mail = 0, mail_ok = 0, rcpt = 0, rcpt_ok = 0, data = 0, data_ok = 0;
    std::int64_t began = 0;
    std::string sender;
  };

  /// The message that a notification is about.
  struct About {
    std::uint64_t message = 0;
    mail::Notice notice{};
  };

  void line(const sim::TraceRecord& r, const char* daemon, const std::string& body);
  const std::string& stamp(std::int64_t time);
  std::string next_id(std::int64_t time);
  std::string peer(const sim::TraceRecord& r) const;
  std::string relay(const sim::TraceRecord& r) const;
  /// The address of the message `object` in that role.
  std::string mailbox(std::uint64_t object, mail::AddressRole role, std::uint32_t domain,
                      std::uint32_t user) const;
  std::string sender(const sim::TraceRecord& r) const;
  std::string recipient(const sim::TraceRecord& r) const;
  Message& message(const sim::TraceRecord& r);
  Delivery& delivery(const sim::TraceRecord& r);
  Session& session(const sim::TraceRecord& r) { return sessions_[r.parent]; }

  bool take_screening(const sim::TraceRecord& r);
  void on_screened(const sim::TraceRecord& r);
  void on_screening_ended(const sim::TraceRecord& r);
  void on_screener_rejected(const sim::TraceRecord& r);
  bool take_server(const sim::TraceRecord& r);
  bool take_delivery(const sim::TraceRecord& r);
  void take_owner(const sim::TraceRecord& r);
  void on_envelope(const sim::TraceRecord& r);
  void on_rejected(const sim::TraceRecord& r);
  void on_content_refused(const sim::TraceRecord& r);
  void on_session_ended(const sim::TraceRecord& r);
  void on_filed(const sim::TraceRecord& r);
  void say_active(const sim::TraceRecord& r);
  void on_notified(const sim::TraceRecord& r, const About& about, const std::string& id);
  void on_delivered(const sim::TraceRecord& r);
  void on_settled(const sim::TraceRecord& r);
  void on_address_failed(const sim::TraceRecord& r);
  void on_pass_left(const sim::TraceRecord& r);
  void on_returned(const sim::TraceRecord& r);
  void close_one(const sim::TraceRecord& r, bool removed);

  WorldWords words_;
  std::ostream& out_;
  std::int64_t start_;  ///< Unix time of time 0
  std::int64_t stamped_ = -1;
  std::string stamp_;
  std::uint64_t inode_ = 0x40000;
  std::unordered_map<std::uint64_t, Message> messages_;  // all three: looked up, never iterated
  std::unordered_map<std::uint64_t, Delivery> deliveries_;
  std::unordered_map<std::uint64_t, Session> sessions_;
  std::unordered_map<std::uint64_t, std::string> queued_as_;  ///< by (client, message)
  std::unordered_map<std::uint64_t, About> notifies_;         ///< by notification
  std::unordered_map<std::uint64_t, std::string> trouble_;    ///< last failure by (host, domain)
  /// Domains that made-up addresses spell, by (message, role).
  std::unordered_map<std::uint64_t, std::uint32_t> spelled_;
};

}  // namespace waypost::scenarios
