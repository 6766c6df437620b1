// SPDX-License-Identifier: Apache-2.0
#include "render/sentence.h"

#include <map>
#include <set>
#include <string>

#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using stats::code;
using stats::Kind;
using stats::Message;

namespace {

constexpr auto count = static_cast<std::size_t>(Kind::hardware_IMPLAUSIBLE) + 1;

} // namespace

TEST_CASE("each kind of message but none has words, and no value is left out of them") {
	for (std::size_t i = 1; i < count; i++) {
		const auto kind = static_cast<Kind>(i);
		CAPTURE(i);
		const std::string text = render::sentence({kind, {"a0", "b1", "c2", "d3"}});
		CHECK_FALSE(text.empty());
		CHECK(text.find_first_of("{}?") ==
		      (kind == Kind::no_reply ? text.size() - 1 : std::string::npos));
	}
	CHECK(render::sentence(Kind::none).empty());
}

TEST_CASE("a value that is missing shows") {
	CHECK(render::sentence({Kind::keys, {"eth0"}}) == "eth0: ?");
}

TEST_CASE("values: names, numbers, ratios, durations, messages, lists of them") {
	CHECK(render::sentence({Kind::rate_limited, {"eth0", std::uint64_t{40}}}) ==
	      "eth0: 40 requests exceeded the rate and were dropped");
	CHECK(render::sentence({Kind::fail_loss, {0.125, "5"}}) == "12.50% lost, more than 5%");
	CHECK(render::sentence({Kind::fail_rtt, {"p99", Duration{12ms}, Duration{10ms}}}) ==
	      "the round-trip time's p99 is 12.00ms, the limit 10.00ms");
	CHECK(render::sentence({Kind::send_failed, {Message(Kind::set_down, {"eth0"})}}) ==
	      "requests do not leave this host: eth0 is set down (they count as not sent, not as "
	      "lost)");
	const std::vector<Message> why = {{Kind::hardware_MISSING, {std::uint64_t{3}}},
					  {Kind::hardware_STALE, {std::uint64_t{1}}}};
	CHECK(render::sentence(
		      {Kind::hardware_times, {"eth0", std::uint64_t{4}, std::uint64_t{9}, why}}) ==
	      "eth0: 4 of 9 receive timestamps come from the kernel clock: 3 missing (the driver "
	      "had none for the packet); 1 stale (how the card's clock stands to UTC was not read "
	      "lately)");
}

TEST_CASE("a value may stand in a sentence more than once") {
	CHECK(render::sentence({Kind::port_of_bridge, {"eth0", "br0"}}) ==
	      "eth0 has no address: requests are not answered: it is a port of the bridge br0; "
	      "try: stamp reflector br0, or --address with an address of the bridge");
}

TEST_CASE("a far clock that is off: by how much, which way, and what that means") {
	const auto text = [](Kind is, Kind correction) {
		return render::sentence(
			{Kind::far_offset, {std::uint64_t{37}, Message(is), Message(correction)}});
	};
	CHECK(text(Kind::tai_in_ntp, Kind::offset_not_subtracted) ==
	      "the reflector's timestamps are 37 s ahead of UTC: it seems to put TAI into NTP "
	      "timestamps; one-way values are off by that (--reflector-utc-offset auto)");
	CHECK(text(Kind::utc_in_ptp, Kind::offset_subtracted) ==
	      "the reflector's timestamps are 37 s behind UTC: it seems to put UTC into PTP "
	      "timestamps; this is subtracted from the one-way values");
}

TEST_CASE("a code is that of the row; what wraps a reason has the code of the reason") {
	CHECK(code(Kind::z_mismatch_ptp) == "z_mismatch");
	CHECK(code(Kind::not_sent_NEIGHBOUR) == "neighbour_unresolved");
	CHECK(code(Message(Kind::no_request_left, {Message(Kind::no_carrier, {"eth0"})})) ==
	      "link_down");
	CHECK(code(Message(Kind::send_failed, {Message(Kind::no_carrier, {"eth0"})})) ==
	      "send_failed");
	CHECK(code(Kind::nothing_running).empty());
}

TEST_CASE("falling back to a socket: why, what it costs, and the cure where there is one") {
	CHECK(render::sentence({Kind::hook_socket, {"no such program type"}}) ==
	      "no such program type: packets are stamped at a socket, so delays include part of "
	      "the network stack and the process");
	const Message cured{Kind::hook_socket_cured, {"missing CAP_BPF", "sudo"}};
	CHECK(render::sentence(cured).ends_with(" the process; try: sudo"));
	CHECK(code(cured) == "hook_socket");
}
