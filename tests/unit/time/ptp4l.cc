// SPDX-License-Identifier: Apache-2.0
// The responses are those of a ptp4l 3.1.1 that follows a master over software timestamps.
#include "time/ptp4l.h"

#include <cerrno>

#include "support/catch.h"
#include "time/big_endian.h"
#include "unit/time/fake_service.h"

using namespace stamp;
using namespace std::chrono_literals;
using fakes::Octets;
using time::ManagementId;
using time::PortState;
using time::PtpClock;

namespace {

const std::string clock_id = "4686defffe5e870a";
const std::string body = "0007047f000000000000000000000000020000"; // sequence ... action
const Octets default_data =
	fakes::octets("0d02004a00000000000000000000000000000000" + clock_id + "0000" + body +
		      "01001620000300000180fffeffff80" + clock_id + "0000");
const Octets port_data =
	fakes::octets("0d02005000000000000000000000000000000000" + clock_id + "0001" + body +
		      "01001c2004" + clock_id + "000108000000000000000000ff0300010002");
const Octets time_status =
	fakes::octets("0d02006800000000000000000000000000000000" + clock_id + "0000" + body +
		      "010034c000fffffffffffffe5f18eab12f4d421967000000000000000000000000"
		      "00000000000000000000000000013a873bfffee1f0b9");
constexpr std::size_t domain_at = 4, action_at = 46, port_number_at = 62, port_state_at = 64;

Octets with(Octets datagram, std::size_t at, std::uint8_t octet) {
	datagram.at(at) = octet;
	return datagram;
}

PtpClock clock_in(PortState state, std::uint8_t clock_class = 248, bool follows = true) {
	PtpClock clock;
	clock.port_count = 1;
	clock.clock_class = clock_class;
	clock.ports = {{1, state}};
	clock.has_time_status = true;
	clock.follows_grandmaster = follows;
	return clock;
}

// Answers as ptp4l does: silent unless domain and profile are its own.
fakes::Service::Reply ptp4l(std::uint8_t domain, std::uint8_t transport_specific) {
	return [=](std::span<const std::uint8_t> get) {
		std::vector<Octets> replies;
		if (get.size() < 54 || get[domain_at] != domain ||
		    get[0] >> 4 != transport_specific)
			return replies;
		switch (static_cast<ManagementId>(time::load_be<std::uint16_t>(get, 52))) {
		case ManagementId::default_data_set:
			// Of two ports.
			replies = {with(default_data, 57, 2)};
			break;
		case ManagementId::port_data_set:
			replies = {with(port_data, port_state_at, 6),
				   with(with(port_data, port_number_at + 1, 2), port_state_at, 9)};
			break;
		case ManagementId::time_status_np:
			replies = {time_status};
			break;
		}
		for (Octets &reply : replies) {
			reply[0] = get[0];
			reply[domain_at] = domain;
		}
		return replies;
	};
}

} // namespace

TEST_CASE("a management GET asks every port of the domain for one data set") {
	const auto get = time::encode_management_get(ManagementId::time_status_np, {24, 1}, 7);
	CHECK(Octets{get.begin(), get.end()} ==
	      fakes::octets("1d0200361800000000000000000000000000000000000000000000000000"
			    "0007047fffffffffffffffffffff0000000000010002c000"));
}

TEST_CASE("the default data set tells the number of ports and the clock class") {
	PtpClock clock;
	const auto instance = time::take_management_response(default_data, clock);
	REQUIRE(instance);
	CHECK(*instance == time::PtpInstance{0, 0});
	CHECK(clock.port_count == 1);
	CHECK(clock.clock_class == 255);
	CHECK_FALSE(clock.complete());
}

TEST_CASE("the port data set tells the state of a port, the latest one") {
	PtpClock clock;
	REQUIRE(time::take_management_response(port_data, clock));
	REQUIRE(clock.ports.size() == 1);
	CHECK(clock.ports[0] == time::PtpPort{1, PortState::uncalibrated});
	CHECK_FALSE(time::slave_port(clock));

	REQUIRE(time::take_management_response(with(port_data, port_state_at, 9), clock));
	REQUIRE(clock.ports.size() == 1);
	CHECK(time::slave_port(clock) == time::PtpPort{1, PortState::slave});
}

