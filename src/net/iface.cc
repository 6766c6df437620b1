// SPDX-License-Identifier: Apache-2.0
#include "net/iface.h"

#include <algorithm>
#include <cerrno>

#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <net/if_arp.h>

namespace stamp::net {
namespace {

// ALTIFNAMSIZ of <linux/if.h>, which does not go together with <net/if.h>.
constexpr std::size_t alternative_name_octets = 128;

void add_once(const LocalAddress &address, std::vector<LocalAddress> &addresses) {
	if (std::find(addresses.begin(), addresses.end(), address) == addresses.end())
		addresses.push_back(address);
}

// The address is in the tables, but may not be used (yet).
bool is_unusable(std::uint32_t flags) {
	const bool tentative = (flags & IFA_F_TENTATIVE) && !(flags & IFA_F_OPTIMISTIC);
	return tentative || (flags & IFA_F_DADFAILED);
}

void add_v4(const NetlinkAttributes &attributes, unsigned prefix_length,
	    std::vector<LocalAddress> &addresses) {
	// On a point-to-point link IFA_ADDRESS is the far side, whose subnet it is.
	const auto subnet = attributes.get<in_addr>(IFA_ADDRESS);
	const auto local = attributes.get<in_addr>(IFA_LOCAL);
	if (const auto own = local ? local : subnet)
		add_once({Address::from_v4(*own), STAMP_LOCAL_UNICAST}, addresses);
	if (const auto broadcast = attributes.get<in_addr>(IFA_BROADCAST))
		add_once({Address::from_v4(*broadcast), STAMP_LOCAL_BROADCAST}, addresses);
	// The kernel has a broadcast route for the highest address whatever IFA_BROADCAST is,
	// unless the subnet is too small for one (RFC 3021).
	if (subnet && prefix_length < 31) {
		const in_addr highest{subnet->s_addr | htonl(~std::uint32_t{0} >> prefix_length)};
		add_once({Address::from_v4(highest), STAMP_LOCAL_BROADCAST}, addresses);
	}
}

void add_v6(const NetlinkAttributes &attributes, std::uint32_t ifindex,
	    std::vector<LocalAddress> &addresses) {
	const auto local = attributes.get<in6_addr>(IFA_LOCAL);
	const auto own = local ? local : attributes.get<in6_addr>(IFA_ADDRESS);
	if (own)
		add_once({Address::from_v6(*own, ifindex), STAMP_LOCAL_UNICAST}, addresses);
}

Result<Interface> ask_for(const NetlinkRequest &request, const std::string &name) {
	const auto answer = netlink_ask(request);
	if (!answer)
		return Error{answer.error().code, "find interface " + name};
	if (auto found = read_interface(*answer))
		return *std::move(found);
	return Error{EPROTO, "find interface " + name};
}

} // namespace

std::optional<Interface> read_interface(const NetlinkMessage &message) {
	const auto info = message.header<ifinfomsg>();
	if (!info || info->ifi_family != AF_UNSPEC ||
	    (message.type != RTM_NEWLINK && message.type != RTM_DELLINK))
		return std::nullopt;
	const auto attributes = message.attributes<ifinfomsg>();
	Interface iface;
	iface.index = info->ifi_index;
	iface.name = attributes.text(IFLA_IFNAME);
	iface.flags = info->ifi_flags;
	iface.has_mac = info->ifi_type == ARPHRD_ETHER || info->ifi_type == ARPHRD_LOOPBACK;
	iface.is_loopback = (info->ifi_flags & IFF_LOOPBACK) != 0;
	iface.up = (info->ifi_flags & IFF_UP) && (info->ifi_flags & IFF_RUNNING);
	iface.mtu = attributes.get<std::uint32_t>(IFLA_MTU).value_or(0);
	if (iface.has_mac)
		iface.mac = attributes.get<std::array<std::uint8_t, 6>>(IFLA_ADDRESS)
				    .value_or(iface.mac);
	if (const auto details = attributes.find(IFLA_LINKINFO))
		iface.kind = NetlinkAttributes(*details).text(IFLA_INFO_KIND);
	return iface;
}

void read_local_address(const NetlinkMessage &message, int ifindex,
			std::vector<LocalAddress> &addresses) {
	const auto info = message.header<ifaddrmsg>();
	if (!info || message.type != RTM_NEWADDR ||
	    info->ifa_index != static_cast<std::uint32_t>(ifindex))
		return;
	const auto attributes = message.attributes<ifaddrmsg>();
	if (is_unusable(attributes.get<std::uint32_t>(IFA_FLAGS).value_or(info->ifa_flags)))
		return;
	if (info->ifa_family == AF_INET)
		add_v4(attributes, info->ifa_prefixlen, addresses);
	else if (info->ifa_family == AF_INET6)
		add_v6(attributes, info->ifa_index, addresses);
}

Result<std::vector<Interface>> interfaces() {
	const auto messages = netlink_dump(NetlinkRequest(RTM_GETLINK, ifinfomsg{}));
	if (!messages)
		return Error(messages.error()).while_doing("list the interfaces");
	std::vector<Interface> list;
	for (const auto &message : *messages)
		if (auto iface = read_interface(message))
			list.push_back(*std::move(iface));
	return list;
}

Result<Interface> find_interface(const std::string &name) {
	if (name.empty() || name.size() >= alternative_name_octets ||
	    name.find('\0') != std::string::npos)
		return Error{ENODEV, "find interface " + name};
	NetlinkRequest request(RTM_GETLINK, ifinfomsg{});
	// Either attribute finds either kind of name; only the second takes a long one.
	request.add(name.size() < IFNAMSIZ ? IFLA_IFNAME : IFLA_ALT_IFNAME,
		    Octets(reinterpret_cast<const std::byte *>(name.c_str()), name.size() + 1));
	return ask_for(request, name);
}

Result<Interface> find_interface(int index) {
	if (index <= 0)
		return Error{ENODEV, "find interface number " + std::to_string(index)};
	ifinfomsg header{};
	header.ifi_index = index;
	return ask_for(NetlinkRequest(RTM_GETLINK, header), "number " + std::to_string(index));
}

Result<std::vector<LocalAddress>> local_addresses(int ifindex) {
	ifaddrmsg header{};
	header.ifa_index = static_cast<std::uint32_t>(ifindex);
	const auto messages = netlink_dump(NetlinkRequest(RTM_GETADDR, header));
	if (!messages)
		return Error(messages.error())
			.while_doing("list the addresses of interface number " +
				     std::to_string(ifindex));
	std::vector<LocalAddress> addresses;
	for (const auto &message : *messages)
		read_local_address(message, ifindex, addresses);
	return addresses;
}

} // namespace stamp::net
