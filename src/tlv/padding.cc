// SPDX-License-Identifier: Apache-2.0
// Extra Padding (RFC 8972 4.1): "random" unless "zero" is said.
#include "base/number.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"

namespace stamp::tlv {
namespace {

Result<Request> build(Arguments words) {
	if (words.size() == 2 && words[1] != "random" && words[1] != "zero")
		return wrong_form(kinds::padding);
	const auto octets = parse_number(words.empty() ? "0" : words[0], 0, 65535);
	if (!octets)
		return octets.error();
	Request tlv;
	tlv.value = words.size() == 2 && words[1] == "zero" ? std::vector<std::byte>(*octets)
							    : random_octets(*octets);
	return tlv;
}

} // namespace

constinit const Kind kinds::padding{
	.form = "padding[:OCTETS[,random|zero]]",
	.most_arguments = 2,
	.build = build,
};

} // namespace stamp::tlv
