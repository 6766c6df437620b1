// SPDX-License-Identifier: Apache-2.0
#include "bpf/sessions.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include <bpf/bpf.h>

#include "bpf/pinned_map.h"
#include "bpf/skel.h"

namespace stamp::bpf {
namespace {

constexpr std::uint32_t batch = 4096; // sessions a system call

using ReadOnlyData = std::remove_pointer_t<decltype(stamp_bpf::rodata)>;

// What the programs were loaded with.
Result<stamp_cfg> read_cfg(const std::string &directory) {
	const auto map = open_map(directory, "rodata");
	if (!map)
		return map.error();
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	const std::uint32_t only = 0;
	std::vector<std::byte> octets(info->value_size);
	if (info->value_size < sizeof(ReadOnlyData))
		return Error{EPROTO, directory + " is of another version"};
	if (bpf_map_lookup_elem(map->get(), &only, octets.data()) != 0)
		return last_error("read " + directory + "/rodata");
	ReadOnlyData data{};
	std::memcpy(&data, octets.data(), sizeof(data));
	return data.cfg;
}

// As the programs have it: what is gone is not there, however soon after the start of the machine.
bool is_alive(const stamp_session &session, Duration timeout, MonoTime now) {
	return session.last_seen_ns != STAMP_SESSION_GONE &&
	       now.time_since_epoch() - Duration{session.last_seen_ns} <= timeout;
}

} // namespace

Result<void> read_sessions(int map, Duration timeout, MonoTime now, const SessionHandler &take) {
	std::vector<stamp_session_key> keys(batch);
	std::vector<stamp_session> values(batch);
	std::uint32_t from = 0, next = 0; // the kernel's own marks
	for (bool first = true;;) {
		auto count = static_cast<std::uint32_t>(keys.size());
		const bool failed =
			bpf_map_lookup_batch(map, first ? nullptr : &from, &next, keys.data(),
					     values.data(), &count, nullptr) != 0;
		const int error = failed ? errno : 0;
		// What hashes alike comes in one piece.
		if (error == ENOSPC && keys.size() < STAMP_MOST_SESSIONS) {
			keys.resize(keys.size() * 2);
			values.resize(keys.size());
			continue;
		}
		if (error != 0 && error != ENOENT)
			return Error{error, "read the sessions"};
		for (std::uint32_t i = 0; i < count; i++)
			if (is_alive(values[i], timeout, now))
				take(keys[i], values[i]);
		if (error == ENOENT) // that was the last
			return {};
		from = next;
		first = false;
	}
}

Result<Sessions> Sessions::open(const std::string &directory) {
	const auto cfg = read_cfg(directory);
	if (!cfg)
		return cfg.error();
	if (cfg->max_sessions == 0)
		return Error{ENOENT, directory + " keeps no sessions"};
	auto map = open_map(directory, sessions_pin);
	if (!map)
		return std::move(map).error();
	const auto info = info_of(*map);
	if (!info)
		return info.error();
	if (info->type != BPF_MAP_TYPE_HASH || info->key_size != sizeof(stamp_session_key) ||
	    info->value_size != sizeof(stamp_session))
		return Error{EPROTO, directory + " is of another version"};
	return Sessions(std::move(map).value(),
			Duration{static_cast<Duration::rep>(cfg->session_timeout_ns)},
			info->max_entries);
}

} // namespace stamp::bpf
