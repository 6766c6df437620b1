// SPDX-License-Identifier: Apache-2.0
#include "bpf/pin/sessions.h"

#include "bpf/object/kernel_clock.h"
#include "bpf/object/loaded_cfg.h"
#include "bpf/pin/bpffs.h"
#include "session/is_alive.h"

namespace stamp::bpf {
namespace {

constexpr std::uint32_t batch = 4096; // sessions a system call

} // namespace

Result<void> read_sessions(int map, Duration timeout, MonoTime now, const SessionHandler &take) {
	const Map<stamp_session_key, stamp_session> sessions(map);
	auto done = sessions.for_each(batch, STAMP_MOST_SESSIONS,
				      [&](const auto &key, const auto &session) {
					      if (session::is_alive(session, timeout, now))
						      take(key, session);
				      });
	return done ? done : Error{done.error().code, "read the sessions"};
}

Result<std::optional<Sessions>> Sessions::open(const std::string &directory) {
	const auto rodata = open_pin(directory, "rodata");
	if (!rodata)
		return rodata.error();
	const auto cfg = read_cfg(*rodata);
	if (!cfg)
		return Error(cfg.error()).while_doing(directory);
	if (cfg->max_sessions == 0)
		return std::optional<Sessions>();
	auto map = PinnedMap<stamp_session_key, stamp_session>::open(directory, sessions_map);
	if (!map)
		return std::move(map).error();
	const auto info = info_of(map->fd());
	if (!info)
		return info.error();
	const auto ahead = kernel_minus_own_clock();
	if (!ahead)
		return ahead.error();
	return std::optional(Sessions(std::move(map).value(),
				      Duration{static_cast<Duration::rep>(cfg->session_timeout_ns)},
				      info->max_entries, *ahead));
}

} // namespace stamp::bpf
