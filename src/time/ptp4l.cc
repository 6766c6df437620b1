// SPDX-License-Identifier: Apache-2.0
#include "time/ptp4l.h"

#include <algorithm>
#include <cerrno>

#include "time/big_endian.h"
#include "time/query.h"

namespace stamp::time {

namespace {

constexpr std::uint8_t management_message = 0xd;
constexpr std::uint8_t ptp_version = 2;
enum Action : std::uint8_t { action_get = 0, action_response = 2 };
constexpr std::uint16_t management_tlv = 1;
constexpr std::uint16_t tlv_id_octets = 2;

// Octets of a management message: header (34), body (14), TLV; then of the data of each set.
namespace at {
constexpr std::size_t type = 0, version = 1, length = 2, domain = 4, sequence = 30, control = 32,
		      interval = 33, target = 34, action = 46, tlv_type = 48, tlv_length = 50,
		      id = 52, data = 54;
constexpr std::size_t port_count = 2, clock_class = 5, default_data_end = 20;
constexpr std::size_t port_number = 8, port_state = 10, port_data_end = 26;
constexpr std::size_t offset = 0, gm_present = 38, gm_identity = 42, time_status_end = 50;
} // namespace at

void take_port(std::span<const std::uint8_t> data, PtpClock &clock) {
	const PtpPort port{.number = load_be<std::uint16_t>(data, at::port_number),
			   .state = static_cast<PortState>(data[at::port_state])};
	const auto same = [&](const PtpPort &known) { return known.number == port.number; };
	const auto known = std::find_if(clock.ports.begin(), clock.ports.end(), same);
	if (known == clock.ports.end())
		clock.ports.push_back(port);
	else
		*known = port;
}

bool take_data(ManagementId id, std::span<const std::uint8_t> data, PtpClock &clock) {
	switch (id) {
	case ManagementId::default_data_set:
		if (data.size() < at::default_data_end)
			return false;
		clock.port_count = load_be<std::uint16_t>(data, at::port_count);
		clock.clock_class = data[at::clock_class];
		return true;
	case ManagementId::port_data_set:
		if (data.size() < at::port_data_end)
			return false;
		take_port(data, clock);
		return true;
	case ManagementId::time_status_np:
		if (data.size() < at::time_status_end)
			return false;
		clock.has_time_status = true;
		clock.offset_from_master = Duration{
			static_cast<std::int64_t>(load_be<std::uint64_t>(data, at::offset))};
		clock.follows_grandmaster = load_be<std::uint32_t>(data, at::gm_present) != 0;
		clock.grandmaster = load_be<std::uint64_t>(data, at::gm_identity);
		return true;
	}
	return false;
}

// Reads until an instance has answered; responses to another question are added as they come.
Result<PtpInstance> first_answer(Query &query, PtpClock &clock, MonoTime deadline) {
	for (;;) {
		auto datagram = query.receive(deadline);
		if (!datagram)
			return std::move(datagram).error();
		if (auto instance = take_management_response(*datagram, clock))
			return *instance;
	}
}

Result<PtpInstance> find_instance(Query &query, PtpClock &clock, MonoTime deadline) {
	constexpr std::uint8_t domains = 128; // IEEE 1588-2008 table 2; beyond it is reserved
	const auto ask = [&](std::uint8_t domain) -> Result<void> {
		for (const std::uint8_t transport_specific : {std::uint8_t{0}, std::uint8_t{1}}) {
			auto sent =
				query.send(encode_management_get(ManagementId::default_data_set,
								 {domain, transport_specific}, 0),
					   deadline);
			if (!sent)
				return sent;
		}
		return {};
	};

	if (auto sent = ask(0); !sent)
		return std::move(sent).error();
	// Most are in domain 0: the rest are not troubled before it had its time.
	const MonoTime patience = mono_now() + (deadline - mono_now()) / 4;
	auto instance = first_answer(query, clock, patience);
	if (instance || instance.error().code != ETIMEDOUT)
		return instance;
	for (std::uint8_t domain = 1; domain < domains; domain++) {
		if (auto sent = ask(domain); !sent)
			return std::move(sent).error();
	}
	return first_answer(query, clock, deadline);
}

Result<PtpClock> converse(Query query, MonoTime deadline) {
	PtpClock clock;
	const auto instance = find_instance(query, clock, deadline);
	if (!instance)
		return instance.error();
	for (const auto id : {ManagementId::time_status_np, ManagementId::port_data_set}) {
		auto sent = query.send(encode_management_get(id, *instance, 1), deadline);
		if (!sent)
			return std::move(sent).error();
	}
	while (!clock.complete()) {
		if (!first_answer(query, clock, deadline))
			break; // the sets that came are worth something without the rest
	}
	return clock;
}

} // namespace

bool PtpClock::complete() const {
	return has_time_status && port_count > 0 && ports.size() >= port_count;
}

std::optional<PtpPort> slave_port(const PtpClock &clock) {
	for (const PtpPort &port : clock.ports) {
		if (port.state == PortState::slave)
			return port;
	}
	return std::nullopt;
}

bool is_true_grandmaster(const PtpClock &clock) {
	const auto locked = {6, 7, 13, 14};
	return clock.has_time_status && !clock.follows_grandmaster &&
	       std::find(locked.begin(), locked.end(), clock.clock_class) != locked.end() &&
	       std::any_of(clock.ports.begin(), clock.ports.end(), [](const PtpPort &port) {
		       return port.state == PortState::master ||
			      port.state == PortState::grand_master;
	       });
}

std::array<std::uint8_t, 54> encode_management_get(ManagementId id, PtpInstance instance,
						   std::uint16_t sequence) {
	std::array<std::uint8_t, 54> get{};
	get[at::type] =
		static_cast<std::uint8_t>(instance.transport_specific << 4 | management_message);
	get[at::version] = ptp_version;
	store_be<std::uint16_t>(get, at::length, get.size());
	get[at::domain] = instance.domain;
	store_be<std::uint16_t>(get, at::sequence, sequence);
	get[at::control] = 4;					       // management
	get[at::interval] = 0x7f;				       // none
	std::fill_n(get.begin() + at::target, 10, std::uint8_t{0xff}); // every clock, every port
	get[at::action] = action_get;
	store_be<std::uint16_t>(get, at::tlv_type, management_tlv);
	store_be<std::uint16_t>(get, at::tlv_length, tlv_id_octets);
	store_be<std::uint16_t>(get, at::id, static_cast<std::uint16_t>(id));
	return get;
}

std::optional<PtpInstance> take_management_response(std::span<const std::uint8_t> datagram,
						    PtpClock &clock) {
	if (datagram.size() < at::data || (datagram[at::type] & 0xf) != management_message ||
	    (datagram[at::version] & 0xf) != ptp_version ||
	    (datagram[at::action] & 0xf) != action_response ||
	    load_be<std::uint16_t>(datagram, at::tlv_type) != management_tlv)
		return std::nullopt;
	const std::size_t tlv_octets = load_be<std::uint16_t>(datagram, at::tlv_length);
	if (tlv_octets < tlv_id_octets || tlv_octets - tlv_id_octets > datagram.size() - at::data)
		return std::nullopt;

	const auto id = static_cast<ManagementId>(load_be<std::uint16_t>(datagram, at::id));
	if (!take_data(id, datagram.subspan(at::data, tlv_octets - tlv_id_octets), clock))
		return std::nullopt;
	return PtpInstance{.domain = datagram[at::domain],
			   .transport_specific =
				   static_cast<std::uint8_t>(datagram[at::type] >> 4)};
}

Result<PtpClock> ask_ptp4l(std::span<const std::string> socket_paths, MonoTime deadline) {
	static const std::string own[] = {"/run", "/tmp", ""};
	Error last{ENOENT, "ask ptp4l"};
	for (const std::string &path : socket_paths) {
		auto query = Query::local(path, own);
		if (query)
			return converse(std::move(*query), deadline);
		last = std::move(query).error();
	}
	return last;
}

} // namespace stamp::time
