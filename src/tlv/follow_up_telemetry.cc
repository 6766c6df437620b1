// SPDX-License-Identifier: Apache-2.0
// Follow-Up Telemetry (RFC 8972 4.7): when an earlier reply really left.
#include <optional>

#include "stamp/tlv_values.h"
#include "stats/follow_up.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"
#include "tlv/words.h"
#include "wire/codec.h"

namespace stamp::tlv {
namespace {

using Wire = stamp_follow_up;

Result<Request> build(Arguments) {
	return request_with(Wire{});
}

class FollowUpTelemetry final : public TypeAccount {
public:
	void add_fields(Value value, const Reply &reply, stats::TlvFields &fields) override {
		const auto wire = read_as<Wire>(value);
		const wire::Stamp stamp{{stamp_swap32(wire.ts.sec), stamp_swap32(wire.ts.frac)},
					reply.ptp};
		// Without T3 the format is not known either. Zero: the reflector is stateless, or
		// the reply is its first.
		if (!reply.t3 || stamp.raw == time::WireTime{})
			return;
		const std::uint32_t seq = stamp_swap32(wire.seq);
		const UtcTime t3 =
			wire::to_utc(stamp, reply.t4, reply.tai_minus_utc_s) - reply.ahead;
		std::optional<Duration> correction;
		if (reply.first)
			correction = replies_.correct(seq, t3, wire.timestamp);
		fields.emplace_back("reply_seq", seq);
		fields.emplace_back("t3_ns", t3);
		fields.emplace_back("method", wire.timestamp);
		fields.emplace_back("correction_ns", correction);
	}
	void end_reply(const Reply &reply) override {
		if (reply.t3)
			replies_.reply(reply.seq, *reply.t3);
	}

	[[nodiscard]] stats::TlvFields fields() const override {
		const stats::FollowUpReport r = replies_.report();
		return {{"corrected", r.corrected},
			{"mean_ns", r.mean},
			{"max_ns", r.max},
			{"method", r.method}};
	}
	[[nodiscard]] stats::Sentence sentence() const override {
		const stats::FollowUpReport r = replies_.report();
		if (r.corrected == 0)
			return "no reply has a follow-up time";
		const std::string method = " (" + method_text(r.method.value_or(0)) + ")";
		stats::Sentence text(replies(r.corrected));
		if (r.mean == Duration{} && r.max == Duration{})
			return replies(r.corrected) + " left when they say" + method;
		text += " left later than stamped: mean ";
		text += r.mean.value_or(Duration{});
		text += ", max ";
		text += r.max.value_or(Duration{});
		text += method;
		return text;
	}

private:
	stats::FollowUps replies_;
};

std::unique_ptr<TypeAccount> account(const Request &, const Session &) {
	return std::make_unique<FollowUpTelemetry>();
}

} // namespace

constinit const Kind kinds::follow_up_telemetry{
	.build = build,
	.account = account,
};

} // namespace stamp::tlv
