// SPDX-License-Identifier: Apache-2.0
// A file in which a datapath without BPF maps publishes its counters, sessions and tallies for
// `stamp stats` (include/stamp/process_file.h). It is mapped: to publish is to write memory.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/error.h"
#include "base/fd.h"
#include "base/trusted_dir.h"
#include "session/datapath.h"
#include "stamp/process_file.h"

namespace stamp::session {

// Where the files of this user are: /run/stamp for root, $XDG_RUNTIME_DIR/stamp for others. ENOENT:
// there is none, or nowhere to make one.
[[nodiscard]] Result<TrustedDir> find_process_directory();
[[nodiscard]] Result<TrustedDir> make_process_directory();

class ProcessFile {
public:
	// `head` with the role's facts; sizes and marks are filled in. Without a file it is memory
	// that nobody else sees, and why_not() says why. An error: there is no memory.
	static Result<std::unique_ptr<ProcessFile>> create(stamp_process_file head,
							   Result<TrustedDir> directory);
	~ProcessFile();
	ProcessFile(const ProcessFile &) = delete;
	ProcessFile &operator=(const ProcessFile &) = delete;

	// Empty: others read it, or this user has no directory for it.
	[[nodiscard]] const std::string &why_not() const { return why_not_; }
	[[nodiscard]] std::span<stamp_published> targets() const;
	[[nodiscard]] std::span<stamp_process_session> sessions() const;
	void write(const Verdicts &verdicts, const TlvNotes &notes);
	void set_attached(bool attached);

private:
	ProcessFile() = default;
	[[nodiscard]] Result<void> publish(Result<TrustedDir> directory);
	[[nodiscard]] stamp_process_file &head() const;

	std::optional<TrustedDir> directory_; // of the file
	std::string name_, why_not_;
	Fd file_; // locked
	void *memory_ = nullptr;
	std::size_t octets_ = 0;
};

} // namespace stamp::session