TEST_CASE("the time status tells the offset and the grandmaster") {
	PtpClock clock;
	const auto instance =
		time::take_management_response(with(time_status, domain_at, 24), clock);
	REQUIRE(instance);
	CHECK(instance->domain == 24);
	CHECK(clock.has_time_status);
	CHECK(clock.follows_grandmaster);
	CHECK(clock.offset_from_master == -417ns);
	CHECK(clock.grandmaster == 0x3a873bfffee1f0b9);
}

TEST_CASE("a datagram that is no response of use changes nothing") {
	PtpClock clock;
	const auto useless = [&](const Octets &datagram) {
		return !time::take_management_response(datagram, clock) && clock.ports.empty() &&
		       clock.port_count == 0 && !clock.has_time_status;
	};
	CHECK(useless({}));
	for (const Octets &whole : {default_data, port_data, time_status}) {
		for (std::size_t length = 0; length < whole.size(); length++) {
			CAPTURE(length);
			REQUIRE(useless(
				{whole.begin(), whole.begin() + static_cast<long>(length)}));
		}
	}
	CHECK(useless(with(port_data, 0, 0x0b)));      // an announce
	CHECK(useless(with(port_data, 1, 1)));	       // version 1
	CHECK(useless(with(port_data, action_at, 0))); // a GET
	CHECK(useless(with(port_data, 49, 2)));	       // an error status
	CHECK(useless(with(port_data, 51, 1)));	       // a TLV without an identifier
	CHECK(useless(with(port_data, 51, 20)));       // too short for its data set
	CHECK(useless(with(port_data, 53, 5)));	       // another data set
}

TEST_CASE("a grandmaster is true when its own clock is locked to a reference") {
	CHECK(time::is_true_grandmaster(clock_in(PortState::master, 6, false)));
	CHECK(time::is_true_grandmaster(clock_in(PortState::grand_master, 7, false)));
	CHECK_FALSE(time::is_true_grandmaster(clock_in(PortState::master, 248, false)));
	CHECK_FALSE(time::is_true_grandmaster(clock_in(PortState::master, 6, true)));
	CHECK_FALSE(time::is_true_grandmaster(clock_in(PortState::listening, 6, false)));
	CHECK_FALSE(time::is_true_grandmaster(PtpClock{}));
}

TEST_CASE("ptp4l is asked for all its ports, in whatever domain it is") {
	const fakes::Directory directory;
	const std::string paths[] = {directory.path() + "/absent", directory.path() + "/ptp4l"};
	const auto domain = GENERATE(as<std::uint8_t>{}, 0, 24, 127);
	const auto transport_specific = GENERATE(as<std::uint8_t>{}, 0, 1);
	const fakes::Service service{paths[1], ptp4l(domain, transport_specific)};

	const auto clock = time::ask_ptp4l(paths, fakes::in_ms(2000));
	REQUIRE(clock);
	CHECK(clock->complete());
	CHECK(clock->port_count == 2);
	CHECK(time::slave_port(*clock) == time::PtpPort{2, PortState::slave});
	CHECK(clock->offset_from_master == -417ns);
	CHECK(directory.files() == 1);
}

TEST_CASE("a ptp4l that answers in part is taken by what it said") {
	const fakes::Directory directory;
	const std::string paths[] = {directory.path() + "/ptp4l"};
	const auto whole = ptp4l(0, 0);
	const fakes::Service service{paths[0], [&](std::span<const std::uint8_t> get) {
					     return time::load_be<std::uint16_t>(get, 52) == 0xc000
							    ? std::vector<Octets>{}
							    : whole(get);
				     }};
	const auto clock = time::ask_ptp4l(paths, fakes::in_ms(100));
	REQUIRE(clock);
	CHECK_FALSE(clock->has_time_status);
	CHECK(time::slave_port(*clock));
}

TEST_CASE("a ptp4l that is absent or silent is an error in time") {
	const fakes::Directory directory;
	const std::string paths[] = {directory.path() + "/ptp4l"};
	CHECK(time::ask_ptp4l(paths, fakes::in_ms(100)).error().code == ENOENT);
	CHECK_FALSE(time::ask_ptp4l({}, fakes::in_ms(100)));

	const fakes::Service silent{paths[0], [](auto) { return std::vector<Octets>{}; }};
	const MonoTime before = mono_now();
	CHECK(time::ask_ptp4l(paths, before + 80ms).error().code == ETIMEDOUT);
	CHECK(mono_now() - before < 1s);
}
