// SPDX-License-Identifier: Apache-2.0
// The BPF object of one role, loaded for one interface.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/fd.h"
#include "base/result.h"
#include "bpf/handle.h"
#include "session/datapath.h"
#include "stamp/abi.h"

namespace stamp::bpf {

enum class Role { reflector, sender };

// A map that is there already and is to be used in the place of a new one.
struct ReusedMap {
	std::string name;
	Fd map;
};

class Object {
public:
	// Loads the programs of `role` alone, the one at XDP only when asked for. `sent_slots`:
	// entries of the map of send times.
	// Errors are libbpf's: EPERM, EINVAL (the verifier or an old kernel), ENOMEM, ...
	static Result<Object> load(Role role, const stamp_cfg &cfg, std::uint32_t sent_slots,
				   bool with_xdp = false,
				   const std::vector<ReusedMap> &reused = {});

	[[nodiscard]] const bpf_program *ingress() const;
	[[nodiscard]] const bpf_program *egress() const;
	[[nodiscard]] const bpf_program *xdp() const;
	[[nodiscard]] stamp_live &live() const { return skeleton_->data->live; }
	[[nodiscard]] const stamp_bpf &skeleton() const { return *skeleton_; }
	// Sums over the CPUs.
	[[nodiscard]] session::Verdicts verdicts() const;
	[[nodiscard]] session::TlvNotes tlv_notes() const; // of a reflector

private:
	Object(Role role, Skeleton skeleton) : role_(role), skeleton_(std::move(skeleton)) {}

	Role role_;
	Skeleton skeleton_;
};

// Sends what libbpf has to say to the log, one level below its own. Once per process.
void route_libbpf_messages();

} // namespace stamp::bpf
