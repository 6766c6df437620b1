// SPDX-License-Identifier: Apache-2.0
#include "net/icmp_error.h"

#include <cerrno>
#include <system_error>

#include <linux/icmp.h>
#include <linux/icmpv6.h>

namespace stamp::net {
namespace {

std::string with_mtu(const char *text, std::uint32_t mtu) {
	return mtu == 0 ? std::string(text) : text + (", MTU " + std::to_string(mtu));
}

const char *v4_unreachable(std::uint8_t code) {
	switch (code) {
	case ICMP_NET_UNREACH:
	case ICMP_NET_UNKNOWN:
	case ICMP_NET_UNR_TOS:
		return "network unreachable";
	case ICMP_HOST_UNREACH:
	case ICMP_HOST_UNKNOWN:
	case ICMP_HOST_ISOLATED:
	case ICMP_HOST_UNR_TOS:
		return "host unreachable";
	case ICMP_PROT_UNREACH:
		return "protocol unreachable";
	case ICMP_PORT_UNREACH:
		return "port unreachable";
	case ICMP_SR_FAILED:
		return "source route failed";
	case ICMP_NET_ANO:
	case ICMP_HOST_ANO:
	case ICMP_PKT_FILTERED:
	case ICMP_PREC_VIOLATION:
	case ICMP_PREC_CUTOFF:
		return "administratively prohibited";
	default:
		return "destination unreachable";
	}
}

const char *v6_unreachable(std::uint8_t code) {
	switch (code) {
	case ICMPV6_NOROUTE:
		return "network unreachable";
	case ICMPV6_ADM_PROHIBITED:
	case ICMPV6_POLICY_FAIL:
		return "administratively prohibited";
	case ICMPV6_NOT_NEIGHBOUR:
		return "beyond the scope of the source address";
	case ICMPV6_ADDR_UNREACH:
		return "host unreachable";
	case ICMPV6_PORT_UNREACH:
		return "port unreachable";
	case ICMPV6_REJECT_ROUTE:
		return "route rejected";
	default:
		return "destination unreachable";
	}
}

std::string v4_text(const sock_extended_err &error) {
	switch (error.ee_type) {
	case ICMP_DEST_UNREACH:
		if (error.ee_code == ICMP_FRAG_NEEDED)
			return with_mtu("fragmentation needed", error.ee_info);
		return v4_unreachable(error.ee_code);
	case ICMP_TIME_EXCEEDED:
		return error.ee_code == ICMP_EXC_TTL ? "TTL exceeded in transit"
						     : "fragments not reassembled in time";
	case ICMP_PARAMETERPROB:
		return "parameter problem";
	case ICMP_SOURCE_QUENCH:
		return "source quench";
	default:
		return "ICMP type " + std::to_string(error.ee_type);
	}
}

std::string v6_text(const sock_extended_err &error) {
	switch (error.ee_type) {
	case ICMPV6_DEST_UNREACH:
		return v6_unreachable(error.ee_code);
	case ICMPV6_PKT_TOOBIG:
		return with_mtu("packet too big", error.ee_info);
	case ICMPV6_TIME_EXCEED:
		return error.ee_code == ICMPV6_EXC_HOPLIMIT ? "hop limit exceeded in transit"
							    : "fragments not reassembled in time";
	case ICMPV6_PARAMPROB:
		return "parameter problem";
	default:
		return "ICMPv6 type " + std::to_string(error.ee_type);
	}
}

} // namespace

std::string icmp_error_text(const sock_extended_err &error) {
	if (error.ee_origin == SO_EE_ORIGIN_ICMP)
		return v4_text(error);
	if (error.ee_origin == SO_EE_ORIGIN_ICMP6)
		return v6_text(error);
	if (error.ee_errno == EMSGSIZE)
		return with_mtu("longer than the path takes", error.ee_info);
	return std::generic_category().message(static_cast<int>(error.ee_errno));
}

} // namespace stamp::net
