// SPDX-License-Identifier: Apache-2.0
// One question asked of every resolver: what a propagation-checker site would show (resolvers
// counted by head), beside what users get (each resolver weighted by the users who ask it).
#pragma once

#include <string>
#include <vector>

#include "scenarios/results/lookup.hpp"
#include "scenarios/results/world_words.hpp"

namespace waypost::scenarios {

struct AnswerShare {
  std::string answer;  ///< data in sorted order, or the status
  std::uint64_t resolvers = 0;
  std::uint64_t users = 0;
};

struct CheckerView {
  dns::Question question{};
  sim::Time asked{};
  std::vector<AnswerShare> shares;  ///< most users first
  std::uint64_t resolvers = 0;
  std::uint64_t users = 0;            ///< who ask one of these resolvers
  std::uint64_t users_unreached = 0;  ///< whose resolver has no checker beside it, or no route
};

/// Asks now. `built` has checkers (BuildOptions::checkers).
CheckerView ask_all_resolvers(Built& built, const dns::Question& question);

std::string checker_text(const CheckerView& view, const WorldWords& words);

}  // namespace waypost::scenarios
