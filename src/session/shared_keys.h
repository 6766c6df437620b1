// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "session/keys.h"

namespace stamp::session {

// The keys of a reflector, for its datapaths to give to the kernel; null: none.
using SharedKeys = std::shared_ptr<const KeyRing>;

} // namespace stamp::session
