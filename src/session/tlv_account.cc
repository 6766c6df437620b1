// SPDX-License-Identifier: Apache-2.0
#include "session/tlv_account.h"

#include <algorithm>

#include "session/tlv_fields.h"

namespace stamp::session {
namespace {

wire::Value value_of(const wire::TlvRequest &tlv) {
	return {reinterpret_cast<const std::uint8_t *>(tlv.value.data()), tlv.value.size()};
}

// A link-local address of the far side has no scope that we know.
bool same_address(const net::Address &a, const net::Address &b) {
	return a.with_scope(0) == b.with_scope(0);
}

bool is_other(const std::optional<net::Address> &seen, const std::optional<std::uint16_t> &port,
	      const net::Endpoint &known) {
	return (seen && !same_address(*seen, known.address)) || (port && *port != known.port);
}

bool operator!=(const stats::TimestampReport &a, const wire::TimestampInformation &b) {
	return a.source_in != b.source_in || a.method_in != b.method_in ||
	       a.source_out != b.source_out || a.method_out != b.method_out;
}

} // namespace

TlvAccount::TlvAccount(const TlvSettings &settings)
	: settings_(settings), access_(settings.access) {
	class_of_service_.sent_dscp = settings.dscp;
	class_of_service_.sent_ecn = settings.ecn;
	for (const wire::TlvRequest &tlv : settings_.asked) {
		if (tlv.type == STAMP_TLV_CLASS_OF_SERVICE && value_of(tlv).size() == 4)
			class_of_service_.asked_dscp =
				wire::decode_class_of_service(value_of(tlv)).asked;
		if (tlv.type == STAMP_TLV_MICRO_SESSION && !link_)
			link_ = wire::decode_micro_session(value_of(tlv));
	}
	std::vector<wire::TlvRequest> types = settings_.asked;
	if (settings_.tail.hmac_at)
		types.push_back({STAMP_TLV_HMAC, {}});
	for (const wire::TlvRequest &tlv : types) {
		const auto same = [&tlv](const Counted &c) { return c.type == tlv.type; };
		if (std::none_of(counted_.begin(), counted_.end(), same)) {
			counted_.push_back({tlv.type, {}});
			counted_.back().tally.name = wire::tlv_name(tlv.type);
		}
	}
	location_.own = settings_.own.address.text();
	location_.own_port = settings_.own.port;
	location_.target = settings_.target.address.text();
	location_.target_port = settings_.target.port;
	micro_session_.sender = link_ ? link_->sender : std::uint16_t{0};
}

TlvAccount::Tlvs TlvAccount::read(const stamp_record &record,
				  std::span<const std::uint8_t> tail) const {
	if (record.length <= settings_.base)
		return {};
	const std::size_t octets = record.length - settings_.base;
	const auto known = tail.first(std::min(tail.size(), octets));
	Tlvs tlvs;
	tlvs.read = wire::read_tlvs(known, octets, static_cast<stamp_hmac_tlv>(record.hmac_tlv),
				    {settings_.tail.hmac_at.has_value()});
	tlvs.has_more = wire::has_more(tlvs.read, known, octets);
	return tlvs;
}

bool TlvAccount::is_of_other_link(const Tlvs &tlvs) {
	for (const wire::ReplyTlv &tlv : tlvs.read) {
		if (!link_ || tlv.type != STAMP_TLV_MICRO_SESSION ||
		    tlv.state != wire::TlvState::answered)
			continue;
		const auto ids = wire::decode_micro_session(tlv.value);
		if (ids.sender == link_->sender &&
		    (link_->reflector == 0 || ids.reflector == link_->reflector))
			return false;
		micro_session_.wrong++;
		return true;
	}
	return false;
}

// The first of a type decides. An Access Report is not in every request.
void TlvAccount::count(const Tlvs &all) {
	const auto &tlvs = all.read;
	for (Counted &counted : counted_) {
		const auto found = std::find_if(tlvs.begin(), tlvs.end(), [&](auto &tlv) {
			return tlv.type == counted.type;
		});
		stats::TlvTally &tally = counted.tally;
		if (counted.type == STAMP_TLV_DIRECT_MEASUREMENT &&
		    (found == tlvs.end() || found->state != wire::TlvState::answered))
			counters_.add_unread();
		if (found == tlvs.end()) {
			std::uint64_t &without = all.has_more ? tally.unread : tally.missing;
			without += counted.type != STAMP_TLV_ACCESS_REPORT;
			continue;
		}
		tally.answered += found->state == wire::TlvState::answered;
		tally.unrecognised += found->state == wire::TlvState::unrecognised;
		tally.malformed += found->state == wire::TlvState::malformed;
		tally.integrity += found->state == wire::TlvState::integrity;
	}
}

void TlvAccount::take_class_of_service(const wire::ClassOfService &value, std::uint8_t reply_dscp) {
	stats::ClassOfServiceReport &report = class_of_service_;
	report.arrived_dscp = value.dscp;
	report.arrived_ecn = value.ecn;
	report.reply_dscp = reply_dscp;
	report.dscp_changed += value.dscp != settings_.dscp;
	report.ecn_changed += value.ecn != settings_.ecn;
	if (value.refused) // nothing is known of the way back then (RFC 8972 4.4)
		report.refused++;
	else
		report.reply_changed += reply_dscp != report.asked_dscp;
}

void TlvAccount::take_timestamps(const wire::TimestampInformation &value) {
	const bool changed = timestamps_.changed || (timestamps_.source_in && timestamps_ != value);
	timestamps_ = {value.source_in, value.method_in, value.source_out, value.method_out,
		       changed};
}

void TlvAccount::take_location(const wire::Location &value) {
	location_.source = address_text(value.source);
	location_.destination = address_text(value.destination);
	location_.source_mac = value.source_mac;
	location_.source_port = value.source_port;
	location_.destination_port = value.destination_port;
	location_.source_translated = is_other(value.source, value.source_port, settings_.own);
	location_.destination_translated =
		is_other(value.destination, value.destination_port, settings_.target);
}

void TlvAccount::take_follow_up(const wire::FollowUp &value, const TlvReply &reply,
				stats::Tlv &told) {
	const UtcTime t3 = wire::to_utc(value.t3, reply.t4, reply.tai_minus_utc_s) - reply.ahead;
	const auto correction =
		reply.first ? follow_ups_.correct(value.seq, t3, value.method) : std::nullopt;
	told.fields.emplace_back("reply_seq", std::int64_t{value.seq});
	told.fields.emplace_back("t3_ns", std::int64_t{ns(t3)});
	told.fields.emplace_back("method", std::int64_t{value.method});
	if (correction)
		told.fields.emplace_back("correction_ns", std::int64_t{correction->count()});
	else
		told.fields.emplace_back("correction_ns");
}

void TlvAccount::take(const wire::ReplyTlv &tlv, const TlvReply &reply, stats::Tlv &told) {
	if (tlv.type == STAMP_TLV_FOLLOW_UP) {
		if (!reply.t3) // nor is anything known of the format of this one
			return;
		if (const auto value = wire::decode_follow_up(tlv.value, reply.ptp))
			take_follow_up(*value, reply, told);
		return;
	}
	if (!reply.first)
		return;
	if (tlv.type == STAMP_TLV_CLASS_OF_SERVICE)
		take_class_of_service(wire::decode_class_of_service(tlv.value), reply.dscp);
	if (tlv.type == STAMP_TLV_TIMESTAMP_INFORMATION)
		take_timestamps(wire::decode_timestamp_information(tlv.value));
	if (tlv.type == STAMP_TLV_LOCATION)
		take_location(wire::decode_location(tlv.value));
	if (tlv.type == STAMP_TLV_MICRO_SESSION)
		if (const auto id = wire::decode_micro_session(tlv.value).reflector; id != 0)
			micro_session_.reflector = id; // else it has none
	if (tlv.type == STAMP_TLV_ACCESS_REPORT)
		access_.echoed();
	if (tlv.type != STAMP_TLV_DIRECT_MEASUREMENT)
		return;
	const auto value = wire::decode_direct_measurement(tlv.value);
	counters_.add(value.sender_tx, value.reflector_rx, value.reflector_tx);
}

std::vector<stats::Tlv> TlvAccount::add(const Tlvs &all, const TlvReply &reply) {
	const auto &tlvs = all.read;
	std::vector<stats::Tlv> told;
	if (reply.first)
		count(all);
	for (const wire::ReplyTlv &tlv : tlvs) {
		told.push_back(tlv_fields(tlv));
		const auto same = [&tlv](const wire::ReplyTlv &other) {
			return other.type == tlv.type;
		};
		const bool first_of_type = &*std::find_if(tlvs.begin(), tlvs.end(), same) == &tlv;
		if (first_of_type && tlv.state == wire::TlvState::answered)
			take(tlv, reply, told.back());
	}
	if (reply.first && reply.t3)
		follow_ups_.reply(reply.seq, *reply.t3);
	return told;
}

void TlvAccount::tell_details(std::uint8_t type, stats::TlvTally &tally) const {
	switch (type) {
	case STAMP_TLV_CLASS_OF_SERVICE:
		tally.details = class_of_service_;
		break;
	case STAMP_TLV_DIRECT_MEASUREMENT:
		tally.details = stats::DirectMeasurementReport{
			counters_.sent(), counters_.forward(), counters_.backward()};
		break;
	case STAMP_TLV_FOLLOW_UP:
		tally.details = follow_ups_.report();
		break;
	case STAMP_TLV_TIMESTAMP_INFORMATION:
		tally.details = timestamps_;
		break;
	case STAMP_TLV_LOCATION:
		tally.details = location_;
		break;
	case STAMP_TLV_ACCESS_REPORT:
		tally.details = stats::AccessReportReport{
			access_.transmissions(), access_.acknowledged(), access_.given_up()};
		break;
	case STAMP_TLV_MICRO_SESSION:
		tally.details = micro_session_;
		break;
	default:
		break;
	}
}

std::vector<stats::TlvTally> TlvAccount::report() const {
	std::vector<stats::TlvTally> all;
	for (const Counted &counted : counted_) {
		all.push_back(counted.tally);
		tell_details(counted.type, all.back());
	}
	return all;
}

} // namespace stamp::session
