// SPDX-License-Identifier: Apache-2.0
// Micro-session ID (RFC 9534 3): the member links of a LAG that a session is about.
#include "base/number.h"
#include "stamp/tlv_values.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"
#include "tlv/words.h"

namespace stamp::tlv {
namespace {

struct Ids {
	std::uint16_t sender = 0, reflector = 0; // 0: not known
};

Result<Request> build(Arguments words) {
	if (words.empty())
		return wrong_form(kinds::micro_session_id);
	Ids ids;
	for (std::size_t i = 0; i < words.size(); i++) {
		const auto id = parse_number(words[i], 1, 65535);
		if (!id)
			return id.error();
		(i == 0 ? ids.sender : ids.reflector) = static_cast<std::uint16_t>(*id);
	}
	return request_with(
		stamp_micro_session{stamp_swap16(ids.sender), stamp_swap16(ids.reflector)});
}

Ids decode(Value value) {
	const auto wire = read_as<stamp_micro_session>(value);
	return {stamp_swap16(wire.sender), stamp_swap16(wire.reflector)};
}

stats::TlvFields read(Value value) {
	const Ids ids = decode(value);
	return {{"sender", ids.sender}, {"reflector", ids.reflector}};
}

class MicroSessionId final : public TypeAccount {
public:
	explicit MicroSessionId(const Request &first) : link_(decode(value_of(first))) {}

	// RFC 9534 3.2: a reply of another member link is discarded.
	bool accepts(Value value) override {
		const Ids ids = decode(value);
		const bool ours = ids.sender == link_.sender &&
				  (link_.reflector == 0 || ids.reflector == link_.reflector);
		wrong_ += !ours;
		return ours;
	}
	void take(Value value, const Reply &) override {
		if (const auto id = decode(value).reflector; id != 0)
			reflector_ = id; // else it has none
	}

	[[nodiscard]] stats::TlvFields fields() const override {
		return {{"sender", link_.sender}, {"reflector", reflector_}, {"wrong", wrong_}};
	}
	[[nodiscard]] stats::Sentence sentence() const override {
		std::string text = "ours " + std::to_string(link_.sender);
		if (reflector_)
			text += ", the reflector's " + std::to_string(*reflector_);
		if (wrong_ != 0)
			text += "; " + replies(wrong_) + " of another member link discarded";
		return text;
	}

private:
	Ids link_;
	std::optional<std::uint16_t> reflector_; // as it says
	std::uint64_t wrong_ = 0;		 // replies of another member link
};

std::unique_ptr<TypeAccount> account(const Request &first, const Session &) {
	return std::make_unique<MicroSessionId>(first);
}

} // namespace

constinit const Kind kinds::micro_session_id{
	.form = "micro-session-id:ID[,REFLECTOR-ID]",
	.most_arguments = 2,
	.build = build,
	.read = read,
	.account = account,
	.reports_unanswered = true,
};

} // namespace stamp::tlv
