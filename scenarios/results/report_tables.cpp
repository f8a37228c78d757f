// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/report_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/results/figures.hpp"

namespace waypost::scenarios {
namespace {

struct Column {
  const char* title;
  std::size_t width;       ///< at least
  bool text = false;       ///< set at the left
  std::size_t blanks = 1;  ///< before it; two when figures with half-widths made it wider
};

/// Characters shown; UTF-8's later octets do not count.
std::size_t shown(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// Rows under a title and a heading; each column is as wide as its widest cell.
class Table {
 public:
  Table(const char* title, std::vector<Column> columns)
      : title_(title), columns_(std::move(columns)) {
    std::vector<std::string> heading;
    for (const Column& column : columns_) heading.push_back(column.title);
    add(std::move(heading));
  }

  void add(std::vector<std::string> cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      Column& column = columns_[i];
      if (shown(cells[i]) <= column.width) continue;
      column.width = shown(cells[i]);
      if (!column.text) column.blanks = 2;
    }
    rows_.push_back(std::move(cells));
  }

  /// `hidden`: rows that were left out; `how`: what shows them.
  std::string text(std::size_t hidden = 0, const char* how = "") const {
    std::string out = fmt::format("\n{}\n", title_);
    for (const std::vector<std::string>& row : rows_) {
      std::string line = " ";
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string blanks(columns_[i].width - shown(row[i]), ' ');
        line += std::string(columns_[i].blanks, ' ');
        line += columns_[i].text ? row[i] + blanks : blanks + row[i];
      }
      out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    if (hidden > 0) out += fmt::format("  and {} more ({})\n", hidden, how);
    return out;
  }

 private:
  const char* title_;
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// "4 min 10 s ± 12 s".
std::string length_of(const schema::Estimate& seconds) {
  const std::string text = length(seconds.mean());
  return seconds.has_half_width() ? text + " ± " + length(seconds.half_width()) : text;
}

}  // namespace

std::string populations_table(const schema::DnsReport& dns) {
  if (dns.populations_size() < 2) return {};
  constexpr int kShown = 12;
  Table table("Populations", {{"name", 34, true},
                              {"lookups", 12},
                              {"answered", 9},
                              {"p50 ms", 10},
                              {"p90 ms", 10},
                              {"p99 ms", 10}});
  for (int i = 0; i < dns.populations_size() && i < kShown; ++i) {
    const schema::PopulationReport& row = dns.populations(i);
    table.add({row.name(), figure(row.lookups()), percent(row.answered()),
               figure(row.latency_ms().p50()), figure(row.latency_ms().p90()),
               figure(row.latency_ms().p99())});
  }
  const int hidden = std::max(0, dns.populations_size() - kShown);
  return table.text(static_cast<std::size_t>(hidden), "--json lists them");
}

std::string encrypted_table(const schema::DnsReport& dns) {
  if (dns.encrypted().empty()) return {};
  Table table("Encrypted connections", {{"to", 34, true},
                                        {"queries", 12},
                                        {"opened", 12},
                                        {"held", 10},
                                        {"most held", 10},
                                        {"memory MB", 12}});
  for (const schema::ConnectionReport& row : dns.encrypted()) {
    schema::Estimate megabytes = row.memory_bytes();
    megabytes.set_mean(megabytes.mean() / 1e6);
    if (megabytes.has_half_width()) megabytes.set_half_width(megabytes.half_width() / 1e6);
    table.add({row.name(), figure(row.queries()), figure(row.opened()), figure(row.held()),
               figure(row.most_held()), megabytes.mean() > 0 ? figure(megabytes) : "-"});
  }
  return table.text();
}

std::string senders_table(const schema::MailReport& mail) {
  if (mail.senders_size() < 2) return {};
  Table table("Senders by profile", {{"profile", 10, true},
                                     {"hosts", 6},
                                     {"recipients", 10},
                                     {"passed on", 10},
                                     {"failed first", 12},
                                     {"recovered", 10},
                                     {"returned", 9},
                                     {"of age", 9},
                                     {"queued", 8},
                                     {"notices", 8},
                                     {"mean wait", 11}});
  for (const schema::SenderReport& row : mail.senders())
    table.add({row.name(), figure(row.hosts()), figure(row.recipients()), figure(row.passed_on()),
               figure(row.failed_first()), figure(row.recovered()), figure(row.returned()),
               figure(row.expired()), figure(row.queued()), figure(row.delay_notices()),
               length_of(row.mean_wait_seconds())});
  return table.text();
}

std::string servers_table(const schema::Result& result, bool all) {
  std::vector<const schema::ServerReport*> rows;
  for (const schema::ServerReport& row : result.servers())
    if (row.requests().mean() > 0) rows.push_back(&row);
  if (rows.empty()) return {};
  constexpr std::size_t kShown = 30;
  std::stable_sort(rows.begin(), rows.end(),
                   [](auto* a, auto* b) { return a->requests().mean() > b->requests().mean(); });
  Table table("Servers", {{"name", 34, true},
                          {"kind", 12, true},
                          {"requests", 12},
                          {"per s", 10},
                          {"busy", 8},
                          {"dropped", 9},
                          {"wait ms", 9}});
  const std::size_t taken = all ? rows.size() : std::min(rows.size(), kShown);
  for (std::size_t i = 0; i < taken; ++i)
    table.add({rows[i]->name(), words(rows[i]->kind()), figure(rows[i]->requests()),
               figure(rows[i]->rate_per_second()), percent(rows[i]->utilisation()),
               figure(rows[i]->dropped()), figure(rows[i]->mean_wait_ms())});
  return table.text(rows.size() - taken, "--all-servers shows them");
}

}  // namespace waypost::scenarios
