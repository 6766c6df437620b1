// SPDX-License-Identifier: Apache-2.0
#include "session/sync_source.h"

#include "time/service.h"

namespace stamp::session {
namespace {

constexpr Duration asking_interval = std::chrono::minutes{1};
constexpr Duration patience = std::chrono::milliseconds{50};

} // namespace

SyncSource::SyncSource()
	: SyncSource([](const time::KernelClock &kernel) {
		  return time::discipline(kernel, patience).by_ptp;
	  }) {}

bool SyncSource::by_ptp(const time::KernelClock &kernel, MonoTime now) {
	if (!kernel.synced) {
		asked_.reset();
		return false;
	}
	if (!asked_ || now - *asked_ >= asking_interval) {
		by_ptp_ = ask_(kernel);
		asked_ = now;
	}
	return by_ptp_;
}

} // namespace stamp::session
