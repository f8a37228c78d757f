// SPDX-License-Identifier: Apache-2.0
// Domain names as 8-byte values over a tree of labels (RFC 1034 section 3.1). Every name of the
// scenario is interned once, lower-cased (RFC 4343); the tree is complete before the run starts.
// Names invented at run time (junk queries, random labels) need no table: they are a known
// ancestor and an ordinal, "the ordinal-th made-up child of that node".
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace waypost::dns {

/// A domain name: a node of the label tree, or one made-up label below it (ordinal > 0).
struct Name {
  std::uint32_t node = 0;     ///< 0 is the root
  std::uint32_t ordinal = 0;  ///< 0: the node itself
  bool operator==(const Name&) const = default;
  bool made_up() const { return ordinal != 0; }
};
inline constexpr Name kRoot{};

/// The tree of labels. `intern` is for build time; everything else is read-only and cheap.
class NameTable {
 public:
  NameTable();

  /// The name of `text` in presentation format, absolute or not ("www.example.com." or without the
  /// final dot), with RFC 1035 section 5.1 escapes. Throws std::invalid_argument naming the fault:
  /// empty label, label over 63 octets, name over 255 octets.
  Name intern(std::string_view text);
  /// The child `label` (raw octets, any case) of `parent`, added when new.
  Name intern_child(Name parent, std::string_view label);
  /// As intern, but a name that is not in the table yields false and leaves `found` alone.
  bool find(std::string_view text, Name& found) const;

  /// Drops the first label; the parent of a made-up name is its node. Not for the root.
  Name parent(Name name) const {
    return name.made_up() ? Name{name.node, 0} : Name{nodes_[name.node].parent, 0};
  }
  /// Number of labels; 0 for the root.
  int depth(Name name) const { return nodes_[name.node].depth + (name.made_up() ? 1 : 0); }
  /// True when `name` is `ancestor` or below it.
  bool is_at_or_below(Name name, Name ancestor) const;
  /// The ancestor of `name` that has `depth` labels (depth <= depth(name)).
  Name ancestor(Name name, int depth) const;
  /// Deepest name that both are at or below.
  Name common_ancestor(Name a, Name b) const;
  /// First label, presentation format without escapes ("" for the root; "made-up-7" for ordinal 7).
  std::string first_label(Name name) const;
  /// "*" is the first label (RFC 4592 section 2.1.1).
  bool is_wildcard(Name name) const;
  /// The wildcard child of `name`, if the scenario has one.
  bool wildcard_child(Name name, Name& found) const;
  /// `name` with its suffix `old_suffix` replaced by `new_suffix` (RFC 6672 section 2.2), if that
  /// name is in the table; build interns the closure of all aliases beforehand. A made-up name
  /// keeps its ordinal. `name` equal to `old_suffix` becomes `new_suffix`.
  bool rewrite(Name name, Name old_suffix, Name new_suffix, Name& found) const;
  /// Canonical order (RFC 4034 section 6.1): by labels from the right, octet by octet. A made-up
  /// name stands where ten letters drawn from its hash would.
  bool canonical_before(Name a, Name b) const;
  /// Octets in wire format (RFC 1035 section 3.1), uncompressed.
  int wire_length(Name name) const;

  /// Depends on the labels only: equal in every run, build order and partition.
  std::uint64_t hash(Name name) const;
  /// Presentation format with the final dot; "." for the root.
  std::string text(Name name) const;
  std::size_t size() const { return nodes_.size(); }

 private:
  struct Node {
    std::uint64_t hash;
    std::uint32_t parent;
    std::uint32_t label_at;      ///< into labels_
    std::uint32_t wildcard = 0;  ///< node of the "*" child, 0: none
    std::uint8_t label_length;
    std::uint8_t depth;
    std::uint8_t wire_length;
  };
  std::string_view label(std::uint32_t node) const;
  bool find_child(std::uint32_t parent, std::string_view lower, std::uint32_t& found) const;
  std::uint32_t add_child(std::uint32_t parent, std::string_view lower);
  std::size_t slot_of(std::uint32_t parent, std::string_view lower, std::uint64_t hash) const;
  void grow();

  std::vector<Node> nodes_;
  std::string labels_;
  std::vector<std::uint32_t> slots_;  ///< open addressing by hash of the child's name; 0: empty
};

}  // namespace waypost::dns
