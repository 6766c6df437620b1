// SPDX-License-Identifier: Apache-2.0
// Return Path (RFC 9503 4): the way that replies are to take, as far as a Control Code says it.
#include "stamp/tlv_values.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"

namespace stamp::tlv {
namespace {

struct Way {
	std::string_view name;
	std::uint32_t code;
};
constexpr Way ways[] = {{"no-reply", 0}, {"same-link", STAMP_CONTROL_REPLY}};

Result<Request> build(Arguments words) {
	for (const Way &way : ways) {
		if (words.empty() || words[0] != way.name)
			continue;
		Request tlv = request_with(
			stamp_control_code{STAMP_TLV_UNRECOGNISED, STAMP_RETURN_CONTROL_CODE,
					   stamp_swap16(sizeof(__be32)), stamp_swap32(way.code)});
		tlv.wants_no_reply = (way.code & STAMP_CONTROL_REPLY) == 0;
		return tlv;
	}
	return wrong_form(kinds::return_path);
}

} // namespace

constinit const Kind kinds::return_path{
	.form = "return-path:no-reply|same-link",
	.most_arguments = 1,
	.build = build,
	.is_single = true,
};

} // namespace stamp::tlv
