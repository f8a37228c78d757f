// SPDX-License-Identifier: Apache-2.0
// What the two halves of a mail host as a client call of each other: the connection
// (client_connection.cpp) and the dialogue over it (client_session.cpp).
#pragma once

#include "models/mail/mail_host_parts.hpp"

namespace waypost::mail {

// client_connection.cpp
Flight flight_to_server(const MailHost& host, sim::SlotRef session, const ClientSession& s,
                        FlightKind kind);
void send_to_server(Context& context, MailHost& host, const ClientSession& s, Flight flight,
                    sim::Duration extra);
/// Of the session `s`, about the message it carries.
void report_client(const Context& context, const MailHost& host, const ClientSession& s,
                   TraceKind kind, std::int64_t value = 0, Reply reply = {});
/// The same of what began at `start` and ends now.
void report_client_since(const Context& context, const MailHost& host, const ClientSession& s,
                         sim::Time start, TraceKind kind, std::int64_t value, Reply reply = {});
/// Ends a connection. `with_quit`: politely, without waiting for the reply.
void close_session(Context& context, MailHost& host, sim::SlotRef session, bool with_quit);
void on_syn_ack(Context& context, MailHost& host, sim::SlotRef session, const Flight& f);
void on_reset(Context& context, MailHost& host, sim::SlotRef session);

// client_session.cpp
void perform_client(Context& context, MailHost& host, sim::SlotRef session,
                    const ClientAction& action);
/// The session is of no use; its delivery goes on elsewhere.
void give_up_session(Context& context, MailHost& host, sim::SlotRef session, Failure failure,
                     Reply reply);

}  // namespace waypost::mail
