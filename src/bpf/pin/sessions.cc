// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/sessions.h"

#include <algorithm>
#include <cerrno>
#include <vector>

#include <bpf/bpf.h>

#include "bpf/object/kernel_clock.h"
#include "bpf/object/loaded_cfg.h"
#include "bpf/pin/pinned_map.h"

namespace stamp::bpf {
namespace {

constexpr std::uint32_t batch = 4096; // sessions a system call

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
	const auto rodata = open_map(directory, "rodata");
	if (!rodata)
		return rodata.error();
	const auto cfg = read_cfg(*rodata);
	if (!cfg)
		return Error(cfg.error()).while_doing(directory);
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
	const auto ahead = kernel_minus_own_clock();
	if (!ahead)
		return ahead.error();
	return Sessions(std::move(map).value(),
			Duration{static_cast<Duration::rep>(cfg->session_timeout_ns)},
			info->max_entries, *ahead);
}

} // namespace stamp::bpf
