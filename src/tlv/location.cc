// SPDX-License-Identifier: Apache-2.0
// Location (RFC 8972 4.2): addresses and ports that requests arrive with. Absent: not disclosed.
#include <array>

#include "stamp/tlv_values.h"
#include "tlv/kinds.h"
#include "tlv/octets.h"
#include "tlv/reply.h"

namespace stamp::tlv {
namespace {

using Port = std::optional<std::uint16_t>;
using Address = std::optional<net::Address>;

// RFC 8972 4.2.1: a sender asks with the sub-TLVs 1, 4 and 7.
Result<Request> build(Arguments) {
	constexpr std::array<std::pair<unsigned, unsigned>, 3> asked{
		{{STAMP_LOCATION_SOURCE_MAC, STAMP_LOCATION_MAC_OCTETS},
		 {STAMP_LOCATION_DESTINATION, STAMP_LOCATION_ADDRESS_OCTETS},
		 {STAMP_LOCATION_SOURCE, STAMP_LOCATION_ADDRESS_OCTETS}}};
	Request tlv = request_with(stamp_location{});
	for (const auto &[type, length] : asked) {
		for (const unsigned octet : {STAMP_TLV_UNRECOGNISED, type, 0U, length})
			tlv.value.push_back(static_cast<std::byte>(octet));
		tlv.value.resize(tlv.value.size() + length);
	}
	return tlv;
}

struct Decoded {
	Port destination_port, source_port;
	Address destination, source;
	std::optional<std::string> source_mac; // "02:00:5e:00:53:01"
};

bool is_zero(Value value) {
	return std::all_of(value.begin(), value.end(), [](auto octet) { return octet == 0; });
}

Address address_in(Value value, bool v4) {
	if (is_zero(value))
		return std::nullopt;
	return v4 ? net::Address::from_v4(read_as<in_addr>(value))
		  : net::Address::from_v6(read_as<in6_addr>(value));
}

std::optional<std::string> mac_in(Value value) {
	if (is_zero(value))
		return std::nullopt;
	constexpr std::string_view digits = "0123456789abcdef";
	std::string text;
	for (const std::uint8_t octet : value) {
		if (!text.empty())
			text += ':';
		text += digits[octet >> 4];
		text += digits[octet & 0xf];
	}
	return text;
}

void take_sub(Decoded &location, const ReplyTlv &sub) {
	constexpr std::size_t eui48_octets = 6;
	const bool is_mac =
		sub.type == STAMP_LOCATION_SOURCE_EUI48 || sub.type == STAMP_LOCATION_SOURCE_EUI64;
	if (sub.value.size() !=
	    (is_mac ? STAMP_LOCATION_MAC_OCTETS : STAMP_LOCATION_ADDRESS_OCTETS))
		return;
	switch (sub.type) {
	case STAMP_LOCATION_SOURCE_EUI48:
		location.source_mac = mac_in(sub.value.first(eui48_octets));
		break;
	case STAMP_LOCATION_SOURCE_EUI64:
		location.source_mac = mac_in(sub.value);
		break;
	case STAMP_LOCATION_DESTINATION_IPV4:
	case STAMP_LOCATION_DESTINATION_IPV6:
		location.destination =
			address_in(sub.value, sub.type == STAMP_LOCATION_DESTINATION_IPV4);
		break;
	case STAMP_LOCATION_SOURCE_IPV4:
	case STAMP_LOCATION_SOURCE_IPV6:
		location.source = address_in(sub.value, sub.type == STAMP_LOCATION_SOURCE_IPV4);
		break;
	default:
		break;
	}
}

Port port_in(__be16 port) {
	return port == 0 ? std::nullopt : Port(stamp_swap16(port));
}

Decoded decode(Value value) {
	const auto wire = read_as<stamp_location>(value);
	Decoded location;
	location.destination_port = port_in(wire.destination_port);
	location.source_port = port_in(wire.source_port);
	for (const ReplyTlv &sub : split_tlvs(value.subspan(sizeof(wire)), value.size()))
		if (sub.state == State::answered)
			take_sub(location, sub);
	return location;
}

std::optional<std::string> text_of(const Address &address) {
	return address ? std::optional(address->text()) : std::nullopt;
}

stats::TlvFields fields_of(const Decoded &l) {
	return {{"source", text_of(l.source)},
		{"source_port", l.source_port},
		{"destination", text_of(l.destination)},
		{"destination_port", l.destination_port},
		{"source_mac", l.source_mac}};
}

stats::TlvFields read(Value value) {
	return fields_of(decode(value));
}

// A link-local address of the far side has no scope that we know.
bool is_other(const Address &seen, const Port &port, const net::Endpoint &known) {
	return (seen && seen->with_scope(0) != known.address.with_scope(0)) ||
	       (port && *port != known.port);
}

std::string endpoint_text(const Address &address, const Port &port) {
	const std::string ip = text_of(address).value_or("an undisclosed address");
	return (ip.find(':') == std::string::npos ? ip : "[" + ip + "]") +
	       (port ? ":" + std::to_string(*port) : ", undisclosed port");
}

std::string translated_from(const net::Endpoint &known) {
	return ", translated on the way from " + endpoint_text(known.address, known.port);
}

class Location final : public TypeAccount {
public:
	explicit Location(const Session &session) : own_(session.own), target_(session.target) {}

	void take(Value value, const Reply &) override { latest_ = decode(value); }

	[[nodiscard]] stats::TlvFields fields() const override {
		stats::TlvFields fields = fields_of(latest_);
		fields.emplace_back("source_translated", is_source_translated());
		fields.emplace_back("destination_translated", is_destination_translated());
		return fields;
	}

	[[nodiscard]] stats::Sentence sentence() const override {
		const Decoded &l = latest_;
		if (!l.source && !l.destination && !l.source_port && !l.destination_port &&
		    !l.source_mac)
			return "nothing disclosed";
		std::string text =
			"requests arrived from " + endpoint_text(l.source, l.source_port);
		if (is_source_translated())
			text += translated_from(own_);
		if (l.source_mac)
			text += " (" + *l.source_mac + ")";
		text += " at " + endpoint_text(l.destination, l.destination_port);
		if (is_destination_translated())
			text += translated_from(target_);
		return text;
	}

private:
	[[nodiscard]] bool is_source_translated() const {
		return is_other(latest_.source, latest_.source_port, own_);
	}
	[[nodiscard]] bool is_destination_translated() const {
		return is_other(latest_.destination, latest_.destination_port, target_);
	}

	net::Endpoint own_, target_; // as the sender sees them
	Decoded latest_;
};

std::unique_ptr<TypeAccount> account(const Request &, const Session &session) {
	return std::make_unique<Location>(session);
}

} // namespace

constinit const Kind kinds::location{
	.build = build,
	.read = read,
	.account = account,
};

} // namespace stamp::tlv
