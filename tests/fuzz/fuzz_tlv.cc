// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: scan, decision and walk over any octets behind a base packet, as the reflector
// does it. They lie at the very end of a heap block, so that the sanitizer sees the first octet
// touched beyond it. The first two octets of the input are the circumstances, the rest the TLVs.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "support/memory_tlvs.h"
#include "support/tlv_rules.h"

using namespace stamp::test;

namespace {

constexpr std::size_t base_octets = STAMP_BASE_OCTETS;
constexpr std::uint8_t base_octet = 0xa5;
constexpr std::size_t link_padding = 24; // in the frame behind the payload, at times

void require(bool condition) {
	if (!condition)
		std::abort();
}

tlv_world world_of(std::uint8_t bits) {
	tlv_world world = {};

	std::memset(&world.source, 1, sizeof(world.source));
	std::memset(&world.destination, 2, sizeof(world.destination));
	std::memset(world.mac, 3, sizeof(world.mac));
	world.source_port = 0x0404;
	world.destination_port = 0x0505;
	world.is_ipv6 = bits & 1;
	world.has_mac = bits >> 1 & 1;
	world.has_previous = bits >> 2 & 1;
	world.previous_seq = 0x06060606;
	world.micro_session = bits >> 3 & 1;
	world.location_blank = bits >> 4;
	world.return_paths = bits >> 6;
	world.answers_control = bits >> 5 & 1;
	world.wants_replies = bits >> 4 & 1;
	world.dscp_allowed = bits & 1 ? ~0ull : 0x00ff00ff00ff00ff;
	world.tos = 0xb9;
	world.rx = world.tx = 0x07070707;
	world.timestamp_in = world.timestamp_out = STAMP_STAMPED_SW;
	world.sync_source = STAMP_SYNC_NTP;
	return world;
}

// What a TLV may come back with, when it is one that was looked at.
void check_flags(const TlvAnswer &answer, const tlv_world &world, std::uint8_t flags) {
	require((flags & 0x1f) == 0);
	require(!!(flags & STAMP_TLV_INTEGRITY) == (answer.mode == TLV_MODE_FAILED));
	require(!(flags & STAMP_TLV_UNRECOGNISED) || world.notes & TLV_NOTE_UNKNOWN);
	require(!(flags & STAMP_TLV_MALFORMED) || world.notes & TLV_NOTE_MALFORMED);
}

void check(const Octets &before, const std::uint8_t *after, const TlvAnswer &answer,
	   const tlv_world &world) {
	const std::vector<bool> may = may_change(before);

	for (std::size_t at = 0; at < before.size(); at++)
		require(before[at] == after[at] || may[at]);
	require(answer.scan_steps <= 2 * TLV_STEPS && answer.walk_steps <= TLV_STEPS);
	require(answer.scan.end <= base_octets + before.size());
	require(answer.walk.count <= STAMP_MAX_TLVS);
	require(!world.sign_at || (world.sign_at == answer.scan.hmac_at &&
				   world.sign_at + 20 <= base_octets + before.size() &&
				   answer.mode == TLV_MODE_GOOD));
	if (answer.mode == TLV_MODE_FAILED) {
		require(!world.discard && !world.has_reply_source && !world.sign_at);
		require(world.reply_dscp == world.tos >> 2);
	}
	if (answer.scan.end > base_octets + 4)
		check_flags(answer, world, after[0]);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
	if (size < 2)
		return 0;
	const Octets tlvs(data + 2, data + size);
	const std::size_t whole = base_octets + tlvs.size(),
			  behind = data[1] & 8 ? link_padding : 0;
	const auto block = std::make_unique<std::uint8_t[]>(whole + behind);
	const pkt p = {block.get(), block.get() + whole + behind};
	tlv_world world = world_of(data[0]);
	TlvSetting setting;

	setting.authenticated = data[1] & 1;
	setting.has_keys = setting.authenticated || data[1] & 2;
	setting.verify = [&](const std::uint8_t *first, const std::uint8_t *hmac) {
		require(first == p.start + base_octets && hmac >= first);
		require(hmac + 20 <= p.start + whole && hmac[1] == STAMP_TLV_HMAC);
		return (data[1] & 4) != 0;
	};
	stamp_addr ours;
	std::memset(&ours, data[1] >> 4, sizeof(ours));
	own({ours});
	std::memset(p.start, base_octet, base_octets);
	std::copy(tlvs.begin(), tlvs.end(), p.start + base_octets);
	std::memset(p.start + whole, base_octet, behind);
	const TlvAnswer answer = answer_tlvs(p, base_octets, setting, world, behind);

	for (std::size_t at = 0; at < base_octets; at++)
		require(p.start[at] == base_octet);
	for (std::size_t at = whole; at < whole + behind; at++)
		require(p.start[at] == base_octet);
	check(tlvs, p.start + base_octets, answer, world);
	return 0;
}
