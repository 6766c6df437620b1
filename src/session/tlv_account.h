// SPDX-License-Identifier: Apache-2.0
// The TLVs of one session of a sender: what each reply says in them, and what that comes to. No
// I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "net/address.h"
#include "session/access_timer.h"
#include "stamp/abi.h"
#include "stats/counter_loss.h"
#include "stats/follow_up.h"
#include "stats/tlv_report.h"
#include "wire/codec.h"
#include "wire/tlv_reply.h"
#include "wire/tlv_values.h"

namespace stamp::session {

// What was sent. With nothing asked for, `tail` is Extra Padding at most, and nothing is reported.
struct TlvSettings {
	std::vector<wire::TlvRequest> asked;
	wire::Tail tail;
	std::size_t base = STAMP_BASE_OCTETS;
	std::uint8_t dscp = 0, ecn = 0; // of the requests
	net::Endpoint own, target;
	AccessTimerSettings access;
};

// A reply, as far as its TLVs have to know.
struct TlvReply {
	std::uint32_t seq = 0; // the reflector's
	std::optional<UtcTime> t3;
	UtcTime t4{};
	bool ptp = false; // format of the reflector
	int tai_minus_utc_s = 0;
	std::uint8_t dscp = 0; // it arrived with
	bool first = true;     // no duplicate
	Duration ahead{};      // taken off the reflector's times
};

class TlvAccount {
public:
	explicit TlvAccount(const TlvSettings &settings);

	// Whether the request that leaves now carries the Access Report.
	bool take_access_report(MonoTime now) { return access_.take(now); }

	struct Tlvs {
		std::vector<wire::ReplyTlv> read;
		bool has_more = false; // behind what is read
	};
	// `tail`: what is known of what is behind the base packet; valid as long as that is.
	[[nodiscard]] Tlvs read(const stamp_record &record,
				std::span<const std::uint8_t> tail) const;
	// RFC 9534 3.2: such a reply is discarded. Counts it.
	bool is_of_other_link(const Tlvs &tlvs);
	std::vector<stats::Tlv> add(const Tlvs &all, const TlvReply &reply);

	[[nodiscard]] std::vector<stats::TlvTally> report() const;

private:
	void count(const Tlvs &all);
	void take(const wire::ReplyTlv &tlv, const TlvReply &reply, stats::Tlv &told);
	void take_class_of_service(const wire::ClassOfService &value, std::uint8_t reply_dscp);
	void take_location(const wire::Location &value);
	void take_timestamps(const wire::TimestampInformation &value);
	void take_follow_up(const wire::FollowUp &value, const TlvReply &reply, stats::Tlv &told);
	void tell_details(std::uint8_t type, stats::TlvTally &tally) const;

	struct Counted {
		std::uint8_t type;
		stats::TlvTally tally;
	};

	TlvSettings settings_;
	std::vector<Counted> counted_; // each type once, in the order it is sent
	std::optional<wire::MicroSession> link_;
	stats::ClassOfServiceReport class_of_service_;
	stats::TimestampReport timestamps_;
	stats::LocationReport location_;
	stats::MicroSessionReport micro_session_;
	stats::CounterLoss counters_;
	stats::FollowUps follow_ups_;
	AccessTimer access_;
};

} // namespace stamp::session
