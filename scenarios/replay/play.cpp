// SPDX-License-Identifier: Apache-2.0
#include "scenarios/replay/play.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "scenarios/replay/compare.hpp"
#include "scenarios/replay/lines.hpp"
#include "scenarios/replay/macro.hpp"
#include "scenarios/replay/settings.hpp"

namespace waypost::replay {
namespace {

constexpr int kMostRounds = 5000;

/// A range whose entries are messages.
struct PreparedRange {
  const Range* range = nullptr;
  std::vector<net::AddressId> addresses;
  std::vector<PreparedEntry> entries;
};

/// Why the script stopped.
struct Stop {
  std::string why, difference;
};

class Player final : public dns::Wire {
 public:
  Player(const Script& script, std::uint64_t seed, std::string* log);
  Outcome run();

  void carry(dns::Datagram&& datagram, sim::Time at) override;

 private:
  enum class Round : std::uint8_t { moved, ended };

  dns::Context context() { return {stage_->engine, stage_->network, stage_->dns, nullptr, this}; }
  dns::RecursiveResolver& resolver() { return stage_->dns.resolvers[0]; }
  const Step* step() const { return at_ < script_.steps.size() ? &script_.steps[at_] : nullptr; }
  bool deckard() const { return script_.dialect == Dialect::deckard; }
  int range_number() const;

  Round round();
  bool pass_out_query();
  bool pass_answer();
  bool answer_from_range();
  bool answer_from_pool(const dns::Datagram& query);
  const PreparedEntry* find_canned(const dns::Datagram& query) const;
  void perform();
  void ask(std::size_t at);
  void let_time_pass(const Step& s);
  std::string expanded(const Step& s);
  dns::Question question_of(const Step& s);
  void deliver(const PreparedEntry& entry, std::size_t outstanding);
  void drop_newest(bool timeout);
  void feed_rtt(const Step& s);
  bool is_meant(std::size_t at, const dns::Datagram& query) const;
  void compare_answer(std::size_t at, std::size_t answer);
  Stop stopped(const std::string& why, const std::string& difference = {}) const;
  void note(const char* what, const dns::Datagram& d);

