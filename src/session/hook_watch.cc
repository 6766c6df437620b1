// SPDX-License-Identifier: Apache-2.0
#include "session/hook_watch.h"

#include <utility>

namespace stamp::session {
namespace {

constexpr Duration warning_interval = std::chrono::seconds{10};

} // namespace

std::string no_longer_attached(const std::string &what) {
	return "no longer attached: " + what +
	       " (another program detached it, or the interface was recreated)";
}

std::optional<std::string> HookWatch::look(const Attached &datapath, MonoTime now) {
	if (now < next_look_)
		return std::nullopt;
	next_look_ = now + hook_look_interval;
	auto missing = datapath.detached();
	if (!missing || missing->empty())
		return std::nullopt;
	return std::move(missing).value();
}

std::optional<stats::Warning> DetachedNote::lost(const std::string &iface, const std::string &what,
						 MonoTime now) {
	is_lost_ = true;
	is_reported_ = now >= next_warning_;
	if (!is_reported_) {
		more_++;
		return std::nullopt;
	}
	next_warning_ = now + warning_interval;
	const std::uint64_t more = std::exchange(more_, 0);
	if (more == 0)
		return stats::Warning{
			{stats::Kind::reflector_detached, {iface, no_longer_attached(what)}}};
	return stats::Warning{
		{stats::Kind::detached_repeatedly, {iface, no_longer_attached(what), more}}};
}

std::optional<stats::Warning> DetachedNote::back(const std::string &iface,
						 const std::string &hook) {
	why_.clear();
	if (!std::exchange(is_lost_, false) || !is_reported_)
		return std::nullopt;
	return stats::Warning{{stats::Kind::attached_again, {iface, hook}}};
}

std::optional<stats::Warning> DetachedNote::failed(const Error &why) {
	is_lost_ = is_reported_ = true; // the end of this is reported
	const std::string before = std::exchange(why_, why.text());
	if (before == why_)
		return std::nullopt;
	return stats::Warning{{stats::Kind::attach_failed, {why_}}};
}

} // namespace stamp::session
