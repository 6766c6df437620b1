// SPDX-License-Identifier: Apache-2.0
// Timestamp Information (RFC 8972 4.3): how the reflector takes T2 and T3, and what its clock
// follows.
#include "stamp/tlv_values.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"
#include "tlv/words.h"

namespace stamp::tlv {
namespace {

using Wire = stamp_timestamp_information;

Result<Request> build(Arguments) {
	return request_with(Wire{});
}

stats::TlvFields read(Value value) {
	const auto wire = read_as<Wire>(value);
	return {{"source_in", wire.sync_source_in},
		{"method_in", wire.timestamp_in},
		{"source_out", wire.sync_source_out},
		{"method_out", wire.timestamp_out}};
}

class TimestampInformation final : public TypeAccount {
public:
	void take(Value value, const Reply &) override {
		const auto wire = read_as<Wire>(value);
		changed_ = changed_ || (latest_ && !is_same(*latest_, wire));
		latest_ = wire;
	}

	[[nodiscard]] stats::TlvFields fields() const override {
		stats::TlvFields fields{{"source_in", known(&Wire::sync_source_in)},
					{"method_in", known(&Wire::timestamp_in)},
					{"source_out", known(&Wire::sync_source_out)},
					{"method_out", known(&Wire::timestamp_out)}};
		fields.emplace_back("changed", changed_);
		return fields;
	}

	[[nodiscard]] stats::Sentence sentence() const override {
		if (!latest_)
			return {};
		return "T2 taken " + method_text(latest_->timestamp_in) + ", clock set by " +
		       source_text(latest_->sync_source_in) + "; T3 taken " +
		       method_text(latest_->timestamp_out) + ", clock set by " +
		       source_text(latest_->sync_source_out) +
		       (changed_ ? "; changed during the run" : "");
	}

private:
	static bool is_same(const Wire &a, const Wire &b) {
		return a.sync_source_in == b.sync_source_in && a.timestamp_in == b.timestamp_in &&
		       a.sync_source_out == b.sync_source_out && a.timestamp_out == b.timestamp_out;
	}
	[[nodiscard]] std::optional<std::uint8_t> known(__u8 Wire::*member) const {
		return latest_ ? std::optional<std::uint8_t>((*latest_).*member) : std::nullopt;
	}

	std::optional<Wire> latest_;
	bool changed_ = false; // while it was measured
};

std::unique_ptr<TypeAccount> account(const Request &, const Session &) {
	return std::make_unique<TimestampInformation>();
}

} // namespace

constinit const Kind kinds::timestamp_information{
	.build = build,
	.read = read,
	.account = account,
};

} // namespace stamp::tlv
