// SPDX-License-Identifier: Apache-2.0
#include "wire/key_text.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "base/secret.h"
#include "bpf/lib/hmac_key.h"

namespace stamp::wire {
namespace {

constexpr std::string_view base64_prefix = "base64:";
constexpr const char *example = "openssl rand -hex 32";

// The octets of one key, in memory of their own.
class KeyOctets {
public:
	explicit KeyOctets(std::span<std::byte> room) : room_(room) {}

	// Counts what there is no room for, too.
	void add(unsigned octet) {
		if (count_ < room_.size())
			room_[count_] = static_cast<std::byte>(octet);
		count_++;
	}
	[[nodiscard]] std::size_t count() const { return count_; }

private:
	std::span<std::byte> room_;
	std::size_t count_ = 0;
};

std::string_view trimmed(std::string_view text) {
	constexpr std::string_view blanks = " \t\r\n\v\f";
	const std::size_t first = text.find_first_not_of(blanks);
	if (first == std::string_view::npos)
		return {};
	return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// Where `c` stands in the alphabet that begins with these ranges.
std::optional<unsigned> value_of(char c, std::string_view alphabet) {
	const std::size_t at = alphabet.find(c);
	return at == std::string_view::npos ? std::nullopt
					    : std::optional(static_cast<unsigned>(at));
}

std::optional<unsigned> hex_value(char c) {
	const auto value = value_of(c, "0123456789abcdefABCDEF");
	return value && *value > 15 ? *value - 6 : value;
}

const char *decode_hex(std::string_view text, KeyOctets &key) {
	for (std::size_t i = 0; i < text.size(); i += 2) {
		const auto high = hex_value(text[i]);
		const auto low = i + 1 < text.size() ? hex_value(text[i + 1]) : 0;
		if (!high || !low)
			return "neither hex digits nor base64: and base64";
		if (i + 1 == text.size())
			return "an odd number of hex digits";
		key.add(*high << 4 | *low);
	}
	return nullptr;
}

// RFC 4648 4, with its padding.
const char *decode_base64(std::string_view text, KeyOctets &key) {
	constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					      "0123456789+/";
	const std::size_t given = text.size();
	for (int padding = 0; padding < 2 && text.ends_with('='); padding++)
		text.remove_suffix(1);
	if (given % 4 != 0 ||
	    (given != text.size() && given - text.size() != (4 - text.size() % 4)))
		return "base64 that is not complete: = fills it up to groups of four";
	unsigned bits = 0, held = 0;
	for (const char c : text) {
		const auto value = value_of(c, alphabet);
		if (!value)
			return "not base64";
		bits = (bits << 6 | *value) & 0xfff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			key.add(bits >> held & 0xff);
		}
	}
	if ((bits & ((1u << held) - 1)) != 0)
		return "base64 that ends within an octet";
	return nullptr;
}

std::string wrong_size(std::size_t octets) {
	return std::to_string(octets) + " octets, but a key has " +
	       std::to_string(STAMP_KEY_MIN_OCTETS) + " to " + std::to_string(STAMP_KEY_MAX_OCTETS);
}

std::optional<std::string> parse_key(std::string_view text, std::span<std::byte> room,
				     stamp_midstate &midstate) {
	KeyOctets key(room);
	const char *wrong = text.starts_with(base64_prefix)
				    ? decode_base64(trimmed(text.substr(base64_prefix.size())), key)
				    : decode_hex(text, key);
	if (wrong)
		return wrong;
	if (key.count() < STAMP_KEY_MIN_OCTETS || key.count() > STAMP_KEY_MAX_OCTETS)
		return wrong_size(key.count());
	hmac_midstate(reinterpret_cast<const __u8 *>(room.data()), static_cast<__u32>(key.count()),
		      &midstate);
	return std::nullopt;
}

Result<void> parse_lines(std::string_view text, std::span<std::byte> room, stamp_keys &keys) {
	std::size_t number = 0;
	for (std::size_t begin = 0; begin < text.size();) {
		const std::size_t end = std::min(text.find('\n', begin), text.size());
		const std::string_view line = trimmed(text.substr(begin, end - begin));
		begin = end + 1;
		number++;
		if (line.empty())
			continue;
		if (keys.count == STAMP_KEYS_PER_SSID)
			return Error{0, "has more than " + std::to_string(STAMP_KEYS_PER_SSID) +
						" keys"};
		if (auto wrong = parse_key(line, room, keys.key[keys.count]))
			return Error{0, "line " + std::to_string(number) + ": " + *wrong, example};
		keys.count++;
	}
	if (keys.count == 0)
		return Error{0, "has no key", example};
	return {};
}

} // namespace

Result<void> parse_keys(std::string_view text, stamp_keys &keys) {
	auto room = Secret::create(STAMP_KEY_MAX_OCTETS);
	if (!room)
		return std::move(room).error();
	keys = {};
	return without_trace([&] { return parse_lines(text, room->octets(), keys); });
}

} // namespace stamp::wire
