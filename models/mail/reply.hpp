// SPDX-License-Identifier: Apache-2.0
// What one mail host says to another: a reply code (RFC 5321 section 4.2) with its enhanced status
// code (RFC 3463). The class digit alone decides: 4 try again, 5 give up.
#pragma once

#include <cstdint>

namespace waypost::mail {

/// class.subject.detail; 0.0.0 means "none given".
struct EnhancedCode {
  std::uint8_t status_class = 0, subject = 0;
  std::uint16_t detail = 0;  ///< below 1000
  bool operator==(const EnhancedCode&) const = default;
  constexpr bool given() const { return status_class != 0; }
};

/// A reply line. `code` 0 stands for no reply at all.
struct Reply {
  std::uint16_t code = 0;
  EnhancedCode enhanced{};
  bool operator==(const Reply&) const = default;
  constexpr bool positive() const { return code >= 200 && code < 400; }
  constexpr bool transient() const { return code >= 400 && code < 500; }
  constexpr bool permanent() const { return code >= 500; }
  /// The enhanced code, or x.0.0 when the server gave none.
  constexpr EnhancedCode status() const {
    return enhanced.given() ? enhanced : EnhancedCode{static_cast<std::uint8_t>(code / 100), 0, 0};
  }
};

inline constexpr Reply kOk{250, {2, 0, 0}};
inline constexpr Reply kGoAhead{354, {}};
inline constexpr Reply kReady{220, {}};
inline constexpr Reply kTlsReady{220, {2, 0, 0}};
inline constexpr Reply kTooManyConnections{421, {4, 3, 2}};
inline constexpr Reply kRelayDenied{554, {5, 7, 1}};
inline constexpr Reply kUnknownUser{550, {5, 1, 1}};
inline constexpr Reply kMailboxBusy{450, {4, 2, 0}};
inline constexpr Reply kMailboxFullNow{452, {4, 2, 2}};
inline constexpr Reply kMailboxFull{552, {5, 2, 2}};
inline constexpr Reply kNoValidRecipients{554, {5, 5, 1}};
inline constexpr Reply kLocalError{451, {4, 3, 0}};
inline constexpr Reply kRecipientOk{250, {2, 1, 5}};
inline constexpr Reply kTooManyHops{554, {5, 4, 6}};
inline constexpr EnhancedCode kExpired{5, 4, 7};
inline constexpr Reply kMessageTooBig{552, {5, 3, 4}};
inline constexpr Reply kTooManyRecipients{452, {4, 5, 3}};
inline constexpr Reply kTooManyErrors{421, {4, 7, 0}};

}  // namespace waypost::mail
