// SPDX-License-Identifier: Apache-2.0
#include "tlv/registry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/number.h"
#include "tlv/kinds.h"

namespace stamp::tlv {
namespace {

constexpr std::array all{
#define X(code, name, number, least, most, rfc) Row{#name, (number), (least), (most), &kinds::name},
	STAMP_TLVS(X)
#undef X
};

template <typename Matches> const Row *find_if(Matches matches) {
	const auto *const found = std::find_if(all.begin(), all.end(), matches);
	return found == all.end() ? nullptr : found;
}

std::vector<std::string_view> split(std::string_view text) {
	std::vector<std::string_view> words;
	for (std::size_t comma; (comma = text.find(',')) != text.npos;
	     text.remove_prefix(comma + 1))
		words.push_back(text.substr(0, comma));
	words.push_back(text);
	return words;
}

Error no_such(std::string_view name) {
	std::string text = "'" + std::string(name) + "' is none of ";
	for (const Row &row : all)
		text += std::string(row.name) + ", ";
	return {0, text + "type=N:HEX"};
}

// What is behind the first colon.
std::string_view behind_colon(std::string_view text) {
	return text.substr(std::min(text.find(':'), text.size() - 1) + 1);
}

Result<Request> build(const Row &row, std::string_view text) {
	const std::string_view rest = behind_colon(text);
	const auto arguments = rest.empty() ? std::vector<std::string_view>() : split(rest);
	const auto why_not = [text](const Error &error) {
		return Error{0, "'" + std::string(text) + "': " + error.text()};
	};
	if (arguments.size() > row.kind->most_arguments)
		return why_not(row.kind->form.empty() ? Error{0, "takes no argument"}
						      : wrong_form(*row.kind));
	auto request = row.kind->build(arguments);
	if (!request)
		return why_not(request.error());
	request->type = row.type;
	return request;
}

Result<std::vector<std::byte>> hex_octets(std::string_view digits) {
	std::vector<std::byte> octets;
	for (; digits.size() >= 2; digits.remove_prefix(2)) {
		unsigned octet = 0;
		const char *const end = digits.data() + 2;
		if (std::from_chars(digits.data(), end, octet, 16).ptr != end)
			break;
		octets.push_back(static_cast<std::byte>(octet));
	}
	if (!digits.empty())
		return Error{0, "'" + std::string(digits) + "' is not pairs of hex digits"};
	return octets;
}

// "200:0102": any type with any value.
Result<Request> raw(std::string_view text) {
	constexpr std::uint8_t first_private = 252;
	constexpr std::size_t enterprise_octets = 4;
	const auto type = parse_number(text.substr(0, text.find(':')), 1, 254);
	if (!type)
		return type.error();
	if (*type == STAMP_TLV_HMAC)
		return Error{0, "an HMAC is computed and cannot be given", "hmac"};
	auto value = hex_octets(behind_colon(text));
	if (!value)
		return std::move(value).error();
	if (*type >= first_private && value->size() < enterprise_octets)
		return Error{0, "a private type begins with 4 octets of the enterprise number "
				"(RFC 8972 4)"};
	return Request{static_cast<std::uint8_t>(*type), std::move(value).value()};
}

} // namespace

bool Row::has_possible_length(std::uint16_t length) const {
	if (kind->has_possible_length != nullptr)
		return kind->has_possible_length(length);
	return length >= least && length <= most;
}

std::span<const Row> rows() {
	return all;
}

const Row *find(std::uint8_t type) {
	return find_if([type](const Row &row) { return row.type == type; });
}

const Row *find(std::string_view name) {
	return find_if([name](const Row &row) { return row.name == name; });
}

std::string name_of(std::uint8_t type) {
	const Row *row = find(type);
	return row ? std::string(row->name) : "type_" + std::to_string(type);
}

std::string name_in(std::string_view text) {
	std::string name(text.substr(0, text.find(':')));
	std::replace(name.begin(), name.end(), '-', '_');
	return name;
}

Result<Request> parse_request(std::string_view text) {
	constexpr std::string_view raw_prefix = "type=";
	if (text.starts_with(raw_prefix))
		return raw(text.substr(raw_prefix.size()));
	const std::string name = name_in(text);
	const Row *row = find(std::string_view(name));
	return row ? build(*row, text) : no_such(name);
}

} // namespace stamp::tlv
