// SPDX-License-Identifier: Apache-2.0
// A far side whose times are whole seconds off, as where TAI is put into NTP timestamps: the
// one-way values have them with opposite signs, the round trip does not.
#pragma once

#include "time/clock.h"

namespace stamp::session {

struct UtcOffsetSettings {
	bool automatic = false; // what is recognised is taken off T2 and T3
	int seconds = 0;	// these always are
};

class UtcOffset {
public:
	explicit UtcOffset(const UtcOffsetSettings &settings) : settings_(settings) {}

	// The one-way values of a reply, as its times say. `uncertainty`: of their difference to
	// UTC, where the clocks name it. True: another offset than before is recognised.
	bool look(Duration forward, Duration backward, Duration uncertainty);

	// To be taken off T2 and T3.
	[[nodiscard]] Duration correction() const;
	// Seconds by which the far side's times are ahead of UTC, as set or recognised; 0: none.
	[[nodiscard]] int ahead_s() const { return settings_.seconds + recognised_s_; }
	[[nodiscard]] bool is_corrected() const {
		return settings_.automatic || recognised_s_ == 0;
	}

private:
	UtcOffsetSettings settings_;
	int recognised_s_ = 0; // in addition to what is set
};

} // namespace stamp::session
