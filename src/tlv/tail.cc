// SPDX-License-Identifier: Apache-2.0
#include "tlv/tail.h"

#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <utility>

#include "stamp/limits.h"
#include "tlv/octets.h"
#include "tlv/registry.h"

namespace stamp::tlv {
namespace {

constexpr std::size_t head_octets = sizeof(stamp_tlv);
constexpr std::size_t hmac_octets = 16;
constexpr std::size_t max_udp_payload = 65507; // 65535 less an IPv4 and a UDP header

bool is_padding(const Request &tlv) {
	return tlv.type == STAMP_TLV_EXTRA_PADDING;
}

bool is_hmac(const Request &tlv) {
	return tlv.type == STAMP_TLV_HMAC;
}

std::size_t octets_of(const std::vector<Request> &tlvs) {
	std::size_t sum = 0;
	for (const Request &tlv : tlvs)
		sum += head_octets + tlv.value.size();
	return sum;
}

// RFC 8972 4.8: Extra Padding alone may follow the HMAC TLV, and need not be signed.
std::vector<Request> in_order(std::vector<Request> tlvs, bool with_hmac) {
	std::erase_if(tlvs, is_hmac);
	const auto rest = std::stable_partition(tlvs.begin(), tlvs.end(),
						[](auto &tlv) { return !is_padding(tlv); });
	if (with_hmac)
		tlvs.insert(rest, {STAMP_TLV_HMAC, std::vector<std::byte>(hmac_octets)});
	return tlvs;
}

// Fills up to the length that is wanted.
Result<void> pad(std::vector<Request> &tlvs, const TailSettings &settings) {
	const std::size_t total = settings.base + octets_of(tlvs);
	const std::size_t length = settings.length.value_or(total);
	const std::string taken = std::to_string(total) + " octets with its TLVs";
	if (total > max_udp_payload)
		return Error{0, "a packet would have " + taken + ", more than UDP carries"};
	if (length < total)
		return Error{0, "a packet has " + taken};
	if (length > total && length < total + head_octets)
		return Error{0, "a packet has " + taken +
					", and an Extra Padding TLV takes at least " +
					std::to_string(head_octets) + " more"};
	if (length > total)
		tlvs.push_back(
			{STAMP_TLV_EXTRA_PADDING, random_octets(length - total - head_octets)});
	return {};
}

// One whose length cannot be, which its user wrote octet by octet, stays as it is.
bool changes(const Tail &tail, const Request &tlv) {
	const Row *row = find(tlv.type);
	if (row == nullptr || row->kind->changes == Changes::none ||
	    !row->has_possible_length(static_cast<std::uint16_t>(tlv.value.size())))
		return false;
	const auto same = [&tlv](const Tail::Changing &before) { return before.type == tlv.type; };
	return row->kind->changes == Changes::all ||
	       std::none_of(tail.changes.begin(), tail.changes.end(), same);
}

void append(Tail &tail, const Request &tlv) {
	const std::size_t at = tail.octets.size();
	const auto length = static_cast<std::uint16_t>(tlv.value.size());
	for (const unsigned octet :
	     {STAMP_TLV_UNRECOGNISED, unsigned{tlv.type}, unsigned{length} >> 8U, length & 0xffU})
		tail.octets.push_back(static_cast<std::byte>(octet));
	std::copy(tlv.value.begin(), tlv.value.end(), std::back_inserter(tail.octets));
	const std::size_t end = tail.octets.size();
	const bool first = tail.reported == 0;

	if (tlv.type == STAMP_TLV_HMAC)
		tail.hmac_at = at;
	if (changes(tail, tlv)) {
		tail.changes.push_back({tlv.type, at, end - at});
		tail.changing = end;
	}
	if (!is_padding(tlv))
		tail.reported = end;
	else if (first) // its flags, not what it is filled with
		tail.reported = at + head_octets;
}

Result<void> check_single(const std::vector<Request> &tlvs) {
	for (auto tlv = tlvs.begin(); tlv != tlvs.end(); ++tlv) {
		const Row *row = find(tlv->type);
		const auto again = [tlv](const Request &other) { return other.type == tlv->type; };
		if (row != nullptr && row->kind->is_single &&
		    std::any_of(tlv + 1, tlvs.end(), again))
			return Error{0, "a request has at most one TLV " + std::string(row->name)};
	}
	return {};
}

// RFC 8972 4.8: one Extra Padding need not be signed.
bool has_to_be_signed(const std::vector<Request> &tlvs) {
	return tlvs.size() > 1 || (tlvs.size() == 1 && !is_padding(tlvs.front()));
}

} // namespace

std::vector<std::byte> random_octets(std::size_t count) {
	std::vector<std::byte> octets(count);
	std::minstd_rand random(std::random_device{}());
	std::generate(octets.begin(), octets.end(),
		      [&] { return static_cast<std::byte>(random() >> 8); });
	return octets;
}

Result<Tail> build_tail(const std::vector<Request> &tlvs, const TailSettings &settings) {
	if (auto single = check_single(tlvs); !single)
		return std::move(single).error();
	const bool asked = std::any_of(tlvs.begin(), tlvs.end(), is_hmac);
	std::vector<Request> all = in_order(tlvs, asked);
	auto padded = pad(all, settings);
	if (settings.authenticated && !asked && has_to_be_signed(all)) {
		all = in_order(tlvs, true);
		padded = pad(all, settings);
	}
	if (!padded)
		return std::move(padded).error();
	Tail tail;
	for (const Request &tlv : all)
		append(tail, tlv);
	if (all.size() > STAMP_MAX_TLVS)
		return Error{0, "at most " + std::to_string(STAMP_MAX_TLVS) + " TLVs in a packet"};
	if (tail.reported > STAMP_MAX_TLV_OCTETS)
		return Error{0, "all TLVs but Extra Padding take " + std::to_string(tail.reported) +
					" octets: at most " + std::to_string(STAMP_MAX_TLV_OCTETS) +
					" of a reply are read"};
	return tail;
}

Tail padding_tail(std::size_t length, bool authenticated) {
	const std::size_t base = wire::base_octets(authenticated);
	auto tail = build_tail({}, {base, authenticated, std::max(length, base)});
	if (tail)
		return std::move(tail).value();
	Tail none;
	none.octets.resize(length - base);
	return none;
}

} // namespace stamp::tlv
