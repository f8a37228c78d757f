// SPDX-License-Identifier: Apache-2.0
#include "models/dns/name.hpp"

#include <array>
#include <cstdio>
#include <stdexcept>

#include "sim/expect.hpp"
#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

constexpr int kMaxLabelOctets = 63;  // RFC 1035 section 2.3.4
constexpr int kMaxNameOctets = 255;  // the same, length octets and root included
constexpr int kMaxLabels = 127;      // 255 octets of one-octet labels
constexpr std::string_view kMadeUpPrefix = "made-up-";

/// A name's labels in reading order, lower-cased octets back to back.
struct Labels {
  std::array<char, kMaxNameOctets> octets;
  std::array<std::uint8_t, kMaxLabels + 1> at;  ///< at[i] .. at[i + 1] is label i
  int count = 0;
  std::string_view operator[](int i) const {
    const auto k = static_cast<std::size_t>(i);
    return {octets.data() + at[k], static_cast<std::size_t>(at[k + 1] - at[k])};
  }
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

[[noreturn]] void reject(std::string_view text, const char* fault) {
  throw std::invalid_argument(std::string(fault) + " in name \"" +
                              std::string(text.substr(0, 300)) + "\"");
}

/// The octet at text[i] with escapes resolved (RFC 1035 section 5.1); i moves past it.
char unescape(std::string_view text, std::size_t& i) {
  const char c = text[i++];
  if (c != '\\') return c;
  if (i == text.size()) reject(text, "a lone backslash at the end");
  if (!is_digit(text[i])) return text[i++];
  if (i + 2 >= text.size() || !is_digit(text[i + 1]) || !is_digit(text[i + 2]))
    reject(text, "a backslash and fewer than three digits");
  const int value = (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 + (text[i + 2] - '0');
  if (value > 255) reject(text, "an escaped octet above \\255");
  i += 3;
  return static_cast<char>(value);
}

void close_label(std::string_view text, Labels& labels, int end) {
  const int length = end - labels.at[static_cast<std::size_t>(labels.count)];
  if (length == 0) reject(text, "an empty label");
  if (length > kMaxLabelOctets) reject(text, "a label over 63 octets");
  labels.at[static_cast<std::size_t>(++labels.count)] = static_cast<std::uint8_t>(end);
}

Labels split(std::string_view text) {
  Labels labels;
  labels.at[0] = 0;
  if (text.empty()) reject(text, "nothing");
  if (text == ".") return labels;
  int end = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '.') {
      close_label(text, labels, end);
      ++i;
      continue;
    }
    // The octets, a length octet for each label (this one included) and the root's.
    if (end + labels.count + 3 > kMaxNameOctets) reject(text, "over 255 octets");
    labels.octets[static_cast<std::size_t>(end++)] = lower(unescape(text, i));
  }
  if (end != labels.at[static_cast<std::size_t>(labels.count)]) close_label(text, labels, end);
  return labels;
}

std::uint64_t child_hash(std::uint64_t parent_hash, std::string_view lower_label) {
  return sim::mix(parent_hash, sim::hash_text(lower_label));
}

void append_escaped(std::string& out, std::string_view octets) {
  for (const char c : octets) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet <= 0x20 || octet >= 0x7F) {
      char escaped[5];
      std::snprintf(escaped, sizeof escaped, "\\%03u", octet);
      out += escaped;
      continue;
    }
    if (std::string_view(".\\\"();@$").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
}

}  // namespace

NameTable::NameTable() : slots_(64, 0) {
  nodes_.push_back({sim::hash_text("."), 0, 0, 0, 0, 0, 1});
}

std::string_view NameTable::label(std::uint32_t node) const {
  return std::string_view(labels_).substr(nodes_[node].label_at, nodes_[node].label_length);
}

/// The slot that holds the child, or the empty one where it belongs (linear probing).
std::size_t NameTable::slot_of(std::uint32_t parent, std::string_view lower,
                               std::uint64_t hash) const {
  std::size_t slot = hash & (slots_.size() - 1);
  for (;; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::uint32_t node = slots_[slot];
    if (node == 0) return slot;
    if (nodes_[node].hash == hash && nodes_[node].parent == parent && label(node) == lower)
      return slot;
  }
}

bool NameTable::find_child(std::uint32_t parent, std::string_view lower,
                           std::uint32_t& found) const {
  const std::uint32_t node = slots_[slot_of(parent, lower, child_hash(nodes_[parent].hash, lower))];
  if (node != 0) found = node;
  return node != 0;
}

void NameTable::grow() {
  slots_.assign(slots_.size() * 2, 0);
  for (std::uint32_t node = 1; node < nodes_.size(); ++node)
    slots_[slot_of(nodes_[node].parent, label(node), nodes_[node].hash)] = node;
}

std::uint32_t NameTable::add_child(std::uint32_t parent, std::string_view lower) {
  const std::uint64_t hash = child_hash(nodes_[parent].hash, lower);
  std::size_t slot = slot_of(parent, lower, hash);
  if (slots_[slot] != 0) return slots_[slot];
  if (nodes_.size() * 2 > slots_.size()) {
    grow();
    slot = slot_of(parent, lower, hash);
  }
  const auto node = static_cast<std::uint32_t>(nodes_.size());
  WAYPOST_EXPECT(labels_.size() + lower.size() <= UINT32_MAX, "labels of all names over 4 GiB");
  nodes_.push_back({hash, parent, static_cast<std::uint32_t>(labels_.size()), 0,
                    static_cast<std::uint8_t>(lower.size()),
                    static_cast<std::uint8_t>(nodes_[parent].depth + 1),
                    static_cast<std::uint8_t>(nodes_[parent].wire_length + lower.size() + 1)});
  labels_ += lower;
  slots_[slot] = node;
  if (lower == "*") nodes_[parent].wildcard = node;
  return node;
}

