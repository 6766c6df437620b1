// SPDX-License-Identifier: Apache-2.0
// Reflected Test Packet Control (RFC 10052 3): length, number and interval of the replies.
#include "base/number.h"
#include "stamp/tlv_values.h"
#include "time/duration.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"
#include "tlv/words.h"

namespace stamp::tlv {
namespace {

using Wire = stamp_reflect_control;

// Its least length leaves room for a sub-TLV (RFC 10052 3): zeros, where there is none.
struct WithoutGroup {
	Wire control;
	std::uint8_t zeros[4];
};

struct Asked {
	std::uint32_t length, number;
	Duration interval;
};

Asked decode(Value value) {
	const auto wire = read_as<Wire>(value);
	return {stamp_swap16(wire.length), stamp_swap16(wire.number),
		Duration{stamp_swap32(wire.interval_ns)}};
}

Result<Request> build(Arguments words) {
	constexpr std::uint32_t most_interval = ~std::uint32_t{0};
	if (words.empty())
		return wrong_form(kinds::reflect_control);
	const auto length = parse_number(words[0], 0, 65535);
	if (!length)
		return length.error();
	const auto number = parse_number(words.size() > 1 ? words[1] : "1", 0, 65535);
	if (!number)
		return number.error();
	const auto interval = parse_duration(words.size() > 2 ? words[2] : "0");
	if (!interval)
		return interval.error();
	if (interval->count() > most_interval)
		return Error{0, "an interval has 32 bits of ns: at most 4.294967295s"};
	Request tlv = request_with(
		WithoutGroup{{stamp_swap16(static_cast<std::uint16_t>(*length)),
			      stamp_swap16(static_cast<std::uint16_t>(*number)),
			      stamp_swap32(static_cast<std::uint32_t>(interval->count()))},
			     {}});
	tlv.wants_no_reply = *number == 0;
	tlv.replies = static_cast<std::uint32_t>(*number);
	if (tlv.replies != 0)
		tlv.replies_time = (tlv.replies - 1) * *interval;
	return tlv;
}

stats::TlvFields read(Value value) {
	const Asked asked = decode(value);
	return {{"reply_length", asked.length},
		{"replies", asked.number},
		{"interval_ns", asked.interval}};
}

// C (RFC 10052 3): a shorter reply than asked for is as long as the reflector's MTU allows.
class ReflectControl final : public TypeAccount {
public:
	explicit ReflectControl(const Request &first) : asked_(decode(value_of(first))) {}

	void take(Value, const Reply &reply) override {
		const bool is_cut = (reply.flags & STAMP_TLV_CUT) != 0;
		const bool is_short = reply.octets < asked_.length;
		cut_by_mtu_ += is_cut && is_short;
		cut_by_limit_ += is_cut && !is_short;
		asked_for_ += is_cut ? 1 : asked_.number;
		received_++;
		octets_ += reply.octets;
	}
	void add_fields(Value, const Reply &reply, stats::TlvFields &fields) override {
		fields.emplace_back("cut", (reply.flags & STAMP_TLV_CUT) != 0);
		if (reply.number < 2)
			return;
		received_++;
		octets_ += reply.octets;
	}

	[[nodiscard]] stats::TlvFields fields() const override {
		return {{"replies_expected", asked_for_},
			{"replies_received", received_},
			{"reply_octets", octets_},
			{"cut_by_mtu", cut_by_mtu_},
			{"cut_by_limit", cut_by_limit_}};
	}
	[[nodiscard]] stats::Sentence sentence() const override {
		std::string text = std::to_string(received_) + " of " + replies(asked_for_) +
				   " received, " + std::to_string(octets_) + " octets";
		if (cut_by_mtu_ != 0)
			text += "; " + counted(cut_by_mtu_, "request", "requests") +
				" cut to one reply by the MTU";
		if (cut_by_limit_ != 0)
			text += "; " + counted(cut_by_limit_, "request", "requests") +
				" cut to one reply by limits of the reflector";
		return text;
	}

private:
	Asked asked_;
	std::uint64_t asked_for_ = 0, received_ = 0, octets_ = 0; // of requests with a reply
	std::uint64_t cut_by_mtu_ = 0, cut_by_limit_ = 0;
};

std::unique_ptr<TypeAccount> account(const Request &first, const Session &) {
	return std::make_unique<ReflectControl>(first);
}

} // namespace

constinit const Kind kinds::reflect_control{
	.form = "reflect-control:LENGTH[,REPLIES[,INTERVAL]]",
	.most_arguments = 3,
	.build = build,
	.read = read,
	.account = account,
	.is_single = true,
};

} // namespace stamp::tlv
