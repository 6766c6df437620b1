// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/card_clock.h"

#include <cerrno>

#include <spdlog/spdlog.h>

namespace stamp::bpf {
namespace {

// The error of a card, or of a kernel, that cannot.
Error no_card_times(const net::Interface &iface, Error why) {
	if (why.code == EBUSY || why.code == EPERM) // would be so without the card, too
		return why;
	why = std::move(why).while_doing("receive timestamps of the network card on " + iface.name);
	why.cure = why.code == EACCES ? "sudo, or permission to read /dev/ptp*"
				      : "--timestamp-source sw; stamp version lists what each "
					"interface offers";
	return why;
}

} // namespace

Result<CardClock> CardClock::open(const net::HardwareStamps &stamps) {
	if (const std::string why = net::why_no_receive_times(stamps); !why.empty())
		return Error{EOPNOTSUPP, why};
	auto phc = time::Phc::open(stamps.phc);
	if (!phc)
		return std::move(phc).error();
	if (const auto once = phc->read(); !once)
		return once.error();
	return CardClock(std::move(phc).value());
}

void CardClock::follow(stamp_phc &phc) {
	if (steps_.check(time::read_clocks()).step)
		estimator_.forget();
	const auto reading = phc_.read();
	if (!reading)
		return;
	const time::PhcRelation relation = estimator_.add(*reading);
	error_ = relation.error;
	// Word by word, as the kernel reads it (abi.h).
	volatile stamp_phc &shared = phc;
	shared.rate = relation.rate;
	shared.utc_minus_phc_ns = relation.utc_minus_phc.count();
	shared.phc_ns = relation.phc_ns;
}

Result<std::optional<CardClock>> choose_clock(const net::Interface &iface, Hook hook,
					      TimestampSource wanted) {
	if (hook != Hook::xdp || wanted == TimestampSource::software)
		return std::optional<CardClock>();
	const net::HardwareStamps stamps = net::hardware_stamps(iface);
	auto clock = CardClock::open(stamps);
	if (clock && (wanted == TimestampSource::hardware || stamps.every_is_on)) {
		spdlog::warn("{}: a program is bound to the device for timestamps of the card: the "
			     "kernel may crash if the interface is removed while stamp runs",
			     iface.name);
		return std::optional(std::move(clock).value());
	}
	if (wanted == TimestampSource::hardware)
		return no_card_times(iface, std::move(clock).error());
	spdlog::debug("{}: receive timestamps come from the kernel clock: {}", iface.name,
		      clock ? "the device does not stamp every packet, and auto does not change "
			      "that"
			    : clock.error().what);
	return std::optional<CardClock>();
}

Result<void> turn_on_stamps(const net::Interface &iface) {
	if (net::hardware_stamps(iface).every_is_on)
		return {};
	if (auto done = net::stamp_every_packet(iface); !done)
		return no_card_times(iface, std::move(done).error());
	spdlog::info("{} now stamps every packet it receives", iface.name);
	return {};
}

std::optional<Error> give_up_card(const net::Interface &iface, TimestampSource wanted, Error why) {
	Error error = no_card_times(iface, std::move(why));
	if (wanted == TimestampSource::hardware)
		return error;
	spdlog::debug("{}", error.text());
	return std::nullopt;
}

void write_clock(const session::WireClock &clock, std::optional<CardClock> &card,
		 const Object &object) {
	session::WireClock whole = clock;
	if (card) {
		card->follow(object.phc());
		whole.receive_error = card->error();
	}
	whole.write(object.live());
}

} // namespace stamp::bpf
