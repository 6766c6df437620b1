// SPDX-License-Identifier: Apache-2.0
// One measurement, fed with replies field by field. Its path takes 250 us forward, 100 us backward
// and the reflector 10 us; request n leaves n milliseconds after the golden T1.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "session/measurement.h"
#include "support/golden.h"
#include "support/octets.h"

namespace stamp::session::test {

using namespace std::chrono_literals;
using stamp::test::Octets;
namespace golden = stamp::test::golden;

constexpr UtcTime golden_t1{Duration{golden::t1_ns}};
constexpr int golden_tai_s = golden::tai_minus_utc_ns / 1000000000;

inline WireClock wire_clock(stamp_format format = STAMP_FORMAT_NTP,
			    std::optional<int> tai_s = golden_tai_s) {
	WireClock clock;
	clock.kernel.synced = true;
	clock.kernel.max_error = 9us; // and the microsecond that is always added
	clock.format = format;
	if (tai_s)
		clock.tai = time::TaiOffset{*tai_s, time::TaiOffset::Source::kernel, false};
	return clock;
}

constexpr std::uint16_t error_sent = 0x8f84; // without Z

// A request that left then, in the format of the clock.
inline Sent sent_in(const WireClock &clock, UtcTime t1) {
	if (clock.format == STAMP_FORMAT_NTP)
		return {t1, time::encode_ntp(t1), error_sent};
	const std::chrono::seconds tai{clock.tai_minus_utc_s()};
	return {t1, time::encode_ptp(time::to_tai(t1, tai)),
		static_cast<std::uint16_t>(error_sent | STAMP_ERROR_Z)};
}

// A reply as a reflector builds it.
struct Reply {
	std::uint32_t sender_seq = 0;
	std::uint32_t seq = 0;
	std::uint16_t ssid = 0x1234;
	UtcTime t2 = golden_t1 + 250us, t3 = golden_t1 + 260us;
	UtcTime echoed_t1 = golden_t1;
	int tai_s = 0; // PTP: what the reflector adds to UTC
	std::uint16_t error = golden::error_ntp;
	std::uint8_t ttl = golden::ttl;

	[[nodiscard]] Octets octets() const {
		Octets o(44);
		stamp::test::put32(o, 0, seq);
		put_time(o, 4, t3, error);
		stamp::test::put16(o, 12, error);
		stamp::test::put16(o, 14, ssid);
		put_time(o, 16, t2, error);
		stamp::test::put32(o, 24, sender_seq);
		put_time(o, 28, echoed_t1, error_sent);
		stamp::test::put16(o, 36, error_sent);
		o[40] = ttl;
		return o;
	}

private:
	void put_time(Octets &o, std::size_t at, UtcTime t, std::uint16_t described) const {
		const auto wire =
			described & STAMP_ERROR_Z
				? time::encode_ptp(time::to_tai(t, std::chrono::seconds{tai_s}))
				: time::encode_ntp(t);
		stamp::test::put32(o, at, wire.sec);
		stamp::test::put32(o, at + 4, wire.frac);
	}
};

inline stamp_record record(const Octets &payload, UtcTime t4) {
	stamp_record r{};
	r.time_ns = ns(t4);
	r.length = static_cast<__u16>(payload.size());
	r.ttl = 251;
	r.tos = 46 << 2 | 1;
	std::copy_n(payload.begin(), std::min<std::size_t>(payload.size(), STAMP_BASE_OCTETS),
		    r.octets);
	return r;
}

class Rig {
public:
	explicit Rig(std::uint16_t ssid = 0x1234,
		     stats::ReflectorMode reflector = stats::ReflectorMode::automatic)
		: spec(spec_of(reflector)),
		  measurement(spec, {.to = {}, .ssid = ssid}, 1,
			      {[this](auto &packet) { packets.push_back(packet); },
			       [this](auto &warning) {
				       warnings.emplace_back(stats::code(warning.message));
				       warned_of.push_back(warning.session);
			       }}) {}
	Rig(const Rig &) = delete;
	Rig &operator=(const Rig &) = delete;

	void send(int n = 1) {
		for (; n > 0; n--) {
			const std::uint32_t seq = measurement.next_seq();
			t1[seq] = golden_t1 + seq * 1ms;
			measurement.request_sent(MonoTime{} + seq * 1ms);
		}
	}
	// What the reflector answers to request `seq`.
	[[nodiscard]] Reply answer(std::uint32_t seq) {
		Reply reply;
		reply.seq = reply.sender_seq = seq;
		reply.echoed_t1 = t1[seq];
		reply.t2 = t1[seq] + 250us;
		reply.t3 = t1[seq] + 260us;
		return reply;
	}
	// As the datapath stamped request `seq`.
	[[nodiscard]] std::optional<Sent> stamped(std::uint32_t seq) const {
		const auto found = t1.find(seq);
		return found == t1.end() ? std::nullopt
					 : std::optional(sent_in(clock, found->second));
	}
	void take(const Octets &payload, UtcTime t4) {
		measurement.reply(record(payload, t4), clock,
				  [this](std::uint32_t seq) { return stamped(seq); });
	}
	void take(const Reply &reply) { take(reply.octets(), reply.t3 + 100us); }
	void take(std::uint32_t seq) { take(answer(seq)); }

	[[nodiscard]] stats::Summary summary() { return measurement.summary(clock); }
	[[nodiscard]] const stats::Packet &last() const { return packets.back(); }
	[[nodiscard]] bool warned(const std::string &code) const {
		return std::find(warnings.begin(), warnings.end(), code) != warnings.end();
	}

	std::vector<stats::Packet> packets;
	std::vector<std::string> warnings;
	std::vector<std::uint32_t> warned_of; // sessions
	std::map<std::uint32_t, UtcTime> t1;  // what the datapath remembers
	WireClock clock = wire_clock();
	SenderSpec spec;
	Measurement measurement;

private:
	static SenderSpec spec_of(stats::ReflectorMode reflector) {
		SenderSpec spec;
		spec.reflector_mode = reflector;
		return spec;
	}
};

// The wire holds NTP fractions of 0.23 ns, rounded down.
inline bool about(std::optional<Duration> value, Duration expected) {
	return value && std::chrono::abs(*value - expected) <= 1ns;
}

} // namespace stamp::session::test
