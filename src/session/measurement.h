// SPDX-License-Identifier: Apache-2.0
// One session of a sender: from its requests and the records of its replies to a summary. No I/O.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "session/delays.h"
#include "session/far_format.h"
#include "session/interval_account.h"
#include "session/plan.h"
#include "session/reply_check.h"
#include "session/sent.h"
#include "session/spec.h"
#include "session/unexpected.h"
#include "session/utc_offset.h"
#include "session/window.h"
#include "session/wire_clock.h"
#include "stamp/abi.h"
#include "stamp/not_sent.h"
#include "stamp/tally.h"
#include "stats/delay.h"
#include "stats/delay_bins.h"
#include "stats/loss.h"
#include "stats/order.h"
#include "stats/recent_delays.h"
#include "stats/report.h"
#include "stats/settled_loss.h"
#include "time/error_estimate.h"
#include "tlv/account.h"
#include "wire/codec.h"

namespace stamp::session {

// What a measurement reports while it runs, and what it asks of a request that nobody saw leave.
struct MeasurementEvents {
	std::function<void(const stats::Packet &)> packet;
	std::function<void(const stats::Warning &)> warning;
	// When it left after all; absent: it did not.
	std::function<std::optional<MonoTime>(std::uint32_t seq)> left_at = {};
	// Why it did not; absent: it may have left unseen.
	std::function<std::optional<stamp_not_sent>()> why_not_sent = {};
};

class Measurement {
public:
	// `spec` outlives it. `session`: its number in reports. `tlvs`: when some were asked for.
	Measurement(const SenderSpec &spec, const TargetPlan &target, std::uint32_t session,
		    MeasurementEvents events, std::optional<tlv::Account> tlvs = std::nullopt);

	[[nodiscard]] std::uint32_t next_seq() const {
		return static_cast<std::uint32_t>(window_.next());
	}
	// Send times that were used.
	[[nodiscard]] std::uint64_t taken() const { return window_.next(); }
	[[nodiscard]] std::uint64_t sent() const { return window_.left(); }
	[[nodiscard]] std::uint64_t not_sent() const { return window_.not_sent(); }
	// Those of them that the kernel refused at once.
	[[nodiscard]] std::uint64_t refused() const { return refused_; }
	[[nodiscard]] std::uint64_t missed_slots() const { return missed_slots_; }
	[[nodiscard]] std::uint64_t received() const { return counts_.received; }
	[[nodiscard]] std::uint64_t in_flight() const { return window_.in_flight(); }
	// When the oldest request in flight is given up, or no further reply to the latest one is
	// waited for; max() when there is none.
	[[nodiscard]] MonoTime next_expiry();

	// The far side is not the one that was asked for: no more requests to it.
	[[nodiscard]] bool has_stopped() const { return stopped_; }

	// The kernel took the request next_seq(). `slot_error`: how long after its send time it
	// left, by T1.
	void request_sent(MonoTime now, std::optional<Duration> slot_error = {},
			  Departure departure = Departure::seen);
	// It did not.
	void request_refused(MonoTime now, stamp_not_sent reason);
	// `sent_at`: what the datapath stamped. `tail`: of what is behind the base packet.
	void reply(const stamp_record &record, const WireClock &clock, const SentLookup &sent_at,
		   std::span<const std::uint8_t> tail = {});
	// Gives up what left before now - timeout. Call it when everything that came in until
	// `now` has been handed to reply().
	void expire(MonoTime now);
	// Reports what is certain only now that no reply will follow.
	void conclude();
	void clock_stepped() { window_.disturb(); }
	void slots_missed(std::uint64_t count) { missed_slots_ += count; }

	// Writes what TLVs change from request to request behind the base packet of request `seq`,
	// which leaves now.
	void write_tlvs(std::span<std::byte> tail, std::uint32_t seq, MonoTime now) {
		if (tlvs_) // RFC 8972 4.5 counts those that were transmitted
			tlvs_->write(tail, {now, static_cast<std::uint32_t>(seq + 1 - refused_)});
	}

