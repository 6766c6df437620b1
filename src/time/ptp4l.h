// SPDX-License-Identifier: Apache-2.0
// What ptp4l (linuxptp) says of itself: PTP management messages (IEEE 1588-2008 15) over its unix
// socket. phc2sys and ts2phc offer no such interface.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "time/clock.h"

namespace stamp::time {

// IEEE 1588-2008 table 8; grand_master is linuxptp's own.
enum class PortState : std::uint8_t {
	initializing = 1,
	faulty,
	disabled,
	listening,
	pre_master,
	master,
	passive,
	uncalibrated,
	slave,
	grand_master,
};

struct PtpPort {
	std::uint16_t number = 0;
	PortState state{};
	bool operator==(const PtpPort &) const = default;
};

struct PtpClock {
	std::uint16_t port_count = 0;
	std::uint8_t clock_class = 0; // 6: locked to a primary reference; 248: the default
	std::vector<PtpPort> ports;

	bool has_time_status = false;	  // the members below are known
	bool follows_grandmaster = false; // another clock is the grandmaster
	Duration offset_from_master{};
	std::uint64_t grandmaster = 0; // its clock identity

	[[nodiscard]] bool complete() const;
};

// The first port in state SLAVE, which means a locked servo (UNCALIBRATED is the way there).
[[nodiscard]] std::optional<PtpPort> slave_port(const PtpClock &clock);

// It is the grandmaster itself and locked to a primary reference, or was and still holds over
// (clock classes 6, 7, 13, 14; IEEE 1588-2008 table 5).
[[nodiscard]] bool is_true_grandmaster(const PtpClock &clock);

enum class ManagementId : std::uint16_t {
	default_data_set = 0x2000,
	port_data_set = 0x2004,
	time_status_np = 0xc000, // linuxptp's own
};

// A message of another domain or profile is dropped without an answer.
struct PtpInstance {
	std::uint8_t domain = 0;
	std::uint8_t transport_specific = 0; // 1: 802.1AS
	bool operator==(const PtpInstance &) const = default;
};

[[nodiscard]] std::array<std::uint8_t, 54>
encode_management_get(ManagementId id, PtpInstance instance, std::uint16_t sequence);

// Adds what a response says to `clock`; returns whose response it is, or nothing when the datagram
// is no response of use, which leaves `clock` alone.
[[nodiscard]] std::optional<PtpInstance>
take_management_response(std::span<const std::uint8_t> datagram, PtpClock &clock);

// Where ptp4l listens by default: uds_address (root only) and, in newer ones, uds_ro_address (all).
inline const std::vector<std::string> ptp4l_socket_paths{"/var/run/ptp4l", "/var/run/ptp4lro"};

// Domain 0 is asked first, then all others. ECONNREFUSED, ENOENT: no ptp4l here.
[[nodiscard]] Result<PtpClock> ask_ptp4l(std::span<const std::string> socket_paths,
					 MonoTime deadline);

} // namespace stamp::time
