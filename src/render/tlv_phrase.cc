// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string_view>
#include <variant>

#include "render/duration.h"
#include "render/tlv.h"

namespace stamp::render {
namespace {

std::string in_replies(std::uint64_t n) {
	return " in " + std::to_string(n) + (n == 1 ? " reply" : " replies");
}

std::string written(const std::string &words) {
	return words;
}
std::string written(Duration duration) {
	return format_duration(duration);
}

std::string written(const stats::Sentence &sentence) {
	std::string text;
	for (const stats::Sentence::Part &part : sentence.parts())
		text += std::visit([](const auto &value) { return written(value); }, part);
	return text;
}

// What went wrong with it, as far as it did.
std::string troubles(const stats::TlvTally &t) {
	struct Trouble {
		std::uint64_t count;
		std::string_view what;
	};
	const std::array all{
		Trouble{t.unrecognised, "reflector does not support it, or did not follow it (U)"},
		Trouble{t.malformed, "malformed (M)"},
		Trouble{t.integrity, "discarded, signature or integrity wrong (I)"},
		Trouble{t.missing, "absent"},
		Trouble{t.unread, "not read: after the maximum length"},
	};
	std::string text;
	for (const Trouble &trouble : all)
		if (trouble.count != 0)
			text += (text.empty() ? "" : "; ") + std::string(trouble.what) +
				in_replies(trouble.count);
	return text;
}

} // namespace

std::string tlv_phrase(const stats::TlvTally &t) {
	std::string text = written(t.sentence);
	if (text.empty() && t.answered != 0)
		text = "answered" + in_replies(t.answered);
	const std::string trouble = troubles(t);
	if (!text.empty() && !trouble.empty())
		text += "; ";
	text += trouble;
	return t.name + ": " + (text.empty() ? "no reply" : text);
}

} // namespace stamp::render
