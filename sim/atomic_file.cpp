// SPDX-License-Identifier: Apache-2.0
#include "sim/atomic_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

namespace waypost::sim {

AtomicFile::AtomicFile(const std::string& target) : target_(target) {
  errno = 0;
  stream_.open(partial_path(), std::ios::binary | std::ios::trunc);
  if (!stream_) fail("cannot create");
}

AtomicFile::~AtomicFile() {
  if (committed_ || keep_) return;
  stream_.close();
  std::remove(partial_path().c_str());
}

void AtomicFile::write(std::string_view bytes) {
  errno = 0;
  stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!stream_) fail("cannot write");
}

void AtomicFile::commit() {
  errno = 0;
  stream_.close();
  if (!stream_) fail("cannot write");
  if (std::rename(partial_path().c_str(), target_.c_str()) != 0) fail("cannot rename");
  committed_ = true;
}

void AtomicFile::fail(const char* what) const {
  const std::string reason = errno != 0 ? std::strerror(errno) : "unknown reason";
  throw std::runtime_error(std::string(what) + " " + partial_path() + ": " + reason);
}

void write_file(const std::string& target, std::string_view content) {
  AtomicFile file(target);
  file.write(content);
  file.commit();
}

}  // namespace waypost::sim
