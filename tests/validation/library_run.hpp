// SPDX-License-Identifier: Apache-2.0
// A scenario of the library with some of its words changed, built and run by the test; and the
// table that every validation prints: what was published, what came out, how sure that is.
#pragma once

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/build/build.hpp"
#include "scenarios/load/load.hpp"
#include "sim/estimate.hpp"

namespace waypost::validation {

/// "published" words and what stands in their place in this variant.
using Changes = std::vector<std::pair<std::string, std::string>>;

inline std::string library_file(const std::string& name) {
  return std::string(WAYPOST_SOURCE_DIR) + "/scenarios/library/" + name + ".textproto";
}

inline std::string library_text(const std::string& name, const Changes& changes = {}) {
  std::ifstream in(library_file(name));
  REQUIRE(in);
  std::stringstream all;
  all << in.rdbuf();
  std::string text = all.str();
  for (const auto& [from, to] : changes) {
    REQUIRE(text.find(from) != std::string::npos);
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  }
  return text;
}

/// A run of the library's scenario `name` with `changes` and this seed.
class LibraryRun {
 public:
  LibraryRun(const std::string& name, const Changes& changes, std::uint64_t seed)
      : built_(build(name, library_text(name, changes), seed)) {
    world::start(built_.world);
  }
  void run_to(double seconds, sim::TraceSink* trace = nullptr) {
    world::run(built_.world, sim::Time{} + sim::from_seconds(seconds), trace);
  }
  const world::World& world() const { return built_.world; }
  const scenarios::Directory& directory() const { return built_.directory; }

  std::uint64_t asked() const {
    std::uint64_t n = 0;
    for (const auto& clients : built_.world.workload.clients) n += clients.metrics.first_asks;
    return n;
  }
  std::uint64_t ended(dns::LookupStatus status) const {
    std::uint64_t n = 0;
    for (const auto& clients : built_.world.workload.clients) n += clients.metrics.ended_as(status);
    return n;
  }
  /// The same of the clients who ask this group of resolvers first.
  std::uint64_t ended(dns::LookupStatus status, const std::string& resolvers) const {
    std::uint64_t n = 0;
    for (std::size_t i = 0; i < built_.directory.clients.size(); ++i)
      if (built_.directory.clients[i].resolvers == resolvers)
        n += built_.world.workload.clients[i].metrics.ended_as(status);
    return n;
  }
  std::uint64_t asked(const std::string& resolvers) const {
    std::uint64_t n = 0;
    for (std::size_t i = 0; i < built_.directory.clients.size(); ++i)
      if (built_.directory.clients[i].resolvers == resolvers)
        n += built_.world.workload.clients[i].metrics.first_asks;
    return n;
  }
  /// Queries sent by all resolvers to servers of that depth.
  std::uint64_t upstream(dns::Layer layer) const {
    std::uint64_t n = 0;
    for (const auto& resolver : built_.world.dns.resolvers)
      n += resolver.counters.upstream[static_cast<std::size_t>(layer)];
    return n;
  }
  double hit_ratio() const {
    double hits = 0, queries = 0;
    for (const auto& resolver : built_.world.dns.resolvers) {
      hits += static_cast<double>(resolver.counters.hits);
      queries += static_cast<double>(resolver.counters.queries);
    }
    return hits / queries;
  }

 private:
  static scenarios::Built build(const std::string& name, const std::string& text,
                                std::uint64_t seed) {
    const auto loaded = scenarios::load_memory(text, scenarios::Form::text, library_file(name));
    for (const auto& error : loaded.errors) UNSCOPED_INFO(to_string(error));
    REQUIRE(loaded.ok());
    scenarios::BuildOptions options;
    options.seed = seed;
    return scenarios::build(loaded, options);
  }
  scenarios::Built built_;
};

/// Prints "what | published | simulated ± half-width" and returns the mean.
inline double row(const std::string& what, const std::string& published,
                  const std::vector<double>& simulated, const char* unit) {
  const sim::Estimate estimate = sim::estimate_mean(simulated);
  const std::string interval =
      simulated.size() < 2 ? std::string("(1 run)") : fmt::format("± {:.2g}", estimate.half_width);
  fmt::print("  {:<46} | {:>16} | {:.4g} {} {}\n", what, published, estimate.mean, interval, unit);
  return estimate.mean;
}

inline void heading(const std::string& title, const std::string& source) {
  fmt::print("{} ({})\n  {:<46} | {:>16} | simulated ± 95 % half-width\n", title, source, "",
             "published");
}

}  // namespace waypost::validation
