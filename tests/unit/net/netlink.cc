// SPDX-License-Identifier: Apache-2.0
#include "net/netlink.h"

#include <array>
#include <cerrno>
#include <string>

#include <net/if.h>

#include "support/catch.h"

using namespace stamp;
using net::NetlinkAttributes;
using net::NetlinkRequest;
using net::Octets;

namespace {

Octets octets_of(const std::string &text) {
	return std::as_bytes(std::span(text));
}

// A datagram of one message, as the kernel would lay it out.
std::vector<std::byte> datagram() {
	NetlinkRequest request(RTM_NEWLINK, ifinfomsg{});
	request.add(IFLA_IFNAME, octets_of("eth0"));
	request.add(IFLA_MTU, octets_of(std::string("\x01\x02\x03\x04", 4)));
	return request.octets(NLM_F_MULTI);
}

} // namespace

TEST_CASE("a message is cut out of its datagram") {
	auto octets = datagram();
	const auto one = octets.size();
	octets.insert(octets.end(), octets.begin(), octets.begin() + static_cast<long>(one));
	const auto messages = net::split_netlink(octets);
	REQUIRE(messages.size() == 2);
	for (const auto &message : messages) {
		CHECK(message.type == RTM_NEWLINK);
		CHECK(message.flags == NLM_F_MULTI);
		CHECK(message.header<ifinfomsg>());
		const auto attributes = message.attributes<ifinfomsg>();
		CHECK(attributes.text(IFLA_IFNAME) == "eth0");
		CHECK(attributes.get<std::uint32_t>(IFLA_MTU));
		CHECK_FALSE(attributes.get<std::uint64_t>(IFLA_MTU));
		CHECK_FALSE(attributes.find(IFLA_ADDRESS));
		CHECK(attributes.text(IFLA_ADDRESS).empty());
	}
}

TEST_CASE("a datagram cut anywhere gives what is whole, and no more") {
	const auto octets = datagram();
	for (std::size_t size = 0; size < octets.size(); size++) {
		const std::vector<std::byte> part(octets.begin(),
						  octets.begin() + static_cast<long>(size));
		CHECK(net::split_netlink(part).empty());
	}
}

TEST_CASE("attributes cut anywhere end there") {
	const auto messages = net::split_netlink(datagram());
	REQUIRE(messages.size() == 1);
	const auto &body = messages.front().body;
	const auto row = Octets(body).subspan(NLMSG_ALIGN(sizeof(ifinfomsg)));
	for (std::size_t size = 0; size < row.size(); size++) {
		const std::vector<std::byte> part(row.begin(),
						  row.begin() + static_cast<long>(size));
		CHECK_FALSE(NetlinkAttributes(part).find(IFLA_MTU));
	}
	CHECK(NetlinkAttributes(row).find(IFLA_MTU));
}

TEST_CASE("lengths that lie do no harm") {
	std::array<std::uint16_t, 4> short_attribute{0, IFLA_MTU, 0, 0};
	CHECK_FALSE(NetlinkAttributes(std::as_bytes(std::span(short_attribute))).find(IFLA_MTU));
	nlmsghdr head{};
	CHECK(net::split_netlink(std::as_bytes(std::span(&head, 1))).empty());
	head.nlmsg_len = 0xffffffff;
	CHECK(net::split_netlink(std::as_bytes(std::span(&head, 1))).empty());
}

TEST_CASE("the kernel's refusal is passed on") {
	ifinfomsg header{};
	header.ifi_index = 987654321;
	const auto answer = net::netlink_ask(NetlinkRequest(RTM_GETLINK, header));
	REQUIRE_FALSE(answer);
	CHECK(answer.error().code == ENODEV);
}

TEST_CASE("a dump has the loopback device in it") {
	const auto links = net::netlink_dump(NetlinkRequest(RTM_GETLINK, ifinfomsg{}));
	REQUIRE(links);
	bool found = false;
	for (const auto &link : *links)
		found |= link.attributes<ifinfomsg>().text(IFLA_IFNAME) == "lo";
	CHECK(found);
}

TEST_CASE("a socket that has nothing to say says so") {
	const auto fd = net::open_rtnetlink({RTNLGRP_LINK}, false);
	REQUIRE(fd);
	const auto messages = net::receive_netlink(*fd);
	REQUIRE(messages);
	CHECK_FALSE(messages->has_value());
}
