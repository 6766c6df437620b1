// SPDX-License-Identifier: Apache-2.0
// The replies are those of a chronyd 4.3: one that follows a reference clock, one an NTP server.
#include "time/chrony.h"

#include <algorithm>
#include <cerrno>

#include "support/catch.h"
#include "time/big_endian.h"
#include "unit/time/fake_service.h"

using namespace stamp;
using namespace std::chrono_literals;
using fakes::Octets;

namespace {

constexpr std::uint32_t sequence = 0x01020304;
const std::string header = "06020000002100050000000000000000010203040000000000000000";
const std::string of_refclock = header + "50545030"				    // refid
					 "0000000000000000000000000000000000000000" // no address
					 "00010000"		    // stratum 1, normal
					 "000000006b0446bb003c23eb" // reference time
					 "e2ce5c1981fffd7d800002839aec2b8e89185c63"
					 "dc8637bd" // root delay 1 us
					 "dc8637bd"
					 "dccadb450480054d";
const std::string of_server = header + "0a090001"
				       "0a09000100000000000000000000000000010000"
				       "00040000"
				       "000000006b0446c524fa1b89"
				       "e1772f0fd8a59e45da8b79520179882df6c216fd02be1698"
				       "e2c851e9" // root delay 11.94 us
				       "de9059a9" // root dispersion 2.15 us
				       "04818d6a";
const Octets refusal = fakes::octets("06020000002100010013000000000000010203040000000000000000");

time::Tracking tracking(const std::string &hex) {
	const auto decoded = time::decode_tracking_reply(fakes::octets(hex), sequence);
	REQUIRE(decoded);
	return *decoded;
}

} // namespace

TEST_CASE("a tracking request is as long as its reply and carries version, command and sequence") {
	const auto request = time::encode_tracking_request(sequence);
	REQUIRE(request.size() == 104);
	const Octets head{request.begin(), request.begin() + 20};
	CHECK(head == fakes::octets("0601000000210000010203040000000000000000"));
	CHECK(std::all_of(request.begin() + 20, request.end(), [](auto o) { return o == 0; }));
}

TEST_CASE("a chronyd that follows a PTP clock says so by its refid") {
	const auto t = tracking(of_refclock);
	CHECK(time::ref_id_text(t.ref_id) == "PTP0");
	CHECK_FALSE(t.has_address);
	CHECK(t.stratum == 1);
	CHECK(t.synced);
	CHECK(t.root_delay == 1us);
	CHECK(t.correction == 12300ns);
	CHECK(time::follows_phc(t));
	CHECK_FALSE(time::follows_itself(t));
}

TEST_CASE("a chronyd that follows an NTP server names its address") {
	const auto t = tracking(of_server);
	CHECK(t.ref_id == 0x0a090001);
	CHECK(t.has_address);
	CHECK(t.stratum == 4);
	CHECK(t.synced);
	CHECK(t.correction < 0ns);
	CHECK(t.correction > -10us);
	CHECK(t.root_delay == 11940ns);
	CHECK(t.root_dispersion == 2151ns);
	CHECK_FALSE(time::follows_phc(t));
	CHECK_FALSE(time::follows_itself(t));
}

TEST_CASE("a chronyd without a source, or with only its own clock, follows nobody") {
	auto reply = fakes::octets(of_refclock);
	time::store_be<std::uint16_t>(reply, 54, 3);
	auto t = time::decode_tracking_reply(reply, sequence);
	REQUIRE(t);
	CHECK_FALSE(t->synced);
	CHECK_FALSE(time::follows_phc(*t));

	time::store_be<std::uint16_t>(reply, 54, 0);
	time::store_be<std::uint32_t>(reply, 28, 0x7f7f0101);
	t = time::decode_tracking_reply(reply, sequence);
	REQUIRE(t);
	CHECK(time::follows_itself(*t));
	CHECK_FALSE(time::follows_phc(*t));
}