  const Script& script_;
  std::unique_ptr<Stage> stage_ = make_stage();
  std::string* log_;
  std::vector<PreparedRange> ranges_;
  std::vector<PreparedEntry> entries_;     ///< by step
  std::vector<bool> used_;                 ///< by step: Deckard's one-shot replies
  std::deque<dns::Datagram> outstanding_;  ///< newest first
  std::vector<dns::Datagram> answers_;     ///< to clients, not checked yet
  std::size_t at_ = 0;
  int last_query_ = 0;  ///< number of the QUERY step played last
  std::uint16_t client_port_ = 1024;
  std::map<std::string, std::string> variables_;
  Outcome outcome_;
};

Player::Player(const Script& script, std::uint64_t seed, std::string* log)
    : script_(script), log_(log) {
  const Settings settings = read_settings(*stage_, script);
  for (const Range& range : script.ranges) {
    PreparedRange prepared{&range, {}, {}};
    for (const net::Address& a : range.addresses) prepared.addresses.push_back(stage_->address(a));
    for (const Entry& entry : range.entries)
      prepared.entries.push_back(prepare(*stage_, entry, script.file));
    ranges_.push_back(std::move(prepared));
  }
  for (const Step& s : script.steps) entries_.push_back(prepare(*stage_, s.entry, script.file));
  used_.resize(entries_.size());
  close_under_dnames(*stage_, script);
  const net::Host& host = stage_->network.hosts[stage_->resolver_host];
  dns::RecursiveResolver made(host.entity, stage_->resolver_host, settings.profile, seed,
                              host.path_hash);
  made.hints = settings.hints;
  made.upstream_zones = settings.upstream_zones;
  stage_->network.hosts[stage_->resolver_host].reaches_ipv6 = settings.ipv6;
  stage_->network.hosts[stage_->resolver_host].reaches_ipv4 = settings.ipv4;
  dns::add_resolver(stage_->dns, std::move(made));
}

Stop Player::stopped(const std::string& why, const std::string& difference) const {
  const Step* s = at_ < script_.steps.size() ? &script_.steps[at_] : nullptr;
  if (s == nullptr) return {fmt::format("{}: at the end: {}", script_.file, why), difference};
  return {fmt::format("{}:{}: step {}: {}", script_.file, s->line, s->number, why), difference};
}

void Player::note(const char* what, const dns::Datagram& d) {
  if (log_ == nullptr) return;
  const bool client = std::string_view(what) == "client" || std::string_view(what) == "told";
  *log_ += fmt::format("  [{:.3f}] {} {} ", stage_->engine.now().seconds(), what,
                       client ? ""
                              : to_text(stage_->network.addresses.address(
                                    d.message.header.qr ? d.source : d.destination)));
  const std::vector<std::string> lines = message_lines(*stage_, d.message);
  for (const std::string& line : lines) *log_ += line + "; ";
  *log_ += "\n";
}

/// Datagrams of the resolver: queries wait for the script, answers for a check.
void Player::carry(dns::Datagram&& datagram, sim::Time) {
  if (datagram.message.header.qr) {
    note("told", datagram);
    answers_.push_back(std::move(datagram));
    return;
  }
  ++outcome_.upstream_queries;
  note("ask", datagram);
  const Step* s = step();
  const bool awaited = s != nullptr && s->kind == Step::Kind::check_out_query && !deckard() &&
                       is_meant(at_, datagram);
  outstanding_.push_front(std::move(datagram));
  if (awaited) ++at_;
}

bool Player::is_meant(std::size_t at, const dns::Datagram& query) const {
  const Step& s = script_.steps[at];
  if (s.address && *s.address != stage_->network.addresses.address(query.destination)) return false;
  return matches_query(*stage_, entries_[at], query);
}

int Player::range_number() const {
  if (deckard()) return last_query_;
  return step() == nullptr ? INT32_MAX : step()->number;
}

/// testbound searches the last range first and falls through; Deckard takes the first active one.
const PreparedEntry* Player::find_canned(const dns::Datagram& query) const {
  const int now = range_number();
  const auto serves = [&](const PreparedRange& r) {
    return r.range->first <= now && now <= r.range->last &&
           (r.addresses.empty() || std::find(r.addresses.begin(), r.addresses.end(),
                                             query.destination) != r.addresses.end());
  };
  const auto search = [&](const PreparedRange& r) -> const PreparedEntry* {
    for (const PreparedEntry& e : r.entries)
      if (matches_query(*stage_, e, query)) return &e;
    return nullptr;
  };
  if (deckard()) {
    const auto first = std::find_if(ranges_.begin(), ranges_.end(), serves);
    return first == ranges_.end() ? nullptr : search(*first);
  }
  for (auto r = ranges_.rbegin(); r != ranges_.rend(); ++r)
    if (serves(*r))
      if (const PreparedEntry* found = search(*r)) return found;
  return nullptr;
}

void Player::deliver(const PreparedEntry& entry, std::size_t outstanding) {
  const dns::Datagram query = outstanding_[outstanding];
  outstanding_.erase(outstanding_.begin() + static_cast<std::ptrdiff_t>(outstanding));
  dns::Datagram d;
  d.sender = stage_->client_host;
  d.source = query.destination;
  d.destination = query.source;
  d.transport = query.transport;
  d.port = query.port;
  d.message = entry.message;
  d.message.header.qr = true;
  d.message.header.id = query.message.header.id;
  if (entry.entry->copies_question || !entry.has_question)
    d.message.question = query.message.question;
  note("reply", d);
  dns::Context c = context();
  dns::on_datagram(c, resolver(), d);
}

bool Player::pass_out_query() {
  if (deckard()) return ++at_, true;
  for (std::size_t i = 0; i < outstanding_.size(); ++i) {
    if (!is_meant(at_, outstanding_[i])) continue;
    const PreparedEntry& entry = entries_[at_++];
    if (entry.entry->copies_id) deliver(entry, i);
    return true;
  }
  return false;
}

void Player::compare_answer(std::size_t at, std::size_t answer) {
  const dns::Datagram got = std::move(answers_[answer]);
  answers_.erase(answers_.begin() + static_cast<std::ptrdiff_t>(answer));
  const bool strict = matches_answer(*stage_, script_.dialect, Level::strict, entries_[at], got);
  if (strict) return;
  const Stop difference = stopped("the answer differs in what only strict compares",
                                  side_by_side(*stage_, entries_[at], &got.message));
  if (outcome_.why.empty()) {
    outcome_.why = difference.why;
    outcome_.difference = difference.difference;
  }
  outcome_.strict = Verdict::fail;
}

bool Player::pass_answer() {
  if (answers_.empty()) return false;
  for (const Level level : {Level::strict, Level::core})
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      const bool same = matches_answer(*stage_, script_.dialect, level, entries_[at_], answers_[i]);
      if (!same) continue;
      compare_answer(at_, i);
      ++at_;
      return true;
    }
  throw stopped("the answer differs", side_by_side(*stage_, entries_[at_], &answers_[0].message));
}

bool Player::answer_from_pool(const dns::Datagram& query) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (script_.steps[i].kind != Step::Kind::reply || used_[i]) continue;
    if (!matches_query(*stage_, entries_[i], query)) continue;
    used_[i] = true;
    deliver(entries_[i], 0);
    return true;
  }
  return false;
}

