// SPDX-License-Identifier: Apache-2.0
#include "time/chrony.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <random>

#include "time/big_endian.h"
#include "time/query.h"

namespace stamp::time {

namespace {

constexpr std::uint8_t protocol_version = 6;
enum PacketType : std::uint8_t { request_packet = 1, reply_packet = 2 };
constexpr std::uint16_t tracking_command = 33;
constexpr std::uint16_t tracking_reply = 5;
constexpr std::uint16_t status_success = 0;
constexpr std::uint16_t leap_unsynchronised = 3;
constexpr std::uint32_t local_ref_id = 0x7f7f0101; // 127.127.1.1

// Octets of a request, and of a reply: its header, then the tracking data.
namespace at {
constexpr std::size_t version = 0, type = 1, command = 4;
constexpr std::size_t request_sequence = 8;
constexpr std::size_t reply = 6, status = 8, reply_sequence = 16;
constexpr std::size_t ref_id = 28, address_family = 48, stratum = 52, leap = 54;
constexpr std::size_t correction = 68, root_delay = 92, root_dispersion = 96;
} // namespace at

// 7 bits of exponent and 25 of coefficient, both signed: coefficient * 2^(exponent - 25) seconds.
Duration seconds_float(std::uint32_t bits) {
	constexpr int coefficient_bits = 25;
	const int exponent = static_cast<std::int32_t>(bits) >> coefficient_bits;
	const int coefficient = static_cast<std::int32_t>(bits << (32 - coefficient_bits)) >>
				(32 - coefficient_bits);
	const double ns = std::ldexp(coefficient, exponent - coefficient_bits) * 1e9;
	constexpr double limit = 9.2e18; // just inside a Duration
	return Duration{std::llround(std::clamp(ns, -limit, limit))};
}

Result<Tracking> converse(Query query, MonoTime deadline) {
	const std::uint32_t sequence = std::random_device{}();
	if (auto sent = query.send(encode_tracking_request(sequence), deadline); !sent)
		return std::move(sent).error();
	for (;;) {
		auto datagram = query.receive(deadline);
		if (!datagram)
			return std::move(datagram).error();
		auto tracking = decode_tracking_reply(*datagram, sequence);
		if (tracking || tracking.error().code != EBADMSG)
			return tracking;
	}
}

} // namespace

std::array<std::uint8_t, chrony_tracking_octets> encode_tracking_request(std::uint32_t sequence) {
	// As long as the reply, or chronyd takes it for an attempt at amplification.
	std::array<std::uint8_t, chrony_tracking_octets> request{};
	request[at::version] = protocol_version;
	request[at::type] = request_packet;
	store_be<std::uint16_t>(request, at::command, tracking_command);
	store_be<std::uint32_t>(request, at::request_sequence, sequence);
	return request;
}

Result<Tracking> decode_tracking_reply(std::span<const std::uint8_t> datagram,
				       std::uint32_t sequence) {
	// An error comes back as the bare header.
	if (datagram.size() < at::ref_id || datagram[at::version] != protocol_version ||
	    datagram[at::type] != reply_packet ||
	    load_be<std::uint16_t>(datagram, at::command) != tracking_command ||
	    load_be<std::uint32_t>(datagram, at::reply_sequence) != sequence)
		return Error{EBADMSG, "read chronyd's reply"};
	if (load_be<std::uint16_t>(datagram, at::status) != status_success ||
	    load_be<std::uint16_t>(datagram, at::reply) != tracking_reply ||
	    datagram.size() < chrony_tracking_octets)
		return Error{EPROTO, "query chronyd for its tracking"};

	return Tracking{
		.ref_id = load_be<std::uint32_t>(datagram, at::ref_id),
		.has_address = load_be<std::uint16_t>(datagram, at::address_family) != 0,
		.stratum = load_be<std::uint16_t>(datagram, at::stratum),
		.synced = load_be<std::uint16_t>(datagram, at::leap) != leap_unsynchronised,
		.correction = seconds_float(load_be<std::uint32_t>(datagram, at::correction)),
		.root_delay = seconds_float(load_be<std::uint32_t>(datagram, at::root_delay)),
		.root_dispersion =
			seconds_float(load_be<std::uint32_t>(datagram, at::root_dispersion)),
	};
}

std::string ref_id_text(std::uint32_t ref_id) {
	std::string letters;
	for (int shift = 24; shift >= 0; shift -= 8)
		letters.push_back(static_cast<char>(ref_id >> shift & 0xff));
	// Shorter names are filled up with NUL.
	letters.erase(letters.find_last_not_of('\0') + 1);
	const bool readable =
		!letters.empty() && std::all_of(letters.begin(), letters.end(),
						[](char c) { return c > ' ' && c <= '~'; });
	if (readable)
		return letters;

	char hex[sizeof("01234567")];
	std::snprintf(hex, sizeof(hex), "%08X", ref_id);
	return hex;
}

bool follows_itself(const Tracking &tracking) {
	return !tracking.has_address && tracking.ref_id == local_ref_id;
}

bool follows_phc(const Tracking &tracking) {
	const std::string name = ref_id_text(tracking.ref_id);
	return tracking.synced && !tracking.has_address &&
	       (name.starts_with("PHC") || name.starts_with("PTP"));
}

Result<Tracking> ask_chrony(const ChronyAddress &address, MonoTime deadline) {
	const std::string own[] = {address.socket_path.substr(0, address.socket_path.rfind('/'))};
	// A chronyd that cannot write to our path keeps silent: half the time is left for UDP.
	const MonoTime halfway = mono_now() + (deadline - mono_now()) / 2;
	auto local = Query::local(address.socket_path, own);
	Result<Tracking> tracking = local ? converse(std::move(*local), halfway)
					  : Result<Tracking>{std::move(local).error()};
	if (tracking || address.udp_port == 0)
		return tracking;

	auto udp = Query::udp(address.udp_port);
	if (!udp)
		return std::move(udp).error();
	return converse(std::move(*udp), deadline);
}

} // namespace stamp::time
