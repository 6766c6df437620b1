// SPDX-License-Identifier: Apache-2.0
// What went wrong: a reason for the program, words for the person.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace stamp {

// Who acts on an error asks for its reason, never for its words.
enum class Reason : std::uint8_t {
	system, // `code` says it, an errno value; 0: the words say all
	// What is asked for.
	contradiction,	// one part of it contradicts another, or the host
	unknown_host,	// no address has this name
	too_long,	// for the interface; `cure` is the number of octets that fit
	tlvs,		// they cannot be built ...
	length,		// ... in a packet of this length
	no_tlv_to_sign, // a key for TLVs, and none is sent
	mixed_families, // signed TLVs have another length for IPv4 and for IPv6
	reserved_port,	// below 1024, which is root's
	unreadable_keys,
	// The clock is not as it is asked for.
	not_synchronised,
	not_synchronised_ptp, // and by PTP at that
	not_disciplined_by_ptp,
	// What is in the way.
	wants_perfmon,	    // this kernel's verifier does
	wants_bind_service, // the port does
	missing_capability, // this process may not have it
	no_process,	    // none can be made
	other_program,	    // another XDP program is attached
	port_in_use,	    // by another reflector of ours
	has_persistent,	    // the interface has a persistent reflector
	no_persistent,	    // it has none
	no_bpffs,	    // nothing can be pinned here
	other_version,	    // another version of stamp wrote it, or another program
	detached_by_other,  // another tool took a program away
	is_locked,	    // by another process
};

// `what` names what we were doing and to which object; `cure` is what to try, where only the place
// that found out can know it. With a reason of ours, `code` is what the kernel would say.
struct Error {
	int code = 0;
	std::string what;
	std::string cure = {};
	Reason reason = Reason::system;

	// Puts the outer action in front: "start reflector: attach stamp_refl_in to eth0: ...".
	[[nodiscard]] Error while_doing(std::string_view action) &&;
	// "what: strerror(code)"; `what` alone when code is 0 or the reason is ours.
	[[nodiscard]] std::string text() const;
};

// An Error of the calling thread's errno.
[[nodiscard]] Error last_error(std::string what);

} // namespace stamp
