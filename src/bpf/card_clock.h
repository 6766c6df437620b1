// SPDX-License-Identifier: Apache-2.0
// The clock of the network card that received packets are stamped by, followed for the programs at
// XDP: they turn its times into UTC by what they are told here.
#pragma once

#include <optional>

#include "base/result.h"
#include "bpf/attach.h"
#include "net/iface.h"
#include "stamp/abi.h"
#include "time/phc.h"
#include "time/phc_relation.h"
#include "time/step.h"

namespace stamp::bpf {

enum class TimestampSource {
	automatic, // the card's, if it stamps every packet already; else the kernel's
	hardware,  // the card's: else an error
	software,
};

class CardClock {
public:
	// EOPNOTSUPP: the card cannot.
	static Result<CardClock> open(const net::Interface &iface);

	// Reads the clocks and tells the programs. What cannot be read any more is not told: they
	// go by the kernel's clock when what they know is old.
	void follow(stamp_phc &phc);
	// Of the times that are taken so; beside that of the system clock.
	[[nodiscard]] Duration error() const { return error_; }

private:
	explicit CardClock(time::Phc phc) : phc_(std::move(phc)), steps_(time::read_clocks()) {}

	time::Phc phc_;
	time::PhcEstimator estimator_;
	time::StepDetector steps_;
	Duration error_{};
};

// The card's clock, when it is to be used. Absent with `automatic`: that is said with -v.
Result<std::optional<CardClock>> choose_clock(const net::Interface &iface, Hook hook,
					      TimestampSource wanted);
// For `hardware`, once the programs are attached: the card stamps every packet from here on, and
// goes on with it; others may have come to count on it when we end.
Result<void> turn_on_stamps(const net::Interface &iface);
// The error of a card, or of a kernel, that cannot.
[[nodiscard]] Error no_card_times(const net::Interface &iface, Error why);

} // namespace stamp::bpf
