// SPDX-License-Identifier: Apache-2.0
// Tables of a datapath in memory of this process, by the octets of their keys.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "session/keys.h"
#include "stamp/abi.h"

namespace stamp::socket {

// Nobody outside knows which keys have the same: it is drawn with each start.
[[nodiscard]] std::size_t hash_of(const char *octets, std::size_t size);

// Entries stay where they are until they are erased.
template <typename Key, typename Value> class Table {
public:
	Value *find(const Key &key) {
		const auto found = entries_.find(octets(key));
		return found == entries_.end() ? nullptr : &found->second;
	}
	// Not 0: it is there already.
	long insert(const Key &key, const Value &value) {
		return entries_.emplace(octets(key), value).second ? 0 : -1;
	}
	// Not 0: it was not there.
	long erase(const Key &key) { return entries_.erase(octets(key)) ? 0 : -1; }
	[[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
	using Octets = std::array<char, sizeof(Key)>;
	struct Hash {
		std::size_t operator()(const Octets &octets) const {
			return hash_of(octets.data(), octets.size());
		}
	};
	static Octets octets(const Key &key) {
		Octets octets;
		std::memcpy(octets.data(), &key, sizeof(key));
		return octets;
	}

	std::unordered_map<Octets, Value, Hash> entries_;
};

// Prefixes, of which the longest decides.
class PrefixTable {
public:
	void set(const stamp_prefix &prefix, std::uint8_t value);
	// 0: it lies in none.
	[[nodiscard]] std::uint8_t find(const stamp_addr &addr) const;
	// True if one of this value, of a whole address, lies in the prefix.
	[[nodiscard]] bool has_in(const stamp_prefix &prefix, std::uint8_t value) const;
	void clear() { entries_.clear(); }

private:
	std::vector<std::pair<stamp_prefix, std::uint8_t>> entries_; // the longest first
};

// Keys by SSID, in secret memory.
class KeyTable {
public:
	// These from now on, and no others. After an error it holds what it held.
	Result<void> fill(const session::KeyRing &ring);

	[[nodiscard]] stamp_keys *find(std::uint32_t ssid) {
		const auto found = at_.find(ssid);
		return found == at_.end() ? nullptr : &entries()[found->second];
	}

private:
	[[nodiscard]] stamp_keys *entries() {
		return reinterpret_cast<stamp_keys *>(memory_->octets().data());
	}

	std::optional<Secret> memory_; // if there are any
	std::unordered_map<std::uint32_t, std::size_t> at_;
};

} // namespace stamp::socket
