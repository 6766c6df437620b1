// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "session/datapath.h"
#include "socket/store.h"

namespace stamp::socket {

// The records of a store, which are forgotten then.
inline void hand_over(Store &store, const session::RecordHandler &handler) {
	for (const StoredRecord &stored : store.records)
		handler(stored.record, stored.tail);
	store.records.clear();
}

} // namespace stamp::socket
