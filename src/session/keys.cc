// SPDX-License-Identifier: Apache-2.0
#include "session/keys.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include "base/secret_file.h"
#include "wire/key_text.h"

namespace stamp::session {
namespace {

constexpr const char *default_name = "default";

Result<void> parse(const Result<Secret> &content, const std::string &path, stamp_keys &keys) {
	if (!content)
		return content.error();
	auto parsed = wire::parse_keys(content->text(), keys);
	if (!parsed)
		return std::move(parsed).error().while_doing(path);
	return {};
}

bool holds_keys(std::string_view text) {
	auto scratch = KeyRing::create(1); // wiped with its end
	return scratch && wire::parse_keys(text, scratch->entries().front().keys);
}

// "default", or an SSID: decimal, or 0x and hexadecimal.
std::optional<std::uint32_t> ssid_of(std::string_view name) {
	constexpr std::uint32_t most = 0xffff;
	if (name == default_name)
		return STAMP_ANY_SSID;
	const bool hex = name.starts_with("0x") || name.starts_with("0X");
	const std::string_view digits = name.substr(hex ? 2 : 0);
	std::uint32_t ssid = 0;
	const char *end = digits.data() + digits.size();
	const auto [stop, failure] = std::from_chars(digits.data(), end, ssid, hex ? 16 : 10);
	if (digits.empty() || failure != std::errc{} || stop != end || ssid > most)
		return std::nullopt;
	return ssid;
}

using Names = std::map<std::uint32_t, std::string>; // by SSID

Result<Names> named_ssids(const SecretDirectory &directory, bool has_default) {
	Names names;
	for (const std::string &name : directory.names()) {
		const auto ssid = ssid_of(name);
		if (!ssid)
			return Error{0,
				     directory.path_of(name) +
					     ": its name is not an SSID (0 to 65535)",
				     "5, 0x1a2b or default"};
		const auto [same, added] = names.emplace(*ssid, name);
		if (!added)
			return Error{0, directory.path_of(name) + ": is for the same SSID as " +
						same->second};
	}
	if (names.empty())
		return Error{0, directory.path_of("") + ": has no key files",
			     "names like 5, 0x1a2b or default"};
	if (names.size() > STAMP_MAX_KEYS)
		return Error{0, directory.path_of("") + ": has more than " +
					std::to_string(STAMP_MAX_KEYS) + " key files"};
	if (has_default && names.contains(STAMP_ANY_SSID))
		return Error{0,
			     directory.path_of(default_name) +
				     ": conflicts with the given default file",
			     "one of them"};
	return names;
}

} // namespace

Result<KeyRing> KeyRing::create(std::size_t entries) {
	auto memory = Secret::create(entries * sizeof(Entry));
	if (!memory)
		return std::move(memory).error();
	return KeyRing(std::move(memory).value());
}

Result<KeyRing> read_keys(const KeySource &source) {
	std::optional<SecretDirectory> directory;
	Names names;
	if (!source.directory.empty()) {
		auto opened = SecretDirectory::open(source.directory);
		if (!opened)
			return std::move(opened).error();
		auto found = named_ssids(*opened, !source.file.empty());
		if (!found)
			return std::move(found).error();
		directory.emplace(std::move(opened).value());
		names = std::move(found).value();
	}
	auto ring = KeyRing::create(names.size() + !source.file.empty());
	if (!ring)
		return ring;
	auto entry = ring->entries().begin();
	for (const auto &[ssid, name] : names) {
		entry->ssid = ssid;
		if (auto parsed = parse(directory->read(name, holds_keys), directory->path_of(name),
					entry++->keys);
		    !parsed)
			return std::move(parsed).error();
	}
	if (source.file.empty())
		return ring;
	entry->ssid = STAMP_ANY_SSID;
	if (auto parsed =
		    parse(read_secret_file(source.file, holds_keys), source.file, entry->keys);
	    !parsed)
		return std::move(parsed).error();
	return ring;
}

Result<KeyRing> read_only_key(const std::string &file) {
	auto ring = read_keys({file, {}});
	if (ring && ring->entries().front().keys.count != 1)
		return Error{0, file + ": has several keys, but a sender uses one",
			     "a file with one line"};
	return ring;
}

} // namespace stamp::session
