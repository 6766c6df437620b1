// SPDX-License-Identifier: Apache-2.0
// Access Report (RFC 8972 4.6): sent once, and again until the reflector echoes it. The requests
// between have Extra Padding in its place.
#include <algorithm>

#include "stamp/tlv_values.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"
#include "tlv/words.h"

namespace stamp::tlv {
namespace {

using Wire = stamp_access_report;

Result<Request> build(Arguments words) {
	const Error form = wrong_form(kinds::access_report);
	std::uint8_t id = STAMP_ACCESS_3GPP;
	Wire wire{};
	wire.return_code = 1;
	if (!words.empty() && words[0] != "3gpp") {
		if (words[0] != "non-3gpp")
			return form;
		id = STAMP_ACCESS_NON_3GPP;
	}
	if (words.size() == 2 && words[1] != "available") {
		if (words[1] != "unavailable")
			return form;
		wire.return_code = 2;
	}
	wire.id = static_cast<__u8>(id << 4);
	return request_with(wire);
}

stats::TlvFields read(Value value) {
	const auto wire = read_as<Wire>(value);
	return {{"id", wire.id >> 4}, {"return_code", wire.return_code}};
}

class AccessReport final : public TypeAccount {
public:
	AccessReport(const Request &first, const Session &session)
		: report_(first.value), timer_(session.access_report) {}

	void write(std::span<std::byte> tlv, const Departure &departure) override {
		const bool report = timer_.take(departure.now);
		tlv[offsetof(stamp_tlv, type)] = static_cast<std::byte>(
			report ? STAMP_TLV_ACCESS_REPORT : STAMP_TLV_EXTRA_PADDING);
		const auto value = tlv.subspan(sizeof(stamp_tlv));
		if (report)
			std::copy(report_.begin(), report_.end(), value.begin());
		else
			std::fill(value.begin(), value.end(), std::byte{});
	}
	void take(Value, const Reply &) override { timer_.echoed(); }

	[[nodiscard]] stats::TlvFields fields() const override {
		return {{"transmissions", timer_.transmissions()},
			{"acknowledged", timer_.acknowledged()},
			{"given_up", timer_.given_up()}};
	}
	[[nodiscard]] stats::Sentence sentence() const override {
		const std::string sent = "sent " + counted(timer_.transmissions(), "time", "times");
		if (timer_.acknowledged())
			return sent + ", acknowledged";
		return sent + (timer_.given_up() ? ", never acknowledged: no more retransmissions"
						 : ", not acknowledged");
	}

private:
	std::vector<std::byte> report_;
	AccessTimer timer_;
};

std::unique_ptr<TypeAccount> account(const Request &first, const Session &session) {
	return std::make_unique<AccessReport>(first, session);
}

} // namespace

constinit const Kind kinds::access_report{
	.form = "access-report[:3gpp|non-3gpp[,available|unavailable]]",
	.most_arguments = 2,
	.build = build,
	.read = read,
	.account = account,
	.changes = Changes::first,
	.is_in_each_request = false,
	.reports_unanswered = true,
};

} // namespace stamp::tlv
