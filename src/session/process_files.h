// SPDX-License-Identifier: Apache-2.0
// The files that processes of this user publish in (session/process_file.h), as `stamp stats` reads
// them. They are read, not mapped: a file that is cut short is an error and not a signal.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "base/trusted_dir.h"
#include "stamp/process_file.h"

namespace stamp::session {

class PublishedProcess {
public:
	// ESTALE: its process has ended. EPROTO: another version's, or not filled yet.
	static Result<PublishedProcess> open(int directory, const std::string &name);

	[[nodiscard]] const stamp_process_file &head() const { return head_; }
	// Each target as it was at one moment.
	[[nodiscard]] std::vector<std::pair<std::size_t, stamp_published>> targets() const;
	// Hands over one after the other, those that are not idle for longer than the timeout.
	[[nodiscard]] Result<void> read_sessions(
		const std::function<void(const stamp_session_key &, const stamp_session &)> &take)
		const;

private:
	PublishedProcess(Fd file, const stamp_process_file &head)
		: file_(std::make_shared<Fd>(std::move(file))), head_(head) {}

	std::shared_ptr<Fd> file_;
	stamp_process_file head_;
};

// Those of this network namespace. Removes the files of processes that were killed.
[[nodiscard]] Result<std::vector<PublishedProcess>> published_in(const TrustedDir &directory);
// In the directory of this user.
[[nodiscard]] Result<std::vector<PublishedProcess>> published_processes();

} // namespace stamp::session
