// SPDX-License-Identifier: Apache-2.0
// The reflector attached to a device, its answers read off the wire: checksum offload on either
// side, frames that the driver left in pieces, jumbo frames, a device without MAC headers.
#include "bpf/rows.h"
#include "support/tap.h"

using namespace stamp::test;

namespace {

struct Live {
	Live(Wire wire, bool offload) : datapath(reflector(wire)), tap(open(wire, offload)) {
		const auto attached =
			tap.attach(datapath.fd(Program::refl_in), datapath.fd(Program::refl_out));

		REQUIRE(attached);
	}

	static Datapath reflector(Wire wire) {
		Setup setup;

		setup.cfg.has_mac = wire == Wire::ethernet;
		return load(setup);
	}

	static Tap open(Wire wire, bool offload) {
		auto made = Tap::create(wire, offload);

		REQUIRE(made);
		return *std::move(made);
	}

	Datapath datapath;
	Tap tap;
};

void check_answer(Live &live, Packet request, std::size_t size, const Arrival &how, bool offload,
		  bool has_mac) {
	const Octets content = slice(seq(5).ssid(0x77).length(size).octets(), 0, size);

	request.payload(content).checksum(how.partial ? Checksum::pseudo : Checksum::good);
	INFO("payload of " << size << (how.partial ? ", partial" : ", complete") << ", first piece "
			   << how.together << ", offload " << offload);
	REQUIRE(live.tap.send(request, how));
	const auto departure = live.tap.receive();

	REQUIRE(departure);
	CHECK(departure->partial == (how.partial && offload));
	const Frame reply(departure->partial ? Frame(departure->frame, has_mac).with_checksum()
					     : departure->frame,
			  has_mac);

	if (departure->partial)
		CHECK(Frame(departure->frame, has_mac).udp_checksum() ==
		      Frame(departure->frame, has_mac).pseudo_header_sum());
	CHECK(reply.ip_checksum_is_valid());
	CHECK(reply.udp_checksum_is_valid());
	CHECK(reply.lengths_agree());
	CHECK(reply.stamp().t2 == golden::t2_ntp);
	CHECK(reply.stamp().t3 == golden::t2_ntp);
	CHECK(reply.stamp().sender_ttl == 77);
	CHECK(reply.payload().size() == std::max<std::size_t>(size, 44));
	if (size > 44)
		CHECK(slice(reply.payload(), 44, size - 44) == slice(content, 44, size - 44));
}

} // namespace

TEST_CASE("R8762-12 R8762-13 answers on the wire, offloaded or not, whole or in pieces", "[tap]") {
	for (bool offload : {false, true}) {
		Live live(Wire::ethernet, offload);
		const Octets peer = {2, 0, 0, 0, 0, 1};

		for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
			const bool is_ipv6 = Frame(Packet(family)).is_ipv6();
			const auto l4 = static_cast<std::uint16_t>(14 + (is_ipv6 ? 40 : 20));
			const Packet request = Packet(family).mac(live.tap.mac(), peer).ttl(77);

			for (std::size_t size : {14, 20, 43, 44, 45, 300, 1472, 5001, 8952, 9000})
				for (bool partial : {false, true})
					for (int together : {0, 14, 40, 56})
						check_answer(live, request, size,
							     {partial, l4,
							      static_cast<std::uint16_t>(together)},
							     offload, true);
		}
	}
}

TEST_CASE("R8762-28 on the wire: bad checksums get no answer, in pieces or not", "[tap]") {
	Live live(Wire::ethernet, true);
	const Packet request = packet().mac(live.tap.mac(), {2, 0, 0, 0, 0, 1});

	for (std::size_t size : {44, 300, 8952})
		for (Checksum kind : {Checksum::bad, Checksum::pseudo})
			for (int together : {0, 14})
				REQUIRE(live.tap.send(
					Packet(request).payload(pattern(size)).checksum(kind),
					{false, 0, static_cast<std::uint16_t>(together)}));
	CHECK(!live.tap.receive());
}

TEST_CASE("a device without MAC headers: answers of both families", "[tap]") {
	for (bool offload : {false, true}) {
		Live live(Wire::ip, offload);

		for (const auto &family : {packet().ipv4(), packet().ipv6()}) {
			const bool is_ipv6 = Frame(Packet(family)).is_ipv6();
			const std::uint16_t l4 = is_ipv6 ? 40 : 20;

			for (std::size_t size : {14, 44, 300, 8952})
				for (bool partial : {false, true})
					check_answer(live, Packet(family).no_mac().ttl(77), size,
						     {partial, l4, 0}, offload, false);
		}
	}
}
