// SPDX-License-Identifier: Apache-2.0
// The service manager that started this process, as systemd has it (sd_notify(3)).
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace stamp::net {

class ServiceManager {
public:
	// By the environment. Absent: nobody wants to know.
	static std::optional<ServiceManager> find();

	// "READY=1", several separated by newlines. What cannot be sent is lost.
	void notify(const std::string &state) const;
	// A sign of life is wanted within it; absent: none is.
	[[nodiscard]] std::optional<std::chrono::microseconds> watchdog() const {
		return watchdog_;
	}

private:
	std::string socket_; // a path, or "@" and an abstract name
	std::optional<std::chrono::microseconds> watchdog_;
};

} // namespace stamp::net
