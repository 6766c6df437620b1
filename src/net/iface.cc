// SPDX-License-Identifier: Apache-2.0
#include "net/iface.h"

#include <cerrno>

#include <linux/if_link.h>
#include <net/if.h>
#include <net/if_arp.h>

namespace stamp::net {
namespace {

// ALTIFNAMSIZ of <linux/if.h>, which does not go together with <net/if.h>.
constexpr std::size_t alternative_name_octets = 128;

void read_kind(const NetlinkAttributes &details, Interface &iface) {
	iface.kind = details.text(IFLA_INFO_KIND);
	if (const auto data = details.find(IFLA_INFO_DATA); data && iface.kind == "vrf")
		iface.vrf_table =
			NetlinkAttributes(*data).get<std::uint32_t>(IFLA_VRF_TABLE).value_or(0);
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
	iface.master = attributes.get<int>(IFLA_MASTER).value_or(0);
	if (const auto details = attributes.find(IFLA_LINKINFO))
		read_kind(NetlinkAttributes(*details), iface);
	return iface;
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

std::optional<Interface> bridge_of(const Interface &iface) {
	auto master = find_interface(iface.master);
	return master && master->kind == "bridge" ? std::optional(std::move(master).value())
						  : std::nullopt;
}

} // namespace stamp::net
