// SPDX-License-Identifier: Apache-2.0
#include "socket/tables.h"

#include <algorithm>
#include <random>

namespace stamp::socket {
namespace {

std::uint64_t drawn_seed() {
	std::random_device random;
	return static_cast<std::uint64_t>(random()) << 32 | random();
}

bool covers(const stamp_prefix &prefix, const stamp_addr &addr) {
	std::uint32_t bits = prefix.bits;
	for (std::size_t i = 0; bits != 0; i++) {
		const std::uint32_t here = std::min<std::uint32_t>(bits, 32);
		const auto mask = stamp_swap32(static_cast<std::uint32_t>(~0ull << (32 - here)));
		if ((prefix.addr.word[i] ^ addr.word[i]) & mask)
			return false;
		bits -= here;
	}
	return true;
}

bool equal(const stamp_prefix &a, const stamp_prefix &b) {
	return a.bits == b.bits && covers(a, b.addr);
}

} // namespace

std::size_t hash_of(const char *octets, std::size_t size) {
	static const std::uint64_t seed = drawn_seed(), factor = drawn_seed() | 1;
	std::uint64_t hash = seed;
	for (std::size_t at = 0; at < size; at += sizeof(hash)) {
		std::uint64_t word = 0;
		std::memcpy(&word, octets + at, std::min(sizeof(word), size - at));
		hash = (hash ^ word) * factor;
		hash ^= hash >> 29;
	}
	return hash ^ hash >> 32;
}

void PrefixTable::set(const stamp_prefix &prefix, std::uint8_t value) {
	const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const auto &entry) {
		return equal(entry.first, prefix);
	});
	if (found != entries_.end()) {
		found->second = value;
		return;
	}
	const auto behind = std::find_if(entries_.begin(), entries_.end(), [&](const auto &entry) {
		return entry.first.bits < prefix.bits;
	});
	entries_.insert(behind, {prefix, value});
}

std::uint8_t PrefixTable::find(const stamp_addr &addr) const {
	for (const auto &[prefix, value] : entries_)
		if (covers(prefix, addr))
			return value;
	return 0;
}

bool PrefixTable::has_in(const stamp_prefix &prefix, std::uint8_t value) const {
	constexpr std::uint32_t whole = 8 * sizeof(stamp_addr);
	return std::any_of(entries_.begin(), entries_.end(), [&](const auto &entry) {
		return entry.first.bits == whole && entry.second == value &&
		       covers(prefix, entry.first.addr);
	});
}

Result<void> KeyTable::fill(const session::KeyRing &ring) {
	const auto wanted = ring.entries();
	auto memory = Secret::create(wanted.size() * sizeof(stamp_keys));
	if (!memory)
		return std::move(memory).error();
	memory_.emplace(std::move(memory).value());
	at_.clear();
	for (std::size_t i = 0; i < wanted.size(); i++) {
		stamp_keys &keys = entries()[i];
		keys = wanted[i].keys;
		keys.is_only = wanted[i].ssid == STAMP_ANY_SSID && wanted.size() == 1;
		at_[wanted[i].ssid] = i;
	}
	return {};
}

} // namespace stamp::socket
