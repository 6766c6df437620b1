// SPDX-License-Identifier: Apache-2.0
#include "session/tlv_fields.h"

#include "wire/tlv_values.h"

namespace stamp::session {
namespace {

using Fields = std::vector<stats::TlvField>;
using Number = std::int64_t;

const char *text_of(wire::TlvState state) {
	switch (state) {
	case wire::TlvState::answered:
		return "answered";
	case wire::TlvState::unrecognised:
		return "unrecognised";
	case wire::TlvState::malformed:
		return "malformed";
	case wire::TlvState::integrity:
		break;
	}
	return "integrity";
}

void add(Fields &fields, const char *key, const std::optional<std::uint16_t> &number) {
	if (number)
		fields.emplace_back(key, Number{*number});
	else
		fields.emplace_back(key);
}

void add(Fields &fields, const char *key, const std::optional<std::string> &text) {
	if (text)
		fields.emplace_back(key, *text);
	else
		fields.emplace_back(key);
}

Fields fields_of(const wire::Location &l) {
	Fields fields;
	add(fields, "source", address_text(l.source));
	add(fields, "source_port", l.source_port);
	add(fields, "destination", address_text(l.destination));
	add(fields, "destination_port", l.destination_port);
	add(fields, "source_mac", l.source_mac);
	return fields;
}

Fields fields_of(const wire::TimestampInformation &t) {
	return {{"source_in", Number{t.source_in}},
		{"method_in", Number{t.method_in}},
		{"source_out", Number{t.source_out}},
		{"method_out", Number{t.method_out}}};
}

Fields fields_of(const wire::ClassOfService &c) {
	return {{"asked_dscp", Number{c.asked}},
		{"arrived_dscp", Number{c.dscp}},
		{"arrived_ecn", Number{c.ecn}},
		{"refused", c.refused}};
}

Fields fields_of(const wire::DirectMeasurement &d) {
	return {{"sender_tx", Number{d.sender_tx}},
		{"reflector_rx", Number{d.reflector_rx}},
		{"reflector_tx", Number{d.reflector_tx}}};
}

Fields fields_of(const wire::AccessReport &a) {
	return {{"id", Number{a.id}}, {"return_code", Number{a.return_code}}};
}

Fields fields_of(const wire::MicroSession &m) {
	return {{"sender", Number{m.sender}}, {"reflector", Number{m.reflector}}};
}

Fields fields_of(const net::Address &address) {
	return {{"address", address.text()}};
}

Fields fields_of(const wire::ReplyTlv &tlv) {
	switch (tlv.type) {
	case STAMP_TLV_LOCATION:
		return fields_of(wire::decode_location(tlv.value));
	case STAMP_TLV_TIMESTAMP_INFORMATION:
		return fields_of(wire::decode_timestamp_information(tlv.value));
	case STAMP_TLV_CLASS_OF_SERVICE:
		return fields_of(wire::decode_class_of_service(tlv.value));
	case STAMP_TLV_DIRECT_MEASUREMENT:
		return fields_of(wire::decode_direct_measurement(tlv.value));
	case STAMP_TLV_ACCESS_REPORT:
		return fields_of(wire::decode_access_report(tlv.value));
	case STAMP_TLV_DESTINATION_NODE:
		return fields_of(wire::decode_destination_node(tlv.value));
	case STAMP_TLV_MICRO_SESSION:
		return fields_of(wire::decode_micro_session(tlv.value));
	default:
		return {};
	}
}

} // namespace

std::optional<std::string> address_text(const std::optional<net::Address> &address) {
	return address ? std::optional(address->text()) : std::nullopt;
}

stats::Tlv tlv_fields(const wire::ReplyTlv &tlv) {
	stats::Tlv told{tlv.type, wire::tlv_name(tlv.type), tlv.flags, text_of(tlv.state), {}};
	if (tlv.state == wire::TlvState::answered)
		told.fields = fields_of(tlv);
	told.fields.emplace_back("length", Number{tlv.length});
	return told;
}

} // namespace stamp::session
