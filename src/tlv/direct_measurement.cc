// SPDX-License-Identifier: Apache-2.0
// Direct Measurement (RFC 8972 4.5): counters of both ends, and with them loss by direction.
#include <cstring>

#include "stamp/tlv_values.h"
#include "stats/counter_loss.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"

namespace stamp::tlv {
namespace {

using Wire = stamp_direct_measurement;

Result<Request> build(Arguments) {
	return request_with(Wire{});
}

stats::TlvFields read(Value value) {
	const auto wire = read_as<Wire>(value);
	return {{"sender_tx", stamp_swap32(wire.sender_tx)},
		{"reflector_rx", stamp_swap32(wire.reflector_rx)},
		{"reflector_tx", stamp_swap32(wire.reflector_tx)}};
}

std::string text_of(const std::optional<std::uint64_t> &lost) {
	return lost ? std::to_string(*lost) : "unknown";
}

class DirectMeasurement final : public TypeAccount {
public:
	void write(std::span<std::byte> tlv, const Departure &departure) override {
		const __be32 count = stamp_swap32(departure.count);
		std::memcpy(&tlv[sizeof(stamp_tlv) + offsetof(Wire, sender_tx)], &count,
			    sizeof(count));
	}
	void take(Value value, const Reply &) override {
		const auto wire = read_as<Wire>(value);
		counters_.add(stamp_swap32(wire.sender_tx), stamp_swap32(wire.reflector_rx),
			      stamp_swap32(wire.reflector_tx));
	}
	void take_none() override { counters_.add_unread(); }

	// Between the first and the last reply. Unknown: the counters do not fit.
	[[nodiscard]] stats::TlvFields fields() const override {
		return {{"sent", counters_.sent()},
			{"lost_fwd", counters_.forward()},
			{"lost_bwd", counters_.backward()}};
	}
	[[nodiscard]] stats::Sentence sentence() const override {
		const auto sent = counters_.sent();
		if (!sent)
			return "fewer than two replies with counters";
		return "between the first and the last reply " + std::to_string(*sent) +
		       " sent, lost forward " + text_of(counters_.forward()) + ", backward " +
		       text_of(counters_.backward());
	}

private:
	stats::CounterLoss counters_;
};

std::unique_ptr<TypeAccount> account(const Request &, const Session &) {
	return std::make_unique<DirectMeasurement>();
}

} // namespace

constinit const Kind kinds::direct_measurement{
	.build = build,
	.read = read,
	.account = account,
	.changes = Changes::all,
};

} // namespace stamp::tlv
