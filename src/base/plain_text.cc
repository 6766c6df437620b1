// SPDX-License-Identifier: Apache-2.0
#include "base/plain_text.h"

#include "base/utf8.h"

namespace stamp {
namespace {

bool is_control(std::string_view character) {
	const auto first = static_cast<unsigned char>(character[0]);
	if (character.size() == 1)
		return first < 0x20 || first == 0x7f;
	return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

} // namespace

std::string plain_text(std::string_view text) {
	std::string plain;
	plain.reserve(text.size());
	while (!text.empty()) {
		const Utf8 next = first_of_utf8(text);
		const std::string_view character = text.substr(0, next.octets);
		if (!next.valid)
			plain += replacement_character;
		else
			plain += is_control(character) ? "?" : character;
		text.remove_prefix(next.octets);
	}
	return plain;
}

} // namespace stamp
