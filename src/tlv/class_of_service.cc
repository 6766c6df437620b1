// SPDX-License-Identifier: Apache-2.0
// Class of Service (RFC 8972 4.4): the DSCP and ECN that requests arrive with, and the DSCP that
// the sender wants on replies.
#include "net/dscp_names.h"
#include "stamp/tlv_values.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"
#include "tlv/words.h"

namespace stamp::tlv {
namespace {

using std::to_string;

void ask_for(Request &tlv, std::uint8_t dscp) {
	stamp_class_of_service wire{};
	wire.dscp1_dscp2 = static_cast<__u8>(dscp << 2);
	tlv.value = request_with(wire).value;
}

Result<Request> build(Arguments words) {
	const auto dscp = net::parse_dscp(words.empty() ? "0" : words[0]);
	if (!dscp)
		return dscp.error();
	Request tlv;
	tlv.is_open = words.empty();
	ask_for(tlv, *dscp);
	return tlv;
}

void complete(Request &tlv, const Session &session) {
	ask_for(tlv, session.dscp);
}

struct Decoded {
	std::uint8_t asked = 0;		// DSCP1
	std::uint8_t dscp = 0, ecn = 0; // of the request on arrival
	bool refused = false;		// the reply does not have DSCP1
};

Decoded decode(Value value) {
	const auto wire = read_as<stamp_class_of_service>(value);
	const unsigned dscp2 = (wire.dscp1_dscp2 & 3U) << 4 | wire.dscp2_ecn_rp >> 4;
	return {static_cast<std::uint8_t>(wire.dscp1_dscp2 >> 2), static_cast<std::uint8_t>(dscp2),
		static_cast<std::uint8_t>(wire.dscp2_ecn_rp >> 2 & 3U),
		(wire.dscp2_ecn_rp & 3U) != 0};
}

stats::TlvFields read(Value value) {
	const Decoded c = decode(value);
	return {{"asked_dscp", c.asked},
		{"arrived_dscp", c.dscp},
		{"arrived_ecn", c.ecn},
		{"refused", c.refused}};
}

class ClassOfService final : public TypeAccount {
public:
	ClassOfService(const Request &first, const Session &session)
		: sent_dscp_(session.dscp), sent_ecn_(session.ecn),
		  asked_(decode(value_of(first)).asked) {}

	void take(Value value, const Reply &reply) override {
		const Decoded c = decode(value);
		arrived_ = c;
		reply_dscp_ = reply.dscp;
		dscp_changed_ += c.dscp != sent_dscp_;
		ecn_changed_ += c.ecn != sent_ecn_;
		if (c.refused) // nothing is known of the way back then (RFC 8972 4.4)
			refused_++;
		else
			reply_changed_ += reply.dscp != asked_;
	}

	[[nodiscard]] stats::TlvFields fields() const override {
		using Number = std::optional<std::uint8_t>;
		return {{"sent_dscp", sent_dscp_},
			{"sent_ecn", sent_ecn_},
			{"arrived_dscp", arrived_ ? Number(arrived_->dscp) : Number()},
			{"arrived_ecn", arrived_ ? Number(arrived_->ecn) : Number()},
			{"asked_dscp", asked_},
			{"reply_dscp", reply_dscp_},
			{"dscp_changed", dscp_changed_},
			{"ecn_changed", ecn_changed_},
			{"refused", refused_},
			{"reply_changed", reply_changed_}};
	}

	[[nodiscard]] stats::Sentence sentence() const override {
		if (!arrived_ || !reply_dscp_)
			return {};
		return forward() + backward();
	}

private:
	[[nodiscard]] std::string forward() const {
		const std::string sent = "DSCP " + to_string(sent_dscp_);
		std::string text = "requests arrived with " + sent + " as they left";
		if (dscp_changed_ != 0)
			text = counted(dscp_changed_, "request", "requests") + " sent with " +
			       sent + " arrived with another, lately " + to_string(arrived_->dscp);
		if (ecn_changed_ != 0)
			text += "; " + to_string(ecn_changed_) + " with another ECN than " +
				to_string(sent_ecn_) + ", lately " + to_string(arrived_->ecn);
		return text;
	}
	[[nodiscard]] std::string backward() const {
		const std::string asked = "DSCP " + to_string(asked_);
		std::string text;
		if (refused_ != 0)
			text += "; the reflector refused " + asked + " for " + replies(refused_);
		if (reply_changed_ != 0)
			text += "; " + replies(reply_changed_) + " did not arrive with " + asked +
				", lately with " + to_string(*reply_dscp_);
		else if (refused_ == 0)
			text += "; replies with " + asked + " as asked";
		return text;
	}

	std::uint8_t sent_dscp_, sent_ecn_, asked_;
	std::optional<Decoded> arrived_;	 // the latest
	std::optional<std::uint8_t> reply_dscp_; // of that reply
	// Requests that arrived with another one than they left with.
	std::uint64_t dscp_changed_ = 0, ecn_changed_ = 0;
	std::uint64_t refused_ = 0;	  // replies whose DSCP the reflector would not set
	std::uint64_t reply_changed_ = 0; // other replies that arrived with another DSCP than asked
};

std::unique_ptr<TypeAccount> account(const Request &first, const Session &session) {
	return std::make_unique<ClassOfService>(first, session);
}

} // namespace

constinit const Kind kinds::class_of_service{
	.form = "class-of-service[:DSCP]",
	.most_arguments = 1,
	.build = build,
	.complete = complete,
	.read = read,
	.account = account,
};

} // namespace stamp::tlv
