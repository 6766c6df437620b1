// SPDX-License-Identifier: Apache-2.0
// What a sender has to say of the TLVs it asked for, as plain data. The meaning of every value is
// that of docs/tlv.md. Absent = unknown, or not told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "time/clock.h"

namespace stamp::stats {

// One field of a TLV of one reply.
struct TlvField {
	enum class Kind : std::uint8_t { unknown, truth, number, text };

	explicit TlvField(const char *name) : key(name) {}
	TlvField(const char *name, bool value) : key(name), kind(Kind::truth), number(value) {}
	TlvField(const char *name, std::int64_t value)
		: key(name), kind(Kind::number), number(value) {}
	TlvField(const char *name, std::string value)
		: key(name), kind(Kind::text), text(std::move(value)) {}

	const char *key;
	Kind kind = Kind::unknown;
	std::int64_t number = 0; // also of a truth
	std::string text;
};

// One TLV of one reply, as it came back.
struct Tlv {
	std::uint8_t type = 0;
	std::string name; // "class_of_service", "type_200"
	std::uint8_t flags = 0;
	std::string state;	      // "answered", "unrecognised", "malformed", "integrity"
	std::vector<TlvField> fields; // of an answered one
};

// The rest of this file is of all replies together.
struct ClassOfServiceReport {
	std::uint8_t sent_dscp = 0, sent_ecn = 0, asked_dscp = 0;
	std::optional<std::uint8_t> arrived_dscp, arrived_ecn, reply_dscp; // of the latest reply
	std::uint64_t dscp_changed =
		0; // requests that arrived with another DSCP than they left with
	std::uint64_t ecn_changed = 0;
	std::uint64_t refused = 0;	 // replies whose DSCP the reflector would not set
	std::uint64_t reply_changed = 0; // other replies that arrived with another DSCP than asked
};

struct DirectMeasurementReport {
	std::optional<std::uint64_t> sent;	   // between the first and the last reply
	std::optional<std::uint64_t> lost_forward; // absent: the counters do not fit
	std::optional<std::uint64_t> lost_backward;
};

struct FollowUpReport {
	std::uint64_t corrected = 0;	    // replies of which the real T3 came later
	std::optional<Duration> mean, max;  // the real T3 less the one in the packet
	std::optional<std::uint8_t> method; // RFC 8972 5.5
};

struct TimestampReport {
	std::optional<std::uint8_t> source_in, method_in, source_out, method_out; // latest
	bool changed = false; // while it was measured
};

struct LocationReport {
	std::optional<std::string> source, destination, source_mac; // latest
	std::optional<std::uint16_t> source_port, destination_port;
	std::string own, target; // as the sender sees them
	std::uint16_t own_port = 0, target_port = 0;
	bool source_translated = false, destination_translated = false; // address or port
};

struct AccessReportReport {
	std::uint64_t transmissions = 0;
	bool acknowledged = false;
	bool given_up = false; // so often, and no answer
};

struct MicroSessionReport {
	std::uint16_t sender = 0;
	std::optional<std::uint16_t> reflector; // as it says
	std::uint64_t wrong = 0;		// replies of another member link: discarded
};

// How often a TLV came back and as what.
struct TlvTally {
	std::string name;
	std::uint64_t answered = 0, unrecognised = 0, malformed = 0, integrity = 0;
	std::uint64_t missing = 0; // replies without it
	std::uint64_t unread = 0;  // replies that may have it behind what is looked at
	std::variant<std::monostate, ClassOfServiceReport, DirectMeasurementReport, FollowUpReport,
		     TimestampReport, LocationReport, AccessReportReport, MicroSessionReport>
		details;
};

} // namespace stamp::stats
