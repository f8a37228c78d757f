// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/master_file.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include "scenarios/import/ldns_record.hpp"
#include "scenarios/import/master_text.hpp"
#include "scenarios/import/record_fields.hpp"

namespace waypost::scenarios {
namespace {

using Severity = ZoneFinding::Severity;

/// Depth alone does not bound files that include themselves twice.
constexpr std::size_t kMaxFiles = 1000;

std::string quote(std::string_view text) { return "\"" + std::string(text.substr(0, 80)) + "\""; }

/// The file's text; `why` says what is wrong when there is none.
std::optional<std::string> read_text(const std::string& path, std::string& why) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status))
    why = "there is no file " + quote(path);
  else if (!std::filesystem::is_regular_file(status))
    why = quote(path) + " is not a file";
  else if (std::filesystem::file_size(path, error) > kMaxMasterOctets)
    why = quote(path) + " is over 256 MiB";
  if (!why.empty()) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in) why = quote(path) + " cannot be read";
  return why.empty() ? std::optional(std::move(text)) : std::nullopt;
}

/// Reads one file after another into the same result; an $INCLUDE is a Reader of its own.
class Reader {
 public:
  Reader(MasterRecords& out, const MasterOptions& options, const std::string& file,
         const std::vector<int>& lines, std::set<std::string>& types_left_out)
      : out_(out),
        file_(static_cast<std::uint32_t>(out.files.size())),
        lines_(lines),
        depth_left_(options.include_depth),
        default_ttl_(options.default_ttl),
        types_left_out_(types_left_out),
        origin_("."),
        ldns_origin_(".") {
    out_.files.push_back(file);
    set_origin(options.origin);
  }

  void read(std::string_view text) {
    MasterText master(text);
    MasterEntry entry;
    for (SyntaxFault fault; master.next(entry, fault);) {
      if (fault.what != nullptr)
        report(fault.line, fault.column, Severity::error, fault.what, fault.mend);
      else if (entry.tokens[0].text.starts_with('$') && !entry.starts_with_blank)
        directive(entry);
      else
        record(entry);
    }
  }

 private:
  void directive(const MasterEntry& entry);
  void include(const MasterEntry& entry);
  void record(const MasterEntry& entry);
  bool read_owner(const MasterEntry& entry, std::size_t& next);
  bool read_ttl_and_class(const MasterEntry& entry, std::size_t& next,
                          std::optional<std::uint32_t>& ttl);
  bool read_type(const MasterToken& token, dns::RecordType& type);
  std::optional<std::uint32_t> inherited_ttl(dns::RecordType type, const MasterToken& at,
                                             std::span<const MasterToken> data);
  bool fields_are_good(dns::RecordType type, std::span<const MasterToken> data,
                       const MasterToken& at);
  bool set_origin(const std::string& absolute);
  std::string complete(std::string_view name) const;
  void report(int line, int column, Severity severity, std::string what, std::string mend = {},
              const char* rule = "");
  void report(const MasterToken& at, Severity severity, std::string what, std::string mend = {},
              const char* rule = "") {
    report(at.line, at.column, severity, std::move(what), std::move(mend), rule);
  }

  MasterRecords& out_;
  std::uint32_t file_;
  const std::vector<int>& lines_;
  int depth_left_;
  std::optional<std::uint32_t> default_ttl_;
  std::optional<std::uint32_t> last_ttl_;
  std::set<std::string>& types_left_out_;
  std::string origin_;  ///< absolute, lower case
  LdnsOrigin ldns_origin_;
  std::string owner_;  ///< of the last record; empty: none yet
};

void Reader::report(int line, int column, Severity severity, std::string what, std::string mend,
                    const char* rule) {
  const auto at = static_cast<std::size_t>(line);
  if (!lines_.empty()) line = at <= lines_.size() ? lines_[at - 1] : lines_.back();
  out_.findings.add({severity, out_.files[file_], line, lines_.empty() ? column : 0,
                     std::move(what), std::move(mend), rule});
}

