// SPDX-License-Identifier: Apache-2.0
// Draws are Philox4x32-10 and depend on their key and counter only.
#include <Random123/philox.h>

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/random.hpp"

using namespace waypost::sim;

TEST_CASE("Philox4x32-10 gives the known answers of Random123", "[sim][random]") {
  // Random123 1.14, tests/kat_vectors, lines "philox4x32 10".
  using Philox = r123::Philox4x32;
  const auto answer = [](std::uint32_t c0, std::uint32_t c1, std::uint32_t c2, std::uint32_t c3,
                         std::uint32_t k0, std::uint32_t k1) {
    return Philox()(Philox::ctr_type{{c0, c1, c2, c3}}, Philox::key_type{{k0, k1}});
  };
  CHECK(answer(0, 0, 0, 0, 0, 0) ==
        Philox::ctr_type{{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}});
  CHECK(answer(~0u, ~0u, ~0u, ~0u, ~0u, ~0u) ==
        Philox::ctr_type{{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}});
  CHECK(answer(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0) ==
        Philox::ctr_type{{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}});
}

TEST_CASE("a draw with key and counter zero begins with Philox's known answer", "[sim][random]") {
  Draw draw({0}, 0);
  CHECK(draw.u32() == 0x6627e8d5);
  CHECK(draw.u32() == 0xe169c58d);
  CHECK(draw.u32() == 0xbc57ac4c);
  CHECK(draw.u32() == 0x9b00dbd8);
}

TEST_CASE("a draw does not depend on draws made elsewhere", "[sim][random]") {
  const Stream loss = make_stream(1, hash_text("users/paris"), "loss");
  Draw alone(loss, 17, 2);
  const std::uint64_t expected = alone.u64();

  Draw other(loss, 16, 2), other_attempt(loss, 17, 1);
  Draw other_purpose(make_stream(1, hash_text("users/paris"), "jitter"), 17, 2);
  Draw other_path(make_stream(1, hash_text("users/rome"), "loss"), 17, 2);
  Draw other_seed(make_stream(2, hash_text("users/paris"), "loss"), 17, 2);
  for (Draw* d : {&other, &other_attempt, &other_purpose, &other_path, &other_seed})
    CHECK(d->u64() != expected);
  CHECK(Draw(loss, 17, 2).u64() == expected);
}

TEST_CASE("draws of neighbouring objects are uncorrelated", "[sim][random]") {
  // Correlation of u(n) and u(n+1) over n = 200,000: standard error 1/sqrt(n); 5 sigma, 6e-7.
  constexpr int kCount = 200'000;
  const Stream stream = make_stream(3, hash_text("a"), "b");
  double sum = 0, last = Draw(stream, 0).uniform() - 0.5;
  for (int i = 1; i <= kCount; ++i) {
    const double u = Draw(stream, static_cast<std::uint64_t>(i)).uniform() - 0.5;
    sum += u * last;
    last = u;
  }
  CHECK(std::fabs(sum * 12 / kCount) < 5 / std::sqrt(kCount));
}

TEST_CASE("below(n) is uniform over {0 .. n-1}", "[sim][random]") {
  constexpr int kCount = 300'000;
  int count[7] = {};
  Draw draw({5}, 5);
  for (int i = 0; i < kCount; ++i) ++count[draw.below(7)];
  double chi2 = 0;
  for (const int c : count) chi2 += std::pow(c - kCount / 7.0, 2) / (kCount / 7.0);
  CHECK(chi2 < 40);  // chi-square, 6 degrees of freedom: P(> 40) = 4.6e-7
}
