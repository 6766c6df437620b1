// SPDX-License-Identifier: Apache-2.0
// The maps of the BPF object that user space reads and writes, by the types that bpf/maps.h gives
// their keys and values.
#pragma once

#include "bpf/object/map.h"
#include "stamp/abi.h"

namespace stamp::bpf {

template <typename Key, typename Value> struct MapName { const char *name; };
template <typename Key, typename Value> struct PerCpuMapName { const char *name; };

inline constexpr MapName<stamp_prefix, __u8> local_map{"local"};	   // enum stamp_local_kind
inline constexpr MapName<stamp_prefix, __u8> allow_map{"allow"};	   // 0: not let in
inline constexpr MapName<std::uint32_t, std::uint64_t> ssids_map{"ssids"}; // 64 of them a value
inline constexpr MapName<std::uint32_t, stamp_keys> keys_map{"keys"};	   // by SSID
inline constexpr MapName<stamp_peer, std::uint16_t> peers_map{"peers"};
inline constexpr MapName<stamp_session_key, stamp_session> sessions_map{"sessions"};

using Counter = std::uint64_t;
inline constexpr PerCpuMapName<std::uint32_t, Counter> verdicts_map{"verdicts"};
inline constexpr PerCpuMapName<std::uint32_t, Counter> tlv_notes_map{"tlv_notes"};
inline constexpr PerCpuMapName<std::uint32_t, Counter> hw_times_map{"hw_times"};
inline constexpr PerCpuMapName<std::uint32_t, stamp_stranger> strangers_map{"strangers"};

} // namespace stamp::bpf