TEST_CASE("an NTP server whose address reads PHC is no PTP clock") {
	time::Tracking t;
	t.synced = true;
	t.ref_id = 0x50484330;
	CHECK(time::follows_phc(t));
	t.has_address = true;
	CHECK_FALSE(time::follows_phc(t));
}

TEST_CASE("a refid is shown as letters where it has them") {
	CHECK(time::ref_id_text(0x50484330) == "PHC0");
	CHECK(time::ref_id_text(0x47505300) == "GPS");
	CHECK(time::ref_id_text(0x7f7f0101) == "7F7F0101");
	CHECK(time::ref_id_text(0x47000053) == "47000053");
	CHECK(time::ref_id_text(0) == "00000000");
}

TEST_CASE("chrony's numbers keep their sign and saturate") {
	const auto correction = [](std::uint32_t bits) {
		auto reply = fakes::octets(of_refclock);
		time::store_be<std::uint32_t>(reply, 68, bits);
		return time::decode_tracking_reply(reply, sequence)->correction;
	};
	CHECK(correction(0) == 0ns);
	CHECK(correction(0x03000000) == -1s);	     // -2^24 * 2^(1-25)
	CHECK(correction(0x02800000) == 500ms);	     // 2^23 * 2^(1-25)
	CHECK(correction(0x7effffff) > 24h * 36500); // exponent 63
	CHECK(correction(0x7f000000) < -24h * 36500);
	CHECK(correction(0x80000001) == 0ns); // exponent -64
}

TEST_CASE("what is no tracking reply to our request is refused") {
	const Octets good = fakes::octets(of_server);
	const auto code = [](const Octets &reply) {
		const auto t = time::decode_tracking_reply(reply, sequence);
		return t ? 0 : t.error().code;
	};
	const auto with = [&](std::size_t at, std::uint8_t octet) {
		Octets reply = good;
		reply[at] = octet;
		return reply;
	};
	CHECK(code(good) == 0);
	CHECK(code({}) == EBADMSG);
	CHECK(code({good.begin(), good.begin() + 27}) == EBADMSG);
	CHECK(code({good.begin(), good.begin() + 103}) == EPROTO);
	CHECK(code(with(0, 5)) == EBADMSG);
	CHECK(code(with(1, 1)) == EBADMSG);
	CHECK(code(with(5, 34)) == EBADMSG);
	CHECK(code(with(19, 5)) == EBADMSG); // another's sequence
	CHECK(code(with(7, 6)) == EPROTO);
	CHECK(code(with(9, 2)) == EPROTO);
	CHECK(code(refusal) == EPROTO);
}

TEST_CASE("chronyd is asked over its socket, and stale replies are passed over") {
	const fakes::Directory directory;
	const std::string path = directory.path() + "/chronyd.sock";
	const fakes::Service chronyd{
		path, [](std::span<const std::uint8_t> request) {
			Octets stale = fakes::octets(of_refclock), reply = fakes::octets(of_server);
			time::store_be<std::uint32_t>(reply, 16,
						      time::load_be<std::uint32_t>(request, 8));
			time::store_be<std::uint32_t>(stale, 16,
						      time::load_be<std::uint32_t>(request, 8) + 1);
			return std::vector<Octets>{stale, reply};
		}};
	const auto t = time::ask_chrony({.socket_path = path, .udp_port = 0}, fakes::in_ms(2000));
	REQUIRE(t);
	CHECK(t->ref_id == 0x0a090001);
	CHECK(directory.files() == 1);
}

TEST_CASE("a chronyd that is absent or silent is an error in time") {
	const fakes::Directory directory;
	const std::string path = directory.path() + "/chronyd.sock";
	const time::ChronyAddress address{.socket_path = path, .udp_port = 0};
	CHECK(time::ask_chrony(address, fakes::in_ms(100)).error().code == ENOENT);

	const fakes::Service silent{path, [](auto) { return std::vector<Octets>{}; }};
	const MonoTime before = mono_now();
	CHECK(time::ask_chrony(address, before + 60ms).error().code == ETIMEDOUT);
	CHECK(mono_now() - before < 1s);
	CHECK(directory.files() == 1);
}
