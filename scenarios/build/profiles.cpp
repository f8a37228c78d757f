// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/profiles.hpp"

#include <algorithm>

#include "scenarios/build/shares.hpp"
#include "scenarios/load/units.hpp"
#include "sim/expect.hpp"

namespace waypost::scenarios {
namespace {

void put(const std::string& text, sim::Duration& duration) {
  const auto read = parse_duration(text);
  if (!text.empty() && read) duration = *read;
}

void set_retry(mail::RetryProfile& retry, const schema::SenderSettings& settings) {
  if (auto* backoff = std::get_if<mail::BackoffByAge>(&retry.backoff)) {
    put(settings.minimal_backoff(), backoff->minimal);
    put(settings.maximal_backoff(), backoff->maximal);
  }
  put(settings.queue_run_delay(), retry.scan_period);
  put(settings.maximal_queue_lifetime(), retry.lifetime);
  put(settings.bounce_queue_lifetime(), retry.bounce_lifetime);
  put(settings.delay_warning(), retry.delay_warning);
  if (settings.retry_ages_size() == 0) return;
  mail::RetryAges ages;
  for (const std::string& text : settings.retry_ages())
    if (const auto age = parse_duration(text)) ages.ages.push_back(*age);
  std::sort(ages.ages.begin(), ages.ages.end());
  retry.attempts_limit = static_cast<std::uint32_t>(ages.ages.size()) + 1;
  retry.backoff = std::move(ages);
}

void set_limits(mail::SenderProfile& profile, const schema::SenderSettings& settings) {
  static constexpr std::uint32_t kMost = 255;
  const auto capped = [](std::uint32_t n) { return static_cast<std::uint8_t>(std::min(n, kMost)); };
  if (settings.has_mx_address_limit())
    profile.routing.address_limit = capped(settings.mx_address_limit());
  if (settings.has_mx_session_limit())
    profile.limits.sessions = capped(settings.mx_session_limit());
  if (settings.has_destination_concurrency()) {
    auto& concurrency = profile.queue.concurrency;
    concurrency.limit = static_cast<int>(settings.destination_concurrency());
    const bool fixed = concurrency.positive == mail::Feedback::none;
    concurrency.initial =
        fixed ? concurrency.limit : std::min(concurrency.initial, concurrency.limit);
    concurrency.per_route = 0;
  }
  if (settings.has_process_limit()) profile.queue.process_limit = settings.process_limit();
  if (settings.has_implicit_mx()) profile.routing.implicit_mx = settings.implicit_mx();
  if (settings.equal_mx() == schema::SenderSettings::ROUND_ROBIN)
    profile.routing.equal = mail::EqualPreference::round_robin;
  if (settings.equal_mx() == schema::SenderSettings::RANDOM)
    profile.routing.equal = mail::EqualPreference::shuffled;
}

mail::SenderProfile read_profile(const std::string& name, const schema::SenderSettings& settings,
                                 const std::string& path, Problems& problems) {
  const mail::SenderProfile* found = mail::find_sender_profile(name.empty() ? "postfix" : name);
  WAYPOST_EXPECT(found != nullptr, "a mail profile that the loader let pass");
  mail::SenderProfile profile = *found;
  const bool by_age = std::holds_alternative<mail::BackoffByAge>(profile.queue.retry.backoff);
  if (!by_age && !(settings.minimal_backoff().empty() && settings.maximal_backoff().empty()))
    problems.add(
        path + ".settings",
        "minimal_backoff and maximal_backoff are Postfix's; " + name + " has its own clock",
        "Leave them out, or give `retry_ages`");
  set_retry(profile.queue.retry, settings);
  set_limits(profile, settings);
  put(settings.connect_timeout(), profile.smtp.timeouts.connect);
  put(settings.destination_rate_delay(), profile.queue.rate_delay);
  put(settings.process_start(), profile.queue.process_start);
  if (profile.queue.rate_delay.ns > 0)
    profile.queue.concurrency.limit = profile.queue.concurrency.initial = 1;
  if (settings.has_active_limit()) profile.queue.active_limit = settings.active_limit();
  if (settings.has_notify_postmaster()) profile.double_bounce = settings.notify_postmaster();
  return profile;
}

}  // namespace

std::shared_ptr<const mail::SenderProfile> sender_profile(const schema::Sending& sends,
                                                          const std::string& path,
                                                          Problems& problems) {
  if (sends.mix_size() > 0)
    problems.add(path + ".mix", "is of many hosts, and this is one",
                 "Give it a `profile`, or make a mail provider with `senders`");
  return std::make_shared<const mail::SenderProfile>(
      read_profile(sends.profile(), sends.settings(), path, problems));
}

std::vector<std::shared_ptr<const mail::SenderProfile>> sender_profiles(
    const schema::Sending& sends, std::size_t count, const std::string& path, Problems& problems) {
  std::vector<std::shared_ptr<const mail::SenderProfile>> choice, dealt;
  const auto add = [&](const std::string& name) {
    choice.push_back(std::make_shared<const mail::SenderProfile>(
        read_profile(name, sends.settings(), path, problems)));
  };
  for (const schema::Share& part : sends.mix()) add(part.name());
  if (choice.empty()) add(sends.profile());
  const std::vector<double> shares =
      sends.mix_size() > 0 ? read_shares(sends.mix()) : std::vector<double>{1};
  for (const std::uint32_t which : deal(count, shares)) dealt.push_back(choice[which]);
  return dealt;
}

}  // namespace waypost::scenarios