	[[nodiscard]] stats::Summary summary(const WireClock &clock);
	[[nodiscard]] std::optional<stats::Outage> longest_outage() {
		return window_.outages().longest();
	}
	// What is new since the last call, when the spec wants reports.
	[[nodiscard]] stats::Interval interval(const WireClock &clock, Duration duration);
	// Counters that never fall, for readers while the sender runs.
	[[nodiscard]] stamp_tally tally(const WireClock &clock, MonoTime now);
	[[nodiscard]] const stats::DelayStats &roundtrip() const { return delays_.rtt; }

private:
	void lost(std::uint64_t seq);
	std::optional<stamp_unexpected> why_unexpected(const stamp_record &record,
						       const std::optional<wire::Reply> &reply,
						       const std::optional<Sent> &sent,
						       const tlv::Account::Tlvs &tlvs);
	[[nodiscard]] tlv::Account::Tlvs read_tlvs(const stamp_record &record,
						   std::span<const std::uint8_t> tail) const;
	void refuse(stamp_unexpected why);
	void note_reply(const Match &match);
	Times times_of(const wire::Reply &reply, const std::optional<Sent> &sent, UtcTime t4,
		       const Match &match, const WireClock &clock);
	Delays corrected(Times &times, const WireClock &clock);
	void not_sent(std::uint64_t seq, stamp_not_sent reason);
	void give_up(const Window::Oldest &oldest);
	void look_for_trouble(const wire::Reply &reply, const Times &times, const Match &match,
			      const WireClock &clock);
	void look_at_format(const wire::Reply &reply, const Times &times, const WireClock &clock);
	void report_utc_offset(bool ptp);
	void handle_zero_ssid();
	void look_for_transmit_time(const wire::Reply &reply);
	void warn(stats::Message message);
	void warn_once(stats::Kind kind);
	void fill_delays(stats::Packet &packet, const Times &times, const Delays &delays);
	void account(const stats::Packet &packet, const Match &match, bool owd_valid);
	void follow_count(const wire::Reply &reply, const Match &match);
	void tell_tlvs(const tlv::Account::Tlvs &tlvs, const Times &times, const WireClock &clock,
		       stats::Packet &packet, std::uint32_t octets);
	// Absent: nothing is known of directions.
	[[nodiscard]] std::optional<stats::LossSplit> directions();
	[[nodiscard]] bool clocks_valid(const WireClock &clock) const;
	[[nodiscard]] bool owd_valid(const WireClock &clock) const {
		return clocks_valid(clock) && utc_offset_.is_corrected();
	}

	const SenderSpec *spec_;
	std::uint32_t session_;
	std::uint16_t ssid_; // 0: none
	MeasurementEvents events_;
	Window window_;
	stats::ArrivalOrder order_;
	stats::DirectionalLoss loss_; // unless the reflector is stateless
	stats::PathDelays delays_;
	stats::DelayStats slot_error_;
	struct {
		stats::DelayBins rtt, proc, fwd, bwd;
	} bins_;
	stats::SettledLoss settled_;
	stats::RecentDelays recent_;		   // round trips
	std::optional<IntervalAccount> intervals_; // when they are asked for
	struct {
		std::uint64_t received = 0, further = 0, duplicate = 0, late = 0, implausible = 0;
		stats::Unexpected unexpected{};
	} counts_;
	FarFormat format_;
	UtcOffset utc_offset_;
	stats::NotSent not_sent_{};
	bool leaves_unseen_ = false; // a reply came to a request that nobody saw leave
	std::uint64_t missed_slots_ = 0, refused_ = 0;
	std::optional<MonoTime> last_reply_; // of the latest request, when it asks for several
	bool stopped_ = false;
	bool has_t3_ = false;			 // a reply with another T3 than T2 has come
	std::uint64_t alike_ = 0;		 // replies before that
	std::optional<tlv::Account> tlvs_;	 // when some were asked for
	std::optional<time::ErrorEstimate> far_; // of the latest reply ...
	std::uint16_t far_bits_ = 0;		 // ... as it came
	std::vector<stats::Kind> warned_;	 // few, and compared at every packet
};

} // namespace stamp::session
