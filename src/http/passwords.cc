// SPDX-License-Identifier: Apache-2.0
#include "http/passwords.h"

#include <array>
#include <memory>

#include <crypt.h>

namespace stamp::http {
namespace {

// The least that crypt(3) takes for SHA-256: half a millisecond.
constexpr unsigned long quick_rounds = 1000;

// Empty: crypt(3) does not know the form.
std::string hash_of(const std::string &password, const std::string &setting) {
	const auto work = std::make_unique<crypt_data>();
	const char *hash = crypt_r(password.c_str(), setting.c_str(), work.get());
	return hash && *hash != '*' ? hash : "";
}

std::string quick_setting() {
	std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> setting{};
	const char *made =
		crypt_gensalt_rn("$5$", quick_rounds, nullptr, 0, setting.data(), setting.size());
	return made ? made : "";
}

// As long for every first difference.
bool is_same(const std::string &a, const std::string &b) {
	if (a.empty() || a.size() != b.size())
		return false;
	unsigned differences = 0;
	for (std::size_t i = 0; i < a.size(); i++)
		differences |= static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]);
	return differences == 0;
}

bool fits(const std::string &password, const std::string &hash) {
	return is_same(hash_of(password, hash), hash);
}

} // namespace

bool Passwords::admit(const std::string &user, const std::string &password) {
	const std::lock_guard lock(mutex_);
	const auto known = users_.find(user);
	if (known == users_.end()) {
		// As slow as for a user that there is.
		if (!users_.empty())
			(void)fits(password, users_.begin()->second);
		return false;
	}
	const auto before = admitted_.find(user);
	if (before != admitted_.end() && fits(password, before->second))
		return true;
	if (!fits(password, known->second))
		return false;
	admitted_[user] = hash_of(password, quick_setting());
	return true;
}

// Not the oldest form, which takes any two characters and reads eight of a password.
bool is_password_hash(const std::string &hash) {
	return hash.starts_with('$') && hash_of("", hash).size() == hash.size();
}

} // namespace stamp::http
