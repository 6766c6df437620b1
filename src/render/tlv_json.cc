// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <type_traits>
#include <variant>

#include "render/tlv.h"

namespace stamp::render {
namespace {

void write_fields(JsonWriter &line, const stats::TlvFields &fields) {
	const auto write = [&line](const char *key, const auto &value) {
		if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::monostate>)
			line.field(key, std::optional<bool>());
		else
			line.field(key, value);
	};
	for (const stats::TlvField &field : fields)
		std::visit([&](const auto &value) { write(field.key, value); }, field.value);
}

const char *text_of(stats::TlvState state) {
	switch (state) {
	case stats::TlvState::answered:
		return "answered";
	case stats::TlvState::unrecognised:
		return "unrecognised";
	case stats::TlvState::malformed:
		return "malformed";
	case stats::TlvState::integrity:
		break;
	}
	return "integrity";
}

} // namespace

void write_tlvs(JsonWriter &line, const std::vector<stats::Tlv> &tlvs) {
	line.open("tlvs", '[');
	for (const stats::Tlv &tlv : tlvs) {
		line.open()
			.field("type", tlv.type)
			.field("name", tlv.name)
			.field("flags", tlv.flags)
			.field("state", text_of(tlv.state));
		write_fields(line, tlv.fields);
		line.close();
	}
	line.close(']');
}

void write_tlvs(JsonWriter &line, const std::vector<stats::TlvTally> &tallies) {
	line.open("tlvs");
	for (const stats::TlvTally &tally : tallies) {
		line.open(tally.name)
			.field("answered", tally.answered)
			.field("unrecognised", tally.unrecognised)
			.field("malformed", tally.malformed)
			.field("integrity", tally.integrity)
			.field("missing", tally.missing)
			.field("unread", tally.unread);
		write_fields(line, tally.fields);
		line.close();
	}
	line.close();
}

} // namespace stamp::render
