// SPDX-License-Identifier: Apache-2.0
// What a sender does with one TLV type. Each row of STAMP_TLVS has a Kind of its name, in a file of
// its name: how its TLV is built, read, counted and reported.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/address.h"
#include "stats/tlv_report.h"
#include "time/clock.h"
#include "tlv/access_timer.h"

namespace stamp::tlv {

// Of a reply, with a length that its type may have.
using Value = std::span<const std::uint8_t>;
// "3gpp" and "available" of "access-report:3gpp,available".
using Arguments = std::span<const std::string_view>;

// A TLV to be sent.
struct Request {
	std::uint8_t type = 0;
	std::vector<std::byte> value;
	bool is_open = false; // the session decides the value: Kind::complete
	bool wants_no_reply = false;
	std::uint32_t replies = 0; // that it asks for (RFC 10052); 0: it does not speak of them
	Duration replies_time{};   // from the first to the last
};

// The requests of one session, as far as their TLVs depend on it.
struct Session {
	net::Endpoint own = {}, target = {};
	std::uint8_t dscp = 0, ecn = 0;
	AccessReportSettings access_report = {};
};

// A request that leaves now.
struct Departure {
	MonoTime now{};
	std::uint32_t count = 0; // of the requests sent, with this one
};

// A reply, as far as its TLVs depend on it.
struct Reply {
	std::uint32_t seq = 0; // the reflector's
	std::optional<UtcTime> t3 = {};
	UtcTime t4{};
	bool ptp = false; // format of the reflector
	int tai_minus_utc_s = 0;
	std::uint8_t dscp = 0;	  // it arrived with
	bool first = true;	  // no duplicate
	Duration ahead{};	  // taken off the reflector's times
	std::uint32_t octets = 0; // UDP payload
	std::uint32_t number = 1; // 2, 3, ...: a further one that was asked for; 0: a duplicate
	std::uint8_t flags = 0;	  // of the TLV
};

// One type in one session. The first TLV of the type in a packet decides.
class TypeAccount {
public:
	TypeAccount() = default;
	TypeAccount(const TypeAccount &) = delete;
	TypeAccount &operator=(const TypeAccount &) = delete;
	virtual ~TypeAccount() = default;

	// Changes its TLV, header and value, in a request that is about to leave.
	virtual void write(std::span<std::byte>, const Departure &) {}
	// Whether a reply with this value belongs to the session; else it is discarded.
	virtual bool accepts(Value) { return true; }
	// The reflector answered it. Of each reply once.
	virtual void take(Value, const Reply &) {}
	// It is not in the reply, or of no use. Of each reply once.
	virtual void take_none() {}
	// Fields of a reply that take more than its value. Of duplicates as well.
	virtual void add_fields(Value, const Reply &, stats::TlvFields &) {}
	// Every reply, once, when its TLVs have been read.
	virtual void end_reply(const Reply &) {}

	// Of all replies together.
	[[nodiscard]] virtual stats::TlvFields fields() const = 0;
	[[nodiscard]] virtual stats::Sentence sentence() const = 0;
};

// Which of its TLVs TypeAccount::write changes from request to request.
enum class Changes : std::uint8_t { none, first, all };

struct Kind {
	std::string_view form = {};	// "class-of-service[:DSCP]"; empty: takes no arguments
	std::size_t most_arguments = 0; // ... and how many
	// Its type is filled in by the caller. The error has code 0 and says why not.
	Result<Request> (*build)(Arguments);
	void (*complete)(Request &, const Session &) = nullptr;
	// Null: each length between those of its row.
	bool (*has_possible_length)(std::uint16_t) = nullptr;
	stats::TlvFields (*read)(Value) = nullptr; // null: nothing but a length
	// `first`: of the requests. Null: nothing is known of all replies together.
	std::unique_ptr<TypeAccount> (*account)(const Request &first, const Session &) = nullptr;
	Changes changes = Changes::none;
	bool is_in_each_request = true;
	bool is_single = false;		 // a request has at most one
	bool reports_unanswered = false; // the sentence holds without an answer as well
	// Why it cannot be sent without a key, and without an SSID; null: it can.
	const char *without_key = nullptr, *without_ssid = nullptr;
};

inline Error wrong_form(const Kind &kind) {
	return {0, "its form is " + std::string(kind.form)};
}

} // namespace stamp::tlv
