// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/instance_info.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "bpf/pin/pinned_map.h"
#include "version.h"

namespace stamp::bpf {
namespace {

constexpr std::uint32_t only = 0; // key of the one entry

Error foreign(const std::string &directory, const std::string &whose) {
	return {EPROTO, directory + " is of " + whose + " and not of version " +
				std::to_string(STAMP_ABI_VERSION) + " of the ABI"};
}

// Over the CPUs.
template <typename Counters> Counters sums(int map) {
	static const int cpus = libbpf_num_possible_cpus();
	std::vector<std::uint64_t> values(static_cast<std::size_t>(std::max(cpus, 1)));
	Counters total{};
	for (std::uint32_t i = 0; i < total.size(); i++) {
		if (bpf_map_lookup_elem(map, &i, values.data()) != 0)
			continue;
		for (const std::uint64_t value : values)
			total[i] += value;
	}
	return total;
}

template <typename Counters>
Result<Counters> read_sums(const std::string &directory, const std::string &pin) {
	const auto map = open_map(directory, pin);
	if (!map)
		return map.error();
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	// A count of counters that differs is a list that differs.
	if (info->type != BPF_MAP_TYPE_PERCPU_ARRAY || info->max_entries != Counters{}.size() ||
	    info->value_size != sizeof(std::uint64_t))
		return foreign(directory, "another version");
	return sums<Counters>(map->get());
}

} // namespace

void set_text(char *target, std::size_t size, const std::string &text) {
	std::memset(target, 0, size);
	text.copy(target, size - 1);
}

stamp_about new_about(stamp_role role, const net::Interface &iface) {
	stamp_about about{};
	about.magic = STAMP_ABOUT_MAGIC;
	about.abi_version = STAMP_ABI_VERSION;
	about.role = static_cast<__u8>(role);
	about.ifindex = static_cast<__u32>(iface.index);
	about.since_ns = std::chrono::duration_cast<Duration>(
				 std::chrono::system_clock::now().time_since_epoch())
				 .count();
	set_text(about.stamp, sizeof(about.stamp), STAMP_VERSION);
	set_text(about.iface, sizeof(about.iface), iface.name);
	return about;
}

Result<Fd> create_about(const stamp_about &about) {
	Fd map(bpf_map_create(BPF_MAP_TYPE_ARRAY, "stamp_about", sizeof(only), sizeof(about), 1,
			      nullptr));
	if (!map)
		return last_error("create a map");
	if (auto written = write_about(map, about); !written)
		return std::move(written).error();
	return map;
}

Result<void> write_about(const Fd &map, const stamp_about &about) {
	if (bpf_map_update_elem(map.get(), &only, &about, BPF_ANY) != 0)
		return last_error("write a map");
	return {};
}

Result<stamp_about> read_about(const std::string &directory) {
	const auto map = open_map(directory, about_pin);
	if (!map)
		return map.error();
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	// As large as its writer made it: a later version may have added to it.
	std::vector<std::byte> octets(std::max<std::size_t>(info->value_size, sizeof(stamp_about)));
	stamp_about about{};
	if (info->type != BPF_MAP_TYPE_ARRAY || info->key_size != sizeof(only) ||
	    bpf_map_lookup_elem(map->get(), &only, octets.data()) != 0)
		return foreign(directory, "something else");
	std::memcpy(&about, octets.data(), sizeof(about));
	if (about.magic != STAMP_ABOUT_MAGIC)
		return foreign(directory, "something else");
	if (about.abi_version != STAMP_ABI_VERSION || info->value_size != sizeof(about))
		return foreign(directory, "version " + std::to_string(about.abi_version));
	about.stamp[sizeof(about.stamp) - 1] = about.iface[sizeof(about.iface) - 1] =
		about.hook[sizeof(about.hook) - 1] = '\0';
	about.port_count = std::min<__u8>(about.port_count, STAMP_MAX_PORTS);
	return about;
}

session::Verdicts sum_verdicts(int map) {
	return sums<session::Verdicts>(map);
}

session::TlvNotes sum_tlv_notes(int map) {
	return sums<session::TlvNotes>(map);
}

session::HardwareTimes sum_hardware_times(int map) {
	return sums<session::HardwareTimes>(map);
}

Result<session::Verdicts> read_verdicts(const std::string &directory) {
	return read_sums<session::Verdicts>(directory, verdicts_pin);
}

Result<session::TlvNotes> read_tlv_notes(const std::string &directory) {
	return read_sums<session::TlvNotes>(directory, tlv_notes_pin);
}

} // namespace stamp::bpf
