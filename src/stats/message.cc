// SPDX-License-Identifier: Apache-2.0
#include "stats/message.h"

#include <array>

namespace stamp::stats {
namespace {

constexpr std::array<std::string_view, 256> codes = {
#define X(kind, code) code,
	STAMP_MESSAGES(X)
#undef X
#define X(code, name, text) #name,
		STAMP_NOT_SENT_REASONS(X) STAMP_HW_TIMES(X)
#undef X
};

} // namespace

std::string_view code(Kind kind) {
	return codes[static_cast<std::size_t>(kind)];
}

std::string_view code(const Message &message) {
	const std::string_view own = code(message.kind);
	if (!own.empty() || message.values.empty())
		return own;
	const auto *inner = std::get_if<Message>(&message.values.front());
	return inner ? code(*inner) : own;
}

} // namespace stamp::stats
