// SPDX-License-Identifier: Apache-2.0
// Basic authentication (RFC 7617): who may ask.
#pragma once

#include <map>
#include <mutex>
#include <string>

namespace stamp::http {

class Passwords {
public:
	// Of each user, as crypt(5) has it: "$2y$10$...".
	explicit Passwords(std::map<std::string, std::string> users) : users_(std::move(users)) {}

	[[nodiscard]] bool are_wanted() const { return !users_.empty(); }
	// Slow by design, but for a password that was right before. One at a time, so that guesses
	// cost one CPU at most.
	[[nodiscard]] bool admit(const std::string &user, const std::string &password);

private:
	std::map<std::string, std::string> users_;
	std::mutex mutex_;
	std::map<std::string, std::string> admitted_; // a quick hash of the password, by user
};

// Whether crypt(3) of this host knows the form.
[[nodiscard]] bool is_password_hash(const std::string &hash);

} // namespace stamp::http
