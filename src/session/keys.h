// SPDX-License-Identifier: Apache-2.0
// Where keys come from, and what the kernel is given of them.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/secret.h"
#include "stamp/abi.h"

namespace stamp::session {

// Kept instead of keys: the files are read whenever the kernel has to have them.
struct KeySource {
	std::string file;      // for every SSID without a file of its own
	std::string directory; // a file per SSID, named by it, and "default"

	[[nodiscard]] bool empty() const { return file.empty() && directory.empty(); }
};

// Midstates by SSID, as secret as the keys: handed to the kernel, and wiped.
class KeyRing {
public:
	struct Entry {
		std::uint32_t ssid = STAMP_ANY_SSID;
		stamp_keys keys{};
	};

	static Result<KeyRing> create(std::size_t entries);

	[[nodiscard]] std::span<Entry> entries() {
		return {reinterpret_cast<Entry *>(memory_.octets().data()),
			memory_.octets().size() / sizeof(Entry)};
	}
	[[nodiscard]] std::span<const Entry> entries() const {
		return {reinterpret_cast<const Entry *>(memory_.octets().data()),
			memory_.octets().size() / sizeof(Entry)};
	}

private:
	explicit KeyRing(Secret memory) : memory_(std::move(memory)) {}

	Secret memory_;
};

// Of a reflector: every key verifies. Errors as those of read_secret_file(), with their cure.
Result<KeyRing> read_keys(const KeySource &source);
// Of a sender, which signs and therefore has one.
Result<KeyRing> read_only_key(const std::string &file);

} // namespace stamp::session