Name NameTable::intern(std::string_view text) {
  const Labels labels = split(text);
  std::uint32_t node = 0;
  for (int i = labels.count; i-- > 0;) node = add_child(node, labels[i]);
  return {node, 0};
}

Name NameTable::intern_child(Name parent, std::string_view label) {
  WAYPOST_EXPECT(!parent.made_up(), "child of a made-up name");
  if (label.empty()) reject(label, "an empty label");
  if (label.size() > kMaxLabelOctets) reject(label, "a label over 63 octets");
  if (nodes_[parent.node].wire_length + label.size() + 1 > kMaxNameOctets)
    reject(label, "over 255 octets");
  std::array<char, kMaxLabelOctets> octets;
  for (std::size_t i = 0; i < label.size(); ++i) octets[i] = lower(label[i]);
  return {add_child(parent.node, {octets.data(), label.size()}), 0};
}

bool NameTable::find(std::string_view text, Name& found) const {
  const Labels labels = split(text);
  std::uint32_t node = 0;
  for (int i = labels.count; i-- > 0;)
    if (!find_child(node, labels[i], node)) return false;
  found = {node, 0};
  return true;
}

bool NameTable::is_at_or_below(Name name, Name ancestor_name) const {
  if (ancestor_name.made_up()) return name == ancestor_name;
  std::uint32_t node = name.node;
  while (nodes_[node].depth > nodes_[ancestor_name.node].depth) node = nodes_[node].parent;
  return node == ancestor_name.node;
}

Name NameTable::ancestor(Name name, int depth_wanted) const {
  WAYPOST_EXPECT(depth_wanted >= 0 && depth_wanted <= depth(name), "ancestor deeper than its name");
  if (depth_wanted == depth(name)) return name;
  std::uint32_t node = name.node;
  while (nodes_[node].depth > depth_wanted) node = nodes_[node].parent;
  return {node, 0};
}

Name NameTable::common_ancestor(Name a, Name b) const {
  if (a == b) return a;
  std::uint32_t x = a.node;
  std::uint32_t y = b.node;
  while (x != y) {
    std::uint32_t& deeper = nodes_[x].depth >= nodes_[y].depth ? x : y;
    deeper = nodes_[deeper].parent;
  }
  return {x, 0};
}

std::string NameTable::first_label(Name name) const {
  if (name.made_up()) return std::string(kMadeUpPrefix) + std::to_string(name.ordinal);
  return std::string(label(name.node));
}

bool NameTable::canonical_before(Name a, Name b) const {
  const Name shared = common_ancestor(a, b);
  if (a == shared || b == shared) return a != b && a == shared;
  const int depth = this->depth(shared) + 1;
  const Name x = ancestor(a, depth), y = ancestor(b, depth);
  std::array<char, 10> drawn_x, drawn_y;
  const auto shown = [&](Name name, std::array<char, 10>& drawn) {
    if (!name.made_up()) return label(name.node);
    std::uint64_t rest = sim::mix(hash(name));
    for (char& c : drawn) c = static_cast<char>('a' + rest % 26), rest /= 26;
    return std::string_view(drawn.data(), drawn.size());
  };
  const std::string_view of_x = shown(x, drawn_x), of_y = shown(y, drawn_y);
  return of_x != of_y ? of_x < of_y : x.ordinal < y.ordinal;
}

bool NameTable::is_wildcard(Name name) const {
  return !name.made_up() && name.node != 0 &&
         nodes_[nodes_[name.node].parent].wildcard == name.node;
}

bool NameTable::wildcard_child(Name name, Name& found) const {
  if (name.made_up() || nodes_[name.node].wildcard == 0) return false;
  found = {nodes_[name.node].wildcard, 0};
  return true;
}

bool NameTable::rewrite(Name name, Name old_suffix, Name new_suffix, Name& found) const {
  std::array<std::uint32_t, kMaxLabels>
      below;  // nodes of `name` under the old suffix, deepest first
  std::size_t count = 0;
  for (std::uint32_t node = name.node; node != old_suffix.node; node = nodes_[node].parent) {
    if (node == 0) return false;
    below[count++] = node;
  }
  std::uint32_t node = new_suffix.node;
  while (count > 0)
    if (!find_child(node, label(below[--count]), node)) return false;
  found = {node, name.ordinal};
  return true;
}

int NameTable::wire_length(Name name) const {
  int octets = nodes_[name.node].wire_length;
  if (!name.made_up()) return octets;
  for (std::uint32_t rest = name.ordinal; rest > 0; rest /= 10) ++octets;
  return octets + 1 + static_cast<int>(kMadeUpPrefix.size());
}

std::uint64_t NameTable::hash(Name name) const {
  const std::uint64_t hash = nodes_[name.node].hash;
  return name.made_up() ? sim::mix(hash, ~std::uint64_t{name.ordinal}) : hash;
}

std::string NameTable::text(Name name) const {
  if (name == kRoot) return ".";
  std::string out;
  if (name.made_up()) out = first_label(name) + ".";
  for (std::uint32_t node = name.node; node != 0; node = nodes_[node].parent) {
    append_escaped(out, label(node));
    out += '.';
  }
  return out;
}

}  // namespace waypost::dns
