// SPDX-License-Identifier: Apache-2.0
#include "session/sync_source.h"

#include <memory>

#include <spdlog/spdlog.h>

#include "base/background.h"
#include "time/service.h"

namespace stamp::session {
namespace {

constexpr Duration asking_interval = std::chrono::minutes{1};
constexpr Duration patience = std::chrono::milliseconds{50};

std::future<bool> ask_in_background(const time::KernelClock &kernel) {
	auto answer = std::make_shared<std::promise<bool>>();
	std::future<bool> future = answer->get_future();
	const auto started =
		run_in_background("start a thread that asks who disciplines the clock",
				  [answer, kernel] { answer->set_value(ask_by_ptp(kernel)); });
	if (!started) {
		spdlog::debug("{}", started.error().text());
		answer->set_value(false);
	}
	return future;
}

} // namespace

bool ask_by_ptp(const time::KernelClock &kernel) {
	return kernel.synced && time::discipline(kernel, patience).by_ptp;
}

SyncSource::SyncSource() : SyncSource(ask_in_background) {}

bool SyncSource::by_ptp(const time::KernelClock &kernel, MonoTime now) {
	if (!kernel.synced) {
		asked_.reset();
		answer_ = {}; // of a clock that was another one
		by_ptp_ = false;
		return false;
	}
	if (!answer_.valid() && (!asked_ || now - *asked_ >= asking_interval)) {
		answer_ = ask_(kernel);
		asked_ = now;
	}
	if (answer_.valid() &&
	    answer_.wait_for(std::chrono::seconds{0}) == std::future_status::ready)
		by_ptp_ = answer_.get();
	return by_ptp_;
}

} // namespace stamp::session
