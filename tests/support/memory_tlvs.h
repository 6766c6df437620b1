// SPDX-License-Identifier: Apache-2.0
// The procedure over the TLVs of a request (bpf/lib/tlv.h) alone, on plain memory.
#pragma once

#include <functional>

#include "bpf/lib/tlv.h"
#include "support/memory_packet.h"
#include "support/memory_store.h"

namespace stamp::test {

// Verifies the 16 octets at `hmac` over the TLVs in [first, hmac).
using VerifyTlvs = std::function<bool(const std::uint8_t *first, const std::uint8_t *hmac)>;

struct TlvSetting {
	bool authenticated = false;
	bool has_keys = false;
	VerifyTlvs verify = [](const std::uint8_t *, const std::uint8_t *) { return true; };
};

struct TlvAnswer {
	tlv_scan scan = {};
	tlv_mode mode = {};
	tlv_walk walk = {};
	int scan_steps = 0, walk_steps = 0;
};

// As the reflector does it; the TLVs are what lies from `first` on, but for the last `behind`
// octets: those are in the frame and not in the payload.
inline TlvAnswer answer_tlvs(const pkt &p, __u32 first, const TlvSetting &setting, tlv_world &world,
			     std::size_t behind = 0) {
	TlvAnswer a;
	const auto scan = [&] {
		for (int i = 0; i < TLV_STEPS; i++) {
			a.scan_steps++;
			if (tlv_scan_step(&p, &a.scan))
				break;
		}
	};

	tlv_scan_begin(&a.scan, first,
		       static_cast<__u32>(p.end - p.start) - static_cast<__u32>(behind));
	scan();
	if (tlv_scan_again(&p, &a.scan))
		scan();
	const __u32 hmac = tlv_to_verify(&a.scan, setting.has_keys);
	const bool verified = hmac && setting.verify(p.start + first, p.start + hmac);

	a.mode = tlv_decide(&a.scan, setting.authenticated, setting.has_keys, verified);
	tlv_begin(&a.walk, &world, &a.scan, a.mode);
	for (int i = 0; i < TLV_STEPS; i++) {
		a.walk_steps++;
		if (tlv_step(&p, &a.walk, &world))
			break;
	}
	return a;
}

} // namespace stamp::test
