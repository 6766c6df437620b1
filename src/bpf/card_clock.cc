// SPDX-License-Identifier: Apache-2.0
#include "bpf/card_clock.h"

#include <cerrno>

#include <spdlog/spdlog.h>

#include "net/hardware_stamps.h"

namespace stamp::bpf {

Error no_card_times(const net::Interface &iface, Error why) {
	if (why.code == EBUSY || why.code == EPERM) // would be so without the card, too
		return why;
	why = std::move(why).while_doing("receive times of the network card on " + iface.name);
	why.cure = why.code == EACCES ? "sudo, or leave to read /dev/ptp*"
				      : "--timestamp-source auto; stamp version says what each "
					"interface offers";
	return why;
}

Result<CardClock> CardClock::open(const net::Interface &iface) {
	const net::HardwareStamps stamps = net::hardware_stamps(iface);
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
	volatile stamp_phc &told = phc;
	told.rate = relation.rate;
	told.utc_minus_phc_ns = relation.utc_minus_phc.count();
	told.phc_ns = relation.phc_ns;
}

Result<std::optional<CardClock>> choose_clock(const net::Interface &iface, Hook hook,
					      TimestampSource wanted) {
	if (hook != Hook::xdp || wanted == TimestampSource::software)
		return std::optional<CardClock>();
	auto clock = CardClock::open(iface);
	const bool is_on = clock && net::hardware_stamps(iface).every_is_on;
	if (clock && (wanted == TimestampSource::hardware || is_on))
		return std::optional(std::move(clock).value());
	if (wanted == TimestampSource::hardware)
		return no_card_times(iface, std::move(clock).error());
	spdlog::debug("{}: receive times are those of the kernel's clock: {}", iface.name,
		      clock ? "the device does not stamp every packet, and auto leaves it alone"
			    : clock.error().what);
	return std::optional<CardClock>();
}

Result<void> turn_on_stamps(const net::Interface &iface) {
	if (net::hardware_stamps(iface).every_is_on)
		return {};
	if (auto done = net::stamp_every_packet(iface); !done)
		return no_card_times(iface, std::move(done).error());
	spdlog::info("{} stamps every packet it receives from now on", iface.name);
	return {};
}

} // namespace stamp::bpf
