// SPDX-License-Identifier: Apache-2.0
// The map `about`, which identifies the pinned maps of an instance: stamp_about of the ABI.
#pragma once

#include <string>

#include "base/fd.h"
#include "base/result.h"
#include "bpf/pin/names.h"
#include "net/iface.h"
#include "session/datapath.h"
#include "stamp/abi.h"

namespace stamp::bpf {

// What both roles have: version, name and number of the interface, the time, the configuration.
[[nodiscard]] stamp_about new_about(stamp_role role, const net::Interface &iface,
				    const stamp_cfg &cfg);
void set_text(char *target, std::size_t size, const std::string &text);

Result<Fd> create_about(const stamp_about &about);
Result<void> write_about(const Fd &map, const stamp_about &about);
// EPROTO: another version of the ABI wrote it, or another program.
Result<stamp_about> read_about(const std::string &directory);

// The pinned counters. EPROTO as above.
Result<session::Verdicts> read_verdicts(const std::string &directory);
Result<session::TlvNotes> read_tlv_notes(const std::string &directory); // of a reflector

} // namespace stamp::bpf
