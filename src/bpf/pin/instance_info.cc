// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/instance_info.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "bpf/object/counters.h"
#include "bpf/pin/bpffs.h"
#include "time/now.h"
#include "version.h"

namespace stamp::bpf {
namespace {

Error foreign(const std::string &directory, const std::string &whose) {
	return {EPROTO,
		directory + " is of " + whose + " and not of version " +
			std::to_string(STAMP_ABI_VERSION) + " of the ABI",
		{},
		Reason::other_version};
}

template <typename Counters>
Result<Counters> read_sums(const std::string &directory, const std::string &pin) {
	const auto map = open_pin(directory, pin);
	if (!map)
		return map.error();
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	if (!holds_counters<Counters>(*info))
		return foreign(directory, "another version");
	return sum_counters<Counters>(map->get());
}

} // namespace

void set_text(char *target, std::size_t size, const std::string &text) {
	std::memset(target, 0, size);
	text.copy(target, size - 1);
}

stamp_about new_about(stamp_role role, const net::Interface &iface, const stamp_cfg &cfg) {
	stamp_about about{};
	about.magic = STAMP_ABOUT_MAGIC;
	about.abi_version = STAMP_ABI_VERSION;
	about.role = static_cast<__u8>(role);
	about.ifindex = static_cast<__u32>(iface.index);
	about.since_ns = ns(utc_now());
	about.cfg = cfg;
	set_text(about.stamp, sizeof(about.stamp), STAMP_VERSION);
	set_text(about.iface, sizeof(about.iface), iface.name);
	return about;
}

Result<Fd> create_about(const stamp_about &about) {
	auto map = create_array("stamp_about", sizeof(about), 1);
	if (!map)
		return map;
	if (auto written = write_about(*map, about); !written)
		return std::move(written).error();
	return map;
}

Result<void> write_about(const Fd &map, const stamp_about &about) {
	if (!SingleMap<stamp_about>(map).write(only_entry, about))
		return last_error("write a map");
	return {};
}

Result<stamp_about> read_about(const std::string &directory) {
	const auto map = open_pin(directory, about_pin);
	if (!map)
		return map.error();
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	// As large as its writer made it: a later version may have added to it.
	std::vector<std::byte> octets(std::max<std::size_t>(info->value_size, sizeof(stamp_about)));
	stamp_about about{};
	if (info->type != BPF_MAP_TYPE_ARRAY || info->key_size != sizeof(only_entry))
		return foreign(directory, "something else");
	if (!raw::read(map->get(), &only_entry, octets.data()))
		return last_error("read " + directory + "/" + about_pin);
	std::memcpy(&about, octets.data(), sizeof(about));
	if (about.magic != STAMP_ABOUT_MAGIC)
		return foreign(directory, "something else");
	if (about.abi_version != STAMP_ABI_VERSION || info->value_size != sizeof(about))
		return foreign(directory, "version " + std::to_string(about.abi_version));
	about.stamp[sizeof(about.stamp) - 1] = about.iface[sizeof(about.iface) - 1] =
		about.hook[sizeof(about.hook) - 1] = '\0';
	return about;
}

Result<session::Verdicts> read_verdicts(const std::string &directory) {
	return read_sums<session::Verdicts>(directory, verdicts_map.name);
}

Result<session::TlvNotes> read_tlv_notes(const std::string &directory) {
	return read_sums<session::TlvNotes>(directory, tlv_notes_map.name);
}

} // namespace stamp::bpf