bool Player::answer_from_range() {
  for (std::size_t i = 0; i < outstanding_.size(); ++i) {
    const PreparedEntry* canned = find_canned(outstanding_[i]);
    if (canned != nullptr && !canned->entry->silent) {
      deliver(*canned, i);
      return true;
    }
    if (!deckard() || i != 0) continue;
    if (canned != nullptr) {  // silence: the attempt runs out
      drop_newest(true);
      return true;
    }
    if (answer_from_pool(outstanding_[0])) return true;
    Entry failure;
    failure.header.rcode = dns::Rcode::serv_fail;
    PreparedEntry made;
    made.entry = &failure;
    made.message.header = failure.header;
    deliver(made, 0);
    return true;
  }
  return false;
}

void Player::drop_newest(bool timeout) {
  if (outstanding_.empty()) throw stopped("no query is outstanding");
  const dns::Datagram query = std::move(outstanding_.front());
  outstanding_.pop_front();
  dns::Context c = context();
  if (timeout)
    dns::on_query_timeout(c, resolver(), query);
  else
    dns::on_query_error(c, resolver(), query);
}

void Player::ask(std::size_t at) {
  const Step& s = script_.steps[at];
  const PreparedEntry& entry = entries_[at];
  last_query_ = s.number;
  ++outcome_.client_queries;
  dns::Datagram d;
  d.sender = stage_->client_host;
  d.source = stage_->address(s.address ? *s.address : *net::parse_address("127.0.0.1"));
  d.destination = stage_->network.hosts[stage_->resolver_host].ipv4;
  d.transport = (s.entry.match & kMatchTcp) ? dns::Transport::tcp : dns::Transport::udp;
  d.port = ++client_port_;
  d.message = entry.message;
  d.message.header.qr = false;
  d.message.sets.clear();
  note("client", d);
  dns::Context c = context();
  dns::on_datagram(c, resolver(), d);
}

/// The step's expression, its macros replaced.
std::string Player::expanded(const Step& s) {
  const sim::Time now = stage_->engine.now(), next = resolver().timers.earliest();
  const double timeout = next == sim::kNever ? 0 : (next - now).seconds();
  try {
    return expand(s.expression, {variables_, now.seconds(), timeout});
  } catch (const std::invalid_argument& fault) {
    throw stopped(fault.what());
  }
}

dns::Question Player::question_of(const Step& s) {
  try {
    return {stage_->dns.names.intern(s.asked->name), s.asked->type, s.asked->rclass};
  } catch (const std::invalid_argument& fault) {
    throw stopped("\"" + s.asked->name + "\": " + fault.what());
  }
}

