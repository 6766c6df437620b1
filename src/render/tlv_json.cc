// SPDX-License-Identifier: Apache-2.0
#include <variant>

#include "render/tlv.h"

namespace stamp::render {
namespace {

void write_field(JsonWriter &line, const stats::TlvField &field) {
	switch (field.kind) {
	case stats::TlvField::Kind::unknown:
		line.field(field.key, std::optional<bool>());
		break;
	case stats::TlvField::Kind::truth:
		line.field(field.key, field.number != 0);
		break;
	case stats::TlvField::Kind::number:
		line.field(field.key, field.number);
		break;
	case stats::TlvField::Kind::text:
		line.field(field.key, field.text);
		break;
	}
}

void write(JsonWriter &, const std::monostate &) {}

void write(JsonWriter &line, const stats::ClassOfServiceReport &r) {
	line.field("sent_dscp", r.sent_dscp)
		.field("sent_ecn", r.sent_ecn)
		.field("arrived_dscp", r.arrived_dscp)
		.field("arrived_ecn", r.arrived_ecn)
		.field("asked_dscp", r.asked_dscp)
		.field("reply_dscp", r.reply_dscp)
		.field("dscp_changed", r.dscp_changed)
		.field("ecn_changed", r.ecn_changed)
		.field("refused", r.refused)
		.field("reply_changed", r.reply_changed);
}

void write(JsonWriter &line, const stats::DirectMeasurementReport &r) {
	line.field("sent", r.sent)
		.field("lost_fwd", r.lost_forward)
		.field("lost_bwd", r.lost_backward);
}

void write(JsonWriter &line, const stats::FollowUpReport &r) {
	line.field("corrected", r.corrected)
		.field("mean_ns", r.mean)
		.field("max_ns", r.max)
		.field("method", r.method);
}

void write(JsonWriter &line, const stats::TimestampReport &r) {
	line.field("source_in", r.source_in)
		.field("method_in", r.method_in)
		.field("source_out", r.source_out)
		.field("method_out", r.method_out)
		.field("changed", r.changed);
}

void write(JsonWriter &line, const stats::LocationReport &r) {
	line.field("source", r.source)
		.field("source_port", r.source_port)
		.field("destination", r.destination)
		.field("destination_port", r.destination_port)
		.field("source_mac", r.source_mac)
		.field("source_translated", r.source_translated)
		.field("destination_translated", r.destination_translated);
}

void write(JsonWriter &line, const stats::AccessReportReport &r) {
	line.field("transmissions", r.transmissions)
		.field("acknowledged", r.acknowledged)
		.field("given_up", r.given_up);
}

void write(JsonWriter &line, const stats::MicroSessionReport &r) {
	line.field("sender", r.sender).field("reflector", r.reflector).field("wrong", r.wrong);
}

} // namespace

void write_tlvs(JsonWriter &line, const std::vector<stats::Tlv> &tlvs) {
	line.open("tlvs", '[');
	for (const stats::Tlv &tlv : tlvs) {
		line.open()
			.field("type", tlv.type)
			.field("name", tlv.name)
			.field("flags", tlv.flags)
			.field("state", tlv.state);
		for (const stats::TlvField &field : tlv.fields)
			write_field(line, field);
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
		std::visit([&](const auto &details) { write(line, details); }, tally.details);
		line.close();
	}
	line.close();
}

} // namespace stamp::render
