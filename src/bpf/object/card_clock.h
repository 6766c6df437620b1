// SPDX-License-Identifier: Apache-2.0
// The clock of the network card that received packets are stamped by, followed for the programs at
// XDP, which turn its times into UTC.
#pragma once

#include <optional>

#include "base/result.h"
#include "bpf/object/object.h"
#include "net/hardware_stamps.h"
#include "net/iface.h"
#include "session/hook.h"
#include "stamp/abi.h"
#include "time/phc.h"
#include "time/phc_relation.h"
#include "time/step.h"

namespace stamp::bpf {

using session::Hook;
using session::TimestampSource;

class CardClock {
public:
	// EOPNOTSUPP: the card cannot.
	static Result<CardClock> open(const net::HardwareStamps &stamps);

	// Reads the clocks and gives the programs their relation. If the card cannot be read any
	// more, the programs go by the kernel's clock as soon as that relation is old.
	void follow(stamp_phc &phc);
	// Of the times that are taken so, in addition to that of the system clock.
	[[nodiscard]] Duration error() const { return error_; }

private:
	explicit CardClock(time::Phc phc) : phc_(std::move(phc)), steps_(time::read_clocks()) {}

	time::Phc phc_;
	time::PhcEstimator estimator_;
	time::StepDetector steps_;
	Duration error_{};
};

// The card's clock, if it is to be used. With `automatic` it may be absent; -v logs why.
Result<std::optional<CardClock>> choose_clock(const net::Interface &iface, Hook hook,
					      TimestampSource wanted);
// For `hardware`, once the programs are attached: the card stamps every packet from here on, and
// goes on with it; others may have come to count on it when we end.
Result<void> turn_on_stamps(const net::Interface &iface);
// The error to report when the card's clock failed; absent: `wanted` allows to go without the card.
[[nodiscard]] std::optional<Error> give_up_card(const net::Interface &iface, TimestampSource wanted,
						Error why);

// Runs `attempt` with the card's clock, then without it if that failed. Returns its Result.
template <typename Attempt>
auto with_clock(const net::Interface &iface, Hook hook, TimestampSource wanted,
		const Attempt &attempt) -> decltype(attempt(std::optional<CardClock>())) {
	auto card = choose_clock(iface, hook, wanted);
	if (!card)
		return std::move(card).error();
	const bool has_card = card->has_value();
	auto done = attempt(std::move(*card));
	if (!done && has_card) {
		if (auto error = give_up_card(iface, wanted, std::move(done).error()))
			return *std::move(error);
		done = attempt(std::nullopt);
	}
	if (done && wanted == TimestampSource::hardware)
		if (auto on = turn_on_stamps(iface); !on)
			return std::move(on).error();
	return done;
}

// Writes the system clock to the programs and, if they use it, the card's.
void write_clock(const session::WireClock &clock, std::optional<CardClock> &card,
		 const Object &object);

} // namespace stamp::bpf
