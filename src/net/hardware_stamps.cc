// SPDX-License-Identifier: Apache-2.0
#include "net/hardware_stamps.h"

#include <cerrno>
#include <cstring>

#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/fd.h"
#include "net/xdp_metadata.h"

namespace stamp::net {
namespace {

// `data` is what the request is about, and where its answer goes. 0, or -1 and errno.
template <typename Data> int ask(const Interface &iface, unsigned long request, Data &data) {
	const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	ifreq question{};
	std::strncpy(question.ifr_name, iface.name.c_str(), sizeof(question.ifr_name) - 1);
	question.ifr_data = reinterpret_cast<char *>(&data);
	return socket ? ::ioctl(socket.get(), request, &question) : -1;
}

} // namespace

HardwareStamps hardware_stamps(const Interface &iface) {
	HardwareStamps stamps;
	ethtool_ts_info info{};
	info.cmd = ETHTOOL_GET_TS_INFO;
	if (ask(iface, SIOCETHTOOL, info) == 0) {
		stamps.phc = info.phc_index;
		stamps.stamps_any = (info.so_timestamping & SOF_TIMESTAMPING_RX_HARDWARE) != 0;
		stamps.stamps_every = (info.rx_filters & 1u << HWTSTAMP_FILTER_ALL) != 0;
	}
	hwtstamp_config now{};
	stamps.every_is_on =
		ask(iface, SIOCGHWTSTAMP, now) == 0 && now.rx_filter == HWTSTAMP_FILTER_ALL;
	stamps.gives_to_xdp = gives_receive_times(iface);
	return stamps;
}

std::string why_no_receive_times(const HardwareStamps &stamps) {
	if (stamps.phc < 0)
		return "the device has no hardware clock";
	if (!stamps.stamps_any)
		return "the device does not stamp received packets";
	if (!stamps.stamps_every && !stamps.every_is_on)
		return "the device stamps only PTP packets";
	if (stamps.gives_to_xdp == false)
		return "the driver does not pass timestamps to XDP";
	return "";
}

Result<void> stamp_every_packet(const Interface &iface) {
	const std::string what = "have " + iface.name + " stamp received packets";
	hwtstamp_config config{};
	if (ask(iface, SIOCGHWTSTAMP, config) != 0) // the driver does not say
		config = {};
	config.flags = 0;
	config.rx_filter = HWTSTAMP_FILTER_ALL;
	if (ask(iface, SIOCSHWTSTAMP, config) != 0)
		return last_error(what);
	if (config.rx_filter != HWTSTAMP_FILTER_ALL)
		return Error{EOPNOTSUPP, what};
	return {};
}

} // namespace stamp::net
