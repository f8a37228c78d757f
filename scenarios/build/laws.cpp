// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/laws.hpp"

#include "scenarios/load/units.hpp"
#include "sim/portable_math.hpp"

namespace waypost::scenarios {
namespace {

/// The texts of one law, read in its unit; field checks have been made, so a bad text yields 0.
struct Reader {
  LawUnit unit;
  const std::string& path;
  Problems& problems;

  double number(const std::string& text, const char* field) const {
    switch (unit) {
      case LawUnit::duration: {
        const auto read = parse_duration(text);
        return read ? read->seconds() : refuse(read.wrong(), field);
      }
      case LawUnit::size: {
        const auto read = parse_octets(text);
        return read ? static_cast<double>(*read) : refuse(read.wrong(), field);
      }
      case LawUnit::number: {
        const auto read = parse_number(text);
        return read ? *read : refuse(read.wrong(), field);
      }
    }
    return 0;
  }
  double refuse(const Wrong& wrong, const char* field) const {
    problems.add(path + "." + field, wrong.what, wrong.hint);
    return 0;
  }
  bool positive(double value, const char* field) const {
    if (value > 0) return true;
    problems.add(path + "." + field, "must be greater than zero");
    return false;
  }
};

sim::Law lognormal(const schema::Law::Lognormal& law, const Reader& reader) {
  if (law.median().empty() == law.mean().empty()) {
    reader.problems.add(reader.path + ".lognormal", "needs exactly one of `median` and `mean`");
    return {};
  }
  if (law.sigma() < 0 || law.sigma() > 10) {
    reader.problems.add(reader.path + ".lognormal.sigma", "must lie between 0 and 10");
    return {};
  }
  if (!law.median().empty())
    return sim::Law::lognormal(reader.number(law.median(), "lognormal.median"), law.sigma());
  const double mean = reader.number(law.mean(), "lognormal.mean");
  return sim::Law::lognormal(mean / sim::portable::exp(law.sigma() * law.sigma() / 2), law.sigma());
}

sim::Law weibull(const schema::Law::Weibull& law, const Reader& reader) {
  if (law.shape() < 0.05) {
    reader.problems.add(reader.path + ".weibull.shape", "must be at least 0.05");
    return {};
  }
  return sim::Law::weibull_from_mean(reader.number(law.mean(), "weibull.mean"), law.shape());
}

sim::Law uniform(const schema::Law::Uniform& law, const Reader& reader) {
  const double least = reader.number(law.least(), "uniform.least");
  const double most = reader.number(law.most(), "uniform.most");
  if (least <= most) return sim::Law::uniform(least, most);
  reader.problems.add(reader.path + ".uniform", "`least` is above `most`", "Swap them");
  return {};
}

sim::Law pareto(const schema::Law::Pareto& law, const Reader& reader) {
  const double least = reader.number(law.least(), "pareto.least");
  if (!reader.positive(least, "pareto.least") || !reader.positive(law.shape(), "pareto.shape"))
    return {};
  return sim::Law::pareto(least, law.shape());
}

sim::Law zipf(const schema::Law::Zipf& law, const Reader& reader) {
  constexpr std::uint64_t kMost = 1'000'000;
  const auto most = parse_count(law.most());
  if (reader.unit == LawUnit::duration)
    reader.problems.add(reader.path + ".zipf", "is a law of whole numbers, and this is a time",
                        "Write pareto or weibull for a heavy tail");
  else if (!(law.exponent() >= 0 && law.exponent() <= 10))
    reader.problems.add(reader.path + ".zipf.exponent", "must lie between 0 and 10");
  else if (!most || *most < 1 || *most > kMost)
    reader.problems.add(reader.path + ".zipf.most", "must lie between 1 and 1,000,000");
  else
    return sim::Law::zipf(law.exponent(), static_cast<std::uint32_t>(*most));
  return {};
}

}  // namespace

sim::Law to_law(const schema::Law& law, LawUnit unit, const std::string& path, Problems& problems) {
  const Reader reader{unit, path, problems};
  switch (law.law_case()) {
    case schema::Law::kConstant:
      return sim::Law::constant(reader.number(law.constant(), "constant"));
    case schema::Law::kExponential:
      return sim::Law::exponential(reader.number(law.exponential(), "exponential"));
    case schema::Law::kLognormal: return lognormal(law.lognormal(), reader);
    case schema::Law::kWeibull: return weibull(law.weibull(), reader);
    case schema::Law::kPareto: return pareto(law.pareto(), reader);
    case schema::Law::kUniform: return uniform(law.uniform(), reader);
    case schema::Law::kZipf: return zipf(law.zipf(), reader);
    case schema::Law::LAW_NOT_SET: break;
  }
  problems.add(path, "names no law", "Write for example `exponential: \"5s\"`");
  return {};
}

sim::Law law_or(bool present, const schema::Law& law, LawUnit unit, const sim::Law& fallback,
                const std::string& path, Problems& problems) {
  return present ? to_law(law, unit, path, problems) : fallback;
}

sim::Law default_service_seconds(ServerKind kind) {
  switch (kind) {
    case ServerKind::authoritative:
    case ServerKind::resolver:
    case ServerKind::forwarder: return sim::Law::exponential(50e-6);
    case ServerKind::mail_host: return sim::Law::lognormal(0.3, 0.5);
  }
  return {};
}

net::Station to_station(const schema::Service& service, ServerKind kind, const std::string& path,
                        Problems& problems) {
  const sim::Law time = law_or(service.has_time(), service.time(), LawUnit::duration,
                               default_service_seconds(kind), path + ".time", problems);
  return net::Station(time, service.has_workers() ? service.workers() : 1,
                      service.has_queue_limit() ? service.queue_limit() : 1000);
}

}  // namespace waypost::scenarios
