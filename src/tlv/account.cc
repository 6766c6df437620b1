// SPDX-License-Identifier: Apache-2.0
#include "tlv/account.h"

#include <algorithm>

#include "tlv/registry.h"

namespace stamp::tlv {
namespace {

bool is_usable(const ReplyTlv &tlv) {
	return tlv.state == State::answered;
}

// Without its fields, unless it was answered.
stats::Tlv reported(const ReplyTlv &tlv) {
	stats::Tlv as_it_came{tlv.type, name_of(tlv.type), tlv.flags, tlv.state, {}};
	const Row *row = find(tlv.type);
	if (is_usable(tlv) && row != nullptr && row->kind->read != nullptr)
		as_it_came.fields = row->kind->read(tlv.value);
	as_it_came.fields.emplace_back("length", tlv.length);
	return as_it_came;
}

} // namespace

Account::Account(const Plan &plan, const Session &session)
	: changes_(plan.tail.changes), is_signed_(plan.tail.hmac_at.has_value()) {
	for (const Request &tlv : plan.requests)
		start(tlv, session);
	if (is_signed_)
		start({STAMP_TLV_HMAC, {}}, session);
}

void Account::start(const Request &first, const Session &session) {
	if (find_counted(first.type) != nullptr)
		return;
	const Row *row = find(first.type);
	Counted counted{first.type, row ? row->kind : nullptr, nullptr, {}};
	counted.tally.name = name_of(first.type);
	if (row != nullptr && row->kind->account != nullptr)
		counted.account = row->kind->account(first, session);
	counted_.push_back(std::move(counted));
}

Account::Counted *Account::find_counted(std::uint8_t type) {
	const auto found = std::find_if(counted_.begin(), counted_.end(),
					[type](const Counted &c) { return c.type == type; });
	return found == counted_.end() ? nullptr : &*found;
}

void Account::write(std::span<std::byte> tail, const Departure &departure) {
	for (const Tail::Changing &tlv : changes_)
		find_counted(tlv.type)->account->write(tail.subspan(tlv.at, tlv.octets), departure);
}

Account::Tlvs Account::read(std::span<const std::uint8_t> known, std::size_t octets,
			    stamp_hmac_tlv hmac) const {
	known = known.first(std::min(known.size(), octets));
	Tlvs tlvs;
	tlvs.read = read_tlvs(known, octets, hmac, {is_signed_});
	tlvs.has_more = tlv::has_more(tlvs.read, known, octets);
	return tlvs;
}

bool Account::accepts(const Tlvs &tlvs) {
	return std::all_of(counted_.begin(), counted_.end(), [&](const Counted &counted) {
		const auto found =
			std::find_if(tlvs.read.begin(), tlvs.read.end(), [&](const ReplyTlv &tlv) {
				return tlv.type == counted.type && is_usable(tlv);
			});
		return found == tlvs.read.end() || !counted.account ||
		       counted.account->accepts(found->value);
	});
}

// The first of a type decides.
void Account::count(Counted &counted, const Tlvs &all) {
	const auto found = std::find_if(all.read.begin(), all.read.end(), [&](const ReplyTlv &tlv) {
		return tlv.type == counted.type;
	});
	const bool is_there = found != all.read.end();
	stats::TlvTally &tally = counted.tally;
	if (counted.account && !(is_there && is_usable(*found)))
		counted.account->take_none();
	if (is_there) {
		tally.answered += found->state == State::answered;
		tally.unrecognised += found->state == State::unrecognised;
		tally.malformed += found->state == State::malformed;
		tally.integrity += found->state == State::integrity;
	} else if (counted.kind == nullptr || counted.kind->is_in_each_request) {
		(all.has_more ? tally.unread : tally.missing)++;
	}
}

std::vector<stats::Tlv> Account::add(const Tlvs &all, const Reply &reply) {
	if (reply.first)
		for (Counted &counted : counted_)
			count(counted, all);
	std::vector<stats::Tlv> of_reply;
	for (const ReplyTlv &tlv : all.read) {
		of_reply.push_back(reported(tlv));
		const auto same = [&tlv](const ReplyTlv &other) { return other.type == tlv.type; };
		const bool is_first =
			&*std::find_if(all.read.begin(), all.read.end(), same) == &tlv;
		const Counted *counted = find_counted(tlv.type);
		if (!is_first || !is_usable(tlv) || counted == nullptr || !counted->account)
			continue;
		Reply with_flags = reply;
		with_flags.flags = tlv.flags;
		if (reply.first)
			counted->account->take(tlv.value, with_flags);
		counted->account->add_fields(tlv.value, with_flags, of_reply.back().fields);
	}
	if (reply.first)
		for (const Counted &counted : counted_)
			if (counted.account)
				counted.account->end_reply(reply);
	return of_reply;
}

std::vector<stats::TlvTally> Account::report() const {
	std::vector<stats::TlvTally> all;
	for (const Counted &counted : counted_) {
		all.push_back(counted.tally);
		if (!counted.account)
			continue;
		all.back().fields = counted.account->fields();
		if (counted.tally.answered != 0 || counted.kind->reports_unanswered)
			all.back().sentence = counted.account->sentence();
	}
	return all;
}

} // namespace stamp::tlv