bool Reader::set_origin(const std::string& absolute) {
  LdnsOrigin origin(absolute);
  if (!origin.valid()) return false;
  ldns_origin_ = std::move(origin);
  origin_ = absolute;
  for (char& c : origin_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return true;
}

std::string Reader::complete(std::string_view name) const {
  if (name == "@") return origin_;
  if (is_absolute(name)) return std::string(name);
  return std::string(name) + (origin_ == "." ? "." : "." + origin_);
}

void Reader::directive(const MasterEntry& entry) {
  const MasterToken& word = entry.tokens[0];
  const std::size_t arguments = entry.tokens.size() - 1;
  if (word.text == "$GENERATE")
    return report(word, Severity::error, "$GENERATE is not read", "Write its records out");
  if (word.text == "$INCLUDE") return include(entry);
  if (word.text != "$ORIGIN" && word.text != "$TTL")
    return report(word, Severity::error, quote(word.text) + " is no directive",
                  "$ORIGIN, $TTL and $INCLUDE are");
  if (arguments != 1)
    return report(word, Severity::error, std::string(word.text) + " takes one argument",
                  word.text == "$TTL" ? "Write \"$TTL 3600\"" : "Write \"$ORIGIN example.com.\"");
  const MasterToken& argument = entry.tokens[1];
  if (word.text == "$ORIGIN") {
    if (!set_origin(complete(argument.text)))
      report(argument, Severity::error, quote(argument.text) + " is not a name", "");
    return;
  }
  std::uint32_t seconds = 0;
  if (!parse_period(argument.text, seconds))
    return report(argument, Severity::error,
                  "TTL " + quote(argument.text) + " is not a time up to 2147483647 seconds",
                  "Write seconds, or 2h, 1d, 2w");
  default_ttl_ = seconds;
}

/// RFC 1035 section 5.1: the included file has its own origin, and leaves this one's alone.
void Reader::include(const MasterEntry& entry) {
  const MasterToken& word = entry.tokens[0];
  if (entry.tokens.size() < 2 || entry.tokens.size() > 3)
    return report(word, Severity::error, "$INCLUDE takes a file and perhaps an origin", "");
  const MasterToken& name = entry.tokens[1];
  if (depth_left_ == 0)
    return report(name, Severity::error, "$INCLUDE is nested too deep, or not allowed here",
                  "Look for a file that includes itself");
  if (out_.files.size() >= kMaxFiles)
    return report(name, Severity::error,
                  "over " + std::to_string(kMaxFiles) + " files are included",
                  "Look for files that include each other");
  const auto folder = std::filesystem::path(out_.files[file_]).parent_path();
  const std::string path = (folder / std::string(name.text)).string();
  std::string why;
  const std::optional<std::string> text = read_text(path, why);
  if (!text) return report(name, Severity::error, std::move(why));
  MasterOptions options{entry.tokens.size() == 3 ? complete(entry.tokens[2].text) : origin_,
                        default_ttl_, depth_left_ - 1};
  if (!LdnsOrigin(options.origin).valid())
    return report(entry.tokens[2], Severity::error, quote(entry.tokens[2].text) + " is not a name",
                  "");
  const std::vector<int> own_lines;
  Reader(out_, options, path, own_lines, types_left_out_).read(*text);
}

bool Reader::read_owner(const MasterEntry& entry, std::size_t& next) {
  if (entry.starts_with_blank) {
    if (!owner_.empty()) return true;
    report(entry.tokens[0], Severity::error, "no owner stands here nor on a line before",
           "Begin the line with a name, or \"@\" for " + quote(origin_));
    return false;
  }
  owner_ = complete(entry.tokens[next++].text);
  return true;
}

/// RFC 1035 section 5.1: "[<TTL>] [<class>]" or "[<class>] [<TTL>]".
bool Reader::read_ttl_and_class(const MasterEntry& entry, std::size_t& next,
                                std::optional<std::uint32_t>& ttl) {
  bool has_class = false;
  for (; next < entry.tokens.size(); ++next) {
    const MasterToken& token = entry.tokens[next];
    std::uint32_t seconds = 0;
    if (!ttl && reads_as_number(token.text)) {
      if (!parse_period(token.text, seconds)) {
        report(token, Severity::error,
               "TTL " + quote(token.text) + " is not a time from 0 to 2147483647 seconds",
               "Write seconds, or 2h, 1d, 2w");
        return false;
      }
      ttl = seconds;
    } else if (!has_class && (token.text == "IN" || token.text == "in")) {
      has_class = true;
    } else if (!has_class && (token.text == "CH" || token.text == "HS" || token.text == "CS")) {
      report(token, Severity::error, "class " + std::string(token.text) + " is not modelled",
             "Only class IN is");
      return false;
    } else {
      return true;
    }
  }
  report(entry.tokens.back(), Severity::error, "the record has no type",
         "Write owner, TTL, type and data: \"www 3600 A 192.0.2.1\"");
  return false;
}

bool Reader::read_type(const MasterToken& token, dns::RecordType& type) {
  if (dns::parse_record_type(token.text, type) && type != dns::RecordType::any) return true;
  const std::string text(token.text.substr(0, 80));
  if (is_known_type(text)) {
    if (types_left_out_.insert(text).second)
      report(token, Severity::note, "records of type " + text + " are not modelled and left out");
    return false;
  }
  report(token, Severity::error, quote(text) + " is no record type",
         "Types are A AAAA NS SOA CNAME DNAME MX TXT PTR SRV CAA DS DNSKEY TLSA HTTPS SVCB");
  return false;
}

/// $TTL (RFC 2308 section 4), else the record before (RFC 1035), else the SOA's own minimum as BIND
/// does.
std::optional<std::uint32_t> Reader::inherited_ttl(dns::RecordType type, const MasterToken& at,
                                                   std::span<const MasterToken> data) {
  if (default_ttl_) return default_ttl_;
  if (last_ttl_) return last_ttl_;
  std::uint32_t minimum = 0;
  if (type == dns::RecordType::soa && data.size() == 7 && parse_period(data[6].text, minimum)) {
    report(at, Severity::warning,
           "the SOA has no TTL; its minimum, " + std::to_string(minimum) + ", is taken",
           "Write \"$TTL 3600\" above it");
    return minimum;
  }
  report(at, Severity::error, "the record has no TTL and none is known from before",
         "Write \"$TTL 3600\" above it");
  return std::nullopt;
}

bool Reader::fields_are_good(dns::RecordType type, std::span<const MasterToken> data,
                             const MasterToken& at) {
  bool good = true;
  check_record_fields(type, data, at, origin_,
                      [&](const MasterToken& token, bool error, std::string what, std::string mend,
                          const char* rule) {
                        good = good && !error;
                        report(token, error ? Severity::error : Severity::warning, std::move(what),
                               std::move(mend), rule);
                      });
  return good;
}

void Reader::record(const MasterEntry& entry) {
  std::size_t next = 0;
  std::optional<std::uint32_t> ttl;
  dns::RecordType type{};
  if (!read_owner(entry, next) || !read_ttl_and_class(entry, next, ttl)) return;
  const MasterToken& type_token = entry.tokens[next];
  if (!read_type(type_token, type)) return;
  const std::span<const MasterToken> data = std::span(entry.tokens).subspan(next + 1);
  if (!fields_are_good(type, data, type_token)) return;
  if (!ttl) ttl = inherited_ttl(type, type_token, data);
  if (!ttl) return;
  last_ttl_ = ttl;

  std::string line = owner_ + " 0 IN " + std::string(to_text(type));
  for (const MasterToken& token : data) {
    line += token.quoted ? " \"" : " ";
    line += token.text;
    if (token.quoted) line += '"';
  }
  LdnsRecord read;
  std::string fault = read_with_ldns(line, ldns_origin_, read);
  if (!fault.empty())
    return report(type_token, Severity::error, std::move(fault), {}, read.too_long ? "Z07" : "");
  out_.records.push_back({owner_, std::move(read.data), *ttl, file_, entry.line, type,
                          static_cast<std::uint16_t>(read.wire_octets)});
  const auto at = static_cast<std::size_t>(entry.line);
  if (!lines_.empty()) out_.records.back().line = lines_[std::min(at, lines_.size()) - 1];
}

}  // namespace

MasterRecords read_master_text(std::string_view text, const std::string& file,
                               const MasterOptions& options, const std::vector<int>& lines) {
  MasterRecords out;
  std::set<std::string> types_left_out;
  Reader(out, options, file, lines, types_left_out).read(text);
  return out;
}

MasterRecords read_master_file(const std::string& path, const MasterOptions& options) {
  std::string why;
  if (const std::optional<std::string> text = read_text(path, why))
    return read_master_text(*text, path, options);
  MasterRecords out;
  out.files.push_back(path);
  out.findings.add({Severity::error, path, 0, 0, std::move(why), {}});
  return out;
}

}  // namespace waypost::scenarios
