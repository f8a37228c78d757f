// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/build_id.hpp"

#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace waypost::scenarios {
namespace {

constexpr std::size_t kOctets = 8;  // of 20: enough to tell builds apart

constexpr std::size_t padded(std::size_t octets) { return (octets + 3) & ~std::size_t{3}; }

/// The id among the notes of one segment; empty when it is not there (elf(5), "Notes (Nhdr)").
std::string id_among(std::string_view notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes.data(), sizeof note);
    const std::size_t name = sizeof note, id = name + padded(note.n_namesz);
    const std::size_t end = id + padded(note.n_descsz);
    if (end > notes.size()) break;
    if (note.n_type == NT_GNU_BUILD_ID && notes.substr(name, 4) == std::string_view("GNU\0", 4)) {
      std::string text;
      for (const char octet : notes.substr(id, std::min<std::size_t>(note.n_descsz, kOctets)))
        text += fmt::format("{:02x}", static_cast<unsigned char>(octet));
      return text;
    }
    notes.remove_prefix(end);
  }
  return {};
}

/// dl_iterate_phdr(3) shows the program itself first.
int look_at_program(dl_phdr_info* program, std::size_t, void* found) {
  for (int i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = program->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    const auto* notes = reinterpret_cast<const char*>(program->dlpi_addr + segment.p_vaddr);
    auto& id = *static_cast<std::string*>(found);
    if (id.empty()) id = id_among({notes, segment.p_memsz});
  }
  return 1;
}

}  // namespace

std::string build_id() {
  std::string id;
  dl_iterate_phdr(look_at_program, &id);
  return id.empty() ? WAYPOST_VERSION : WAYPOST_VERSION "+" + id;
}

}  // namespace waypost::scenarios