void Player::let_time_pass(const Step& s) {
  const double seconds =
      s.expression.empty() ? s.elapse_seconds : to_double(expanded(s), s.line, "the time");
  constexpr double kMostSeconds = 1e9;  // thirty years
  if (!(seconds >= 0 && seconds <= kMostSeconds))
    throw stopped(fmt::format("{} s cannot pass", seconds));
  const sim::Time until = stage_->engine.now() + sim::from_seconds(seconds);
  dns::Context c = context();
  stage_->engine.run(until, [&](const sim::Event& event) { return dns::handle(c, event), true; });
}

void Player::feed_rtt(const Step& s) {
  resolver().servers.note_reply(stage_->address(*s.address), stage_->dns.names.intern(s.zone),
                                sim::from_seconds(s.rtt_ms / 1000), stage_->engine.now());
}

/// Rule 4 of the execution model: the pointer moves first.
void Player::perform() {
  const std::size_t at = at_;
  const Step& s = script_.steps[at];
  using Kind = Step::Kind;
  switch (s.kind) {
    case Kind::check_answer:
      throw stopped("no answer came", side_by_side(*stage_, entries_[at], nullptr));
    case Kind::check_out_query:
      throw stopped("no such query is outstanding",
                    side_by_side(*stage_, entries_[at],
                                 outstanding_.empty() ? nullptr : &outstanding_[0].message));
    case Kind::reply:
      if (deckard()) return void(++at_);
      if (outstanding_.empty()) throw stopped("no query is outstanding");
      ++at_;
      return deliver(entries_[at], 0);
    case Kind::timeout:
    case Kind::error:
      if (outstanding_.empty()) throw stopped("no query is outstanding");
      ++at_;
      return drop_newest(s.kind == Kind::timeout);
    case Kind::query: ++at_; return ask(at);
    case Kind::time_passes: ++at_; return let_time_pass(s);
    case Kind::infra_rtt: ++at_; return feed_rtt(s);
    case Kind::flush_message: ++at_; return resolver().messages.forget(question_of(s));
    case Kind::expire_message:
      ++at_;
      return resolver().messages.expire(question_of(s), stage_->engine.now());
    case Kind::assign: variables_[s.variable] = expanded(s); return void(++at_);
    case Kind::nothing:
    case Kind::traffic: ++at_; return;
  }
}

Player::Round Player::round() {
  if (step() == nullptr) return Round::ended;
  std::erase_if(outstanding_, [&](const dns::Datagram& q) {
    return !dns::is_awaited(resolver(), q);  // given up: its socket is closed
  });
  if (step()->kind == Step::Kind::check_out_query && pass_out_query()) return Round::moved;
  if (step()->kind == Step::Kind::check_answer && pass_answer()) return Round::moved;
  if (answer_from_range()) return Round::moved;
  perform();
  return Round::moved;
}

Outcome Player::run() {
  outcome_.core = outcome_.strict = Verdict::pass;
  try {
    int rounds = 0;
    while (round() == Round::moved)
      if (++rounds > kMostRounds) throw stopped("5,000 rounds and no end");
    std::erase_if(outstanding_,
                  [&](const dns::Datagram& q) { return !dns::is_awaited(resolver(), q); });
    if (!outstanding_.empty() && !deckard())
      throw stopped(fmt::format("{} queries are still outstanding", outstanding_.size()),
                    message_lines(*stage_, outstanding_[0].message)[1] + "\n");
    if (!answers_.empty()) throw stopped("an answer was never checked");
  } catch (const Stop& stop) {
    outcome_.core = outcome_.strict = Verdict::fail;
    outcome_.why = stop.why;
    outcome_.difference = stop.difference;
  }
  return std::move(outcome_);
}

}  // namespace

Outcome play(const Script& script, std::uint64_t seed, std::string* log) {
  try {
    return Player(script, seed, log).run();
  } catch (const Fault& fault) {
    Outcome outcome;
    outcome.core = outcome.strict =
        fault.refusal.unsupported ? Verdict::unsupported : Verdict::fail;
    outcome.malformed = !fault.refusal.unsupported;
    outcome.why = to_text(script.file, fault.refusal);
    return outcome;
  }
}

}  // namespace waypost::replay
