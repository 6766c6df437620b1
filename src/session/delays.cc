// SPDX-License-Identifier: Apache-2.0
#include "session/delays.h"

namespace stamp::session {
namespace {

// By how much two intervals of two clocks may differ: some clocks count microseconds, and two that
// are being slewed as fast as the kernel does it run 1000 ppm apart.
constexpr Duration resolution = std::chrono::microseconds{1};
constexpr std::int64_t parts_apart = 1000;

Duration error_of(Duration interval, Duration receive_error) {
	return resolution + receive_error + std::chrono::abs(interval) / parts_apart;
}

} // namespace

Delays delays_of(const Times &times, Duration receive_error) {
	Delays d;
	if (times.far) {
		if (times.far->t3 >= times.far->t2)
			d.proc = times.far->t3 - times.far->t2;
		d.bwd = times.t4 - times.far->t3;
		if (times.t1)
			d.fwd = times.far->t2 - *times.t1;
	} else if (times.same_far) { // whatever the format
		d.proc = Duration::zero();
	}
	if (!times.t1 || !d.proc || times.disturbed)
		return d;
	// No clock offset can spoil this one.
	const Duration whole = times.t4 - *times.t1;
	d.rtt = whole - *d.proc;
	if (*d.rtt >= Duration::zero())
		return d;
	if (-*d.rtt <= error_of(whole, receive_error)) {
		d.rtt = Duration::zero();
		return d;
	}
	Delays none; // one of the times is wrong, and nobody knows which
	none.implausible = true;
	return none;
}

} // namespace stamp::session
