// SPDX-License-Identifier: Apache-2.0
// What a sender has to say, as plain data: the session engine builds it, a renderer prints it.
// The meaning of every value is that of docs/metrics.md. Absent = unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "stamp/abi.h"
#include "stats/counts.h"
#include "stats/message.h"
#include "stats/tlv_report.h"
#include "time/clock.h"

namespace stamp::stats {

struct Endpoint {
	std::string ip; // "203.0.113.7", "2001:db8::1", "fe80::1%eth0"
	std::uint16_t port = 0;
	std::string host; // as the user wrote it; empty for the local end
};

struct ClockReport {
	bool synced = false;
	Duration error{};		 // estimated maximum error of the local clock
	std::optional<int> tai_offset_s; // TAI - UTC, when known
};

// Once per session, before its first packet.
struct Start {
	std::uint32_t session = 1; // 1, 2, ... in the order of the targets
	UtcTime at{};
	std::string iface, hook;
	bool of_hardware = false; // the receive times are the network card's
	Endpoint src, dst;
	std::uint16_t ssid = 0;
	bool auth = false;
	stamp_format format = STAMP_FORMAT_NTP;
	std::uint32_t length = 0; // UDP payload octets
	Duration interval{};
	std::uint8_t dscp = 0;
	ClockReport clock;
	std::string version, kernel;
};

// One per reply, and one per request that is given up (lost or not sent: everything but seq is
// meaningless).
struct Packet {
	std::uint32_t session = 1;
	std::uint64_t seq = 0;
	bool lost = false;
	std::optional<stamp_not_sent> not_sent; // absent: it left
	std::uint32_t reply_seq = 0;
	std::optional<UtcTime> t1;     // absent: the request was not stamped
	std::optional<UtcTime> t2, t3; // absent: their format is not certain
	UtcTime t4{};
	std::optional<Duration> rtt, fwd, bwd, proc; // absent: a clock was stepped under way, ...
	std::optional<std::uint8_t> ttl;	     // the request's on arrival at the reflector
	std::optional<std::uint8_t> reply_ttl;	     // the reply's on arrival here
	std::uint8_t dscp = 0;			     // of the reply
	bool duplicate = false, reordered = false, late = false;
	std::optional<std::uint32_t> reply;   // 1, 2, ...; when several to a request were asked for
	std::optional<std::vector<Tlv>> tlvs; // when some were asked for
};

// Something a reader of the numbers has to know.
struct Warning {
	Message message;
	std::uint32_t session = 0; // whose target it is about; 0: not about one of them
};

// Of one kind of delay. n = 0: every other member is absent. n = 1: so are stddev and the jitters.
struct DelaySummary {
	std::uint64_t n = 0;
	std::optional<Duration> min, mean, stddev, p50, p90, p99, p99_9, max;
	std::optional<Duration> jitter;		// mean |IPDV|, RFC 3393
	std::optional<Duration> rfc3550_jitter; // RFC 3550 6.4.1
	std::optional<Duration> last;		// text only
};

// Of the packets that count.
struct DelaySummaries {
	DelaySummary rtt, fwd, bwd, proc;
	bool owd_valid = false;			      // both clocks claim to be synchronised
	std::optional<Duration> owd_uncertainty = {}; // local + remote error estimate
};

// One bar of a drawn histogram: the values from `from` on and below `to` (absent: no upper end).
struct Bin {
	Duration from{};
	std::optional<Duration> to;
	std::uint64_t count = 0;
};

// The round-trip times to a target.
struct Bars {
	std::string target; // "203.0.113.7:862"
	std::vector<Bin> bins;
};

// Consecutive requests that were lost.
struct LongestOutage {
	std::uint64_t seq = 0; // of the first
	std::uint64_t packets = 0;
	UtcTime at{}; // when that left
	Duration length{};
};

// Of one session, at its end or on the way.
struct Summary : Counts, DelaySummaries {
	std::uint32_t session = 1;
	std::uint64_t in_flight = 0; // not yet decided: 0 at the end
	bool authenticated = false;
	std::optional<std::uint64_t> further; // replies behind the first; when they were asked for
	std::uint64_t bad_auth = 0;	      // not signed with our key; of all sessions together
	std::uint64_t ring_drops = 0;	      // of all sessions together
	std::uint64_t output_dropped = 0;     // lines, of all sessions together
	std::uint64_t missed_slots = 0;	      // send times that passed unused
	std::uint64_t route_changes = 0, name_changes = 0; // that it was warned of
	std::uint64_t outages = 0;			   // runs of lost requests
	Duration outage_time{};				   // of all of them
	std::optional<LongestOutage> longest_outage = {};
	std::optional<Message> reason = {};	 // why not one reply came
	std::uint64_t unexpected = 0;		 // packets to our port that answer no request
	Unexpected unexpected_reasons = {};	 // ... and why; their sum is that number
	Unexpected unexpected_of_nobody = {};	 // those in it that belong to no session
	std::optional<Endpoint> unexpected_from; // where the latest came from that nobody asked
	std::uint64_t implausible = 0;		 // received, with times that cannot be
	Duration duration{};
	DelaySummary pacing_error; // how long after its send time each request left, by T1
	std::optional<int> reflector_utc_offset_s; // by how much its times are ahead of UTC
	bool utc_offset_corrected = true;	   // ... taken off the one-way values
	ClockReport clock;			   // local, now
	std::optional<Duration> reflector_error;   // last error estimate of the far side
	std::optional<bool> reflector_synced;
	// What became of the receive times that the network card was asked for; absent: it was not.
	std::optional<HardwareTimes> hardware_times = {};
	int exit = 0;
	std::optional<std::vector<TlvTally>> tlvs; // when some were asked for
};

// Of one session, since the last report of it (--report): what was decided in it, whenever it was
// sent.
struct Interval : Counts, DelaySummaries {
	std::uint32_t session = 1;
	UtcTime at{}; // its end
	Duration duration{};
};

} // namespace stamp::stats
