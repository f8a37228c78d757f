// SPDX-License-Identifier: Apache-2.0
// A file that appears whole or not at all: written beside its target and renamed.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

namespace waypost::sim {

/// Collects output in "TARGET.partial" until commit() renames it. Every failure is a
/// std::runtime_error that names the file and the system's reason.
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& target);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Without commit() the partial file is removed, or left if keep_partial() was called.
  ~AtomicFile();

  std::ostream& stream() { return stream_; }
  void write(std::string_view bytes);
  std::string partial_path() const { return target_ + ".partial"; }
  /// A partial file is worth something to the reader of this format: leave it after a crash.
  void keep_partial() { keep_ = true; }
  /// The target now has the new content; its old content is gone.
  void commit();

 private:
  void fail(const char* what) const;

  std::string target_;
  std::ofstream stream_;
  bool keep_ = false, committed_ = false;
};

/// Writes `content` to `target`, whole or not at all.
void write_file(const std::string& target, std::string_view content);

}  // namespace waypost::sim
