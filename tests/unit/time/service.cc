// SPDX-License-Identifier: Apache-2.0
#include "time/service.h"

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using time::PortState;
using time::PtpClock;
using time::Tracking;

namespace {

time::KernelClock kernel(bool synced) {
	time::KernelClock clock;
	clock.synced = synced;
	return clock;
}

const Tracking phc{.ref_id = 0x50484330, .stratum = 1, .synced = true};
const Tracking gps{.ref_id = 0x47505300, .stratum = 1, .synced = true};
const Tracking ntp{.ref_id = 0xc0000201, .has_address = true, .stratum = 3, .synced = true};
const Tracking nobody{};
const Tracking itself{.ref_id = 0x7f7f0101, .stratum = 10, .synced = true};

PtpClock ptp(PortState state, std::uint8_t clock_class = 248) {
	PtpClock clock;
	clock.port_count = 1;
	clock.clock_class = clock_class;
	clock.ports = {{1, state}};
	clock.has_time_status = true;
	clock.follows_grandmaster = state == PortState::slave;
	clock.offset_from_master = -35ns;
	clock.grandmaster = 0x00b0d1fffe123456;
	return clock;
}

} // namespace

TEST_CASE("who disciplines the clock is judged by the documented rule") {
	struct Row {
		std::optional<Tracking> chrony;
		std::optional<PtpClock> ptp;
		bool by_ptp;
		std::string who;
	};
	const std::string slave =
		"ptp4l (port 1 SLAVE, offset -35 ns, grandmaster 00b0d1fffe123456)";
	const auto row = GENERATE_COPY(
		Row{{}, {}, false, "unknown (neither chronyd nor ptp4l answers)"},
		Row{ntp, {}, false, "chrony (NTP server, refid C0000201, stratum 3)"},
		Row{gps, {}, false, "chrony (refid GPS, stratum 1)"},
		Row{ntp, ptp(PortState::slave), false,
		    "chrony (NTP server, refid C0000201, stratum 3)"},
		Row{phc, {}, true, "chrony (refid PHC0, stratum 1)"},
		Row{phc, ptp(PortState::slave), true, "chrony (refid PHC0, stratum 1), " + slave},
		Row{phc, ptp(PortState::faulty), false,
		    "chrony (refid PHC0, stratum 1), ptp4l (no port in state SLAVE)"},
		Row{phc, ptp(PortState::master, 6), true,
		    "chrony (refid PHC0, stratum 1), ptp4l (grandmaster, clock class 6)"},
		Row{{}, ptp(PortState::slave), true, slave},
		Row{nobody, ptp(PortState::slave), true, slave},
		Row{itself, ptp(PortState::slave), true, slave},
		Row{{}, ptp(PortState::uncalibrated), false, "ptp4l (no port in state SLAVE)"},
		Row{{}, ptp(PortState::master), false, "ptp4l (no port in state SLAVE)"},
		Row{{}, ptp(PortState::master, 6), true, "ptp4l (grandmaster, clock class 6)"},
		Row{nobody, {}, false, "chrony (not synchronised)"},
		Row{itself, {}, false, "chrony (refid 7F7F0101, stratum 10)"});

	const auto verdict = time::judge(kernel(true), row.chrony, row.ptp);
	CHECK(verdict.synced);
	CHECK(verdict.by_ptp == row.by_ptp);
	CHECK(verdict.who == row.who);

	const auto unsynced = time::judge(kernel(false), row.chrony, row.ptp);
	CHECK_FALSE(unsynced.synced);
	CHECK_FALSE(unsynced.by_ptp);
	CHECK(unsynced.who == row.who);
}

TEST_CASE("the services of this host are asked in time, whatever runs there") {
	const MonoTime before = mono_now();
	const auto verdict = time::discipline(kernel(false), 100ms);
	CHECK(mono_now() - before < 1s);
	CHECK_FALSE(verdict.by_ptp);
	CHECK_FALSE(verdict.who.empty());
}
