// SPDX-License-Identifier: Apache-2.0
// What a report has to say beyond numbers: which sentence, by an enum, and the values in it. The
// words are those of render/sentence.cc.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "stamp/not_sent.h"
#include "stamp/outcome.h"
#include "time/clock.h"

namespace stamp::stats {

// A row: enumerator and code. Several sentences may share a code, which is stable; one without a
// code has that of the message in it, if there is one.
#define STAMP_MESSAGES(X)                                                                          \
	X(none, "")                                                                                \
	/* Of the far side of a measurement. */                                                    \
	X(ssid_zero, "ssid_zero")                                                                  \
	X(ssid_zero_stopped, "ssid_zero")                                                          \
	X(ee_zero, "ee_zero")                                                                      \
	X(t3_before_t2, "t3_before_t2")                                                            \
	X(not_measuring, "not_measuring")                                                          \
	X(not_stamped, "not_stamped")                                                              \
	X(no_transmit_time, "no_transmit_time")                                                    \
	X(format_unknown, "format_unknown")                                                        \
	X(z_mismatch_ptp, "z_mismatch")                                                            \
	X(z_mismatch_ntp, "z_mismatch")                                                            \
	X(tai_unknown, "tai_unknown")                                                              \
	X(other_mode, "other_mode")                                                                \
	X(implausible, "implausible")                                                              \
	X(reflector_restart, "reflector_restart")                                                  \
	X(far_offset, "tai_offset")                                                                \
	X(ahead_of_utc, "")                                                                        \
	X(behind_utc, "")                                                                          \
	X(tai_in_ntp, "")                                                                          \
	X(utc_in_ptp, "")                                                                          \
	X(offset_subtracted, "")                                                                   \
	X(offset_not_subtracted, "")                                                               \
	/* Of a sender. */                                                                         \
	X(detached, "detached")                                                                    \
	X(sender_not_pinned, "pin_failed")                                                         \
	X(route_changed, "route_changed")                                                          \
	X(name_changed, "name_changed")                                                            \
	X(sender_clock_step, "clock_step")                                                         \
	X(send_failed, "send_failed")                                                              \
	X(remove_target, "remove_target")                                                          \
	X(network, "network")                                                                      \
	X(port_translated, "address_translation")                                                  \
	X(far_rate_limit, "rate_limited")                                                          \
	X(port_of_reflector, "source_port")                                                        \
	X(port_in_use, "source_port")                                                              \
	X(port_forbidden, "source_port")                                                           \
	X(hook_socket, "hook_socket")                                                              \
	X(hook_socket_cured, "hook_socket")                                                        \
	X(rate_above_default, "rate_above_default")                                                \
	X(fail_loss, "fail_loss")                                                                  \
	X(fail_rtt, "fail_rtt")                                                                    \
	X(fail_rtt_unknown, "fail_rtt")                                                            \
	/* Why not one reply came. */                                                              \
	X(no_request_left, "")                                                                     \
	X(interface_is_gone, "link_down")                                                          \
	X(set_down, "link_down")                                                                   \
	X(no_carrier, "link_down")                                                                 \
	X(other_interface, "other_interface")                                                      \
	X(local_target, "local_target")                                                            \
	X(neighbour_silent, "neighbour_unresolved")                                                \
	X(route_refused, "no_route")                                                               \
	X(translated, "address_translation")                                                       \
	X(other_key, "other_key")                                                                  \
	X(late, "late")                                                                            \
	X(port_unreachable, "port_unreachable")                                                    \
	X(unexpected, "unexpected")                                                                \
	X(no_reply, "no_reply")                                                                    \
	X(no_signed_reply, "no_reply")                                                             \
	/* Of a reflector. */                                                                      \
	X(reflector_not_pinned, "pin_failed")                                                      \
	X(clock_step, "clock_step")                                                                \
	X(no_addresses, "no_addresses")                                                            \
	X(port_of_bridge, "no_addresses")                                                          \
	X(source_limited, "source_limited")                                                        \
	X(sources_limited, "source_limited")                                                       \
	X(rate_limited, "rate_limited")                                                            \
	X(rate_limited_again, "rate_limited")                                                      \
	X(unsigned_requests, "unsigned_requests")                                                  \
	X(auth_requests, "auth_requests")                                                          \
	X(unstamped, "unstamped")                                                                  \
	X(hardware_times, "hardware_times")                                                        \
	X(interface_gone, "interface_gone")                                                        \
	X(addresses_unknown, "addresses")                                                          \
	X(netlink, "netlink")                                                                      \
	X(keys, "keys")                                                                            \
	X(keys_kept, "keys")                                                                       \
	X(reflector_detached, "detached")                                                          \
	X(detached_repeatedly, "detached")                                                         \
	X(attached_again, "attached_again")                                                        \
	X(attach_failed, "attach_failed")                                                          \
	/* Of the output. */                                                                       \
	X(output_failed, "output_failed")                                                          \
	X(output_dropped, "output_dropped")                                                        \
	X(output_stalled, "output_stalled")                                                        \
	X(reopen_failed, "reopen_failed")                                                          \
	/* Of what runs on this host. */                                                           \
	X(interface_lost, "detached")                                                              \
	X(ingress_lost, "detached")                                                                \
	X(egress_lost, "detached")                                                                 \
	X(xdp_lost, "detached")                                                                    \
	X(moved_away, "moved")                                                                     \
	X(moved_here, "moved")                                                                     \
	X(renamed, "renamed")                                                                      \
	X(add_unfinished, "unfinished")                                                            \
	X(change_unfinished, "unfinished")                                                         \
	X(tai_offset, "tai_offset")                                                                \
	X(clock_synced, "clock_sync")                                                              \
	X(clock_not_synced, "clock_sync")                                                          \
	X(addresses_changed, "addresses")                                                          \
	X(unreadable, "unreadable")                                                                \
	X(not_pinned, "not_pinned")                                                                \
	/* For the log alone. */                                                                   \
	X(counters_unreadable, "")                                                                 \
	X(reflector_counters_not_pinned, "")                                                       \
	X(sender_counters_not_pinned, "")                                                          \
	X(pins_unreadable, "")                                                                     \
	X(nothing_running, "")                                                                     \
	X(nothing_running_on, "")                                                                  \
	X(nothing_visible, "")                                                                     \
	X(nothing_visible_on, "")                                                                  \
	X(no_sessions, "")                                                                         \
	X(sessions_end, "")                                                                        \
	X(sessions_restart, "")                                                                    \
	X(sessions_unreadable, "")                                                                 \
	X(sessions_incomplete, "")                                                                 \
	X(tallies_unreadable, "")                                                                  \
	X(processes_unreadable, "")                                                                \
	X(only_sockets, "")                                                                        \
	X(keys_renewed, "")                                                                        \
	X(no_tai_offset, "")                                                                       \
	X(stale_left, "")                                                                          \
	X(no_persistent, "")                                                                       \
	X(no_persistent_on, "")                                                                    \
	X(stale_removed, "")                                                                       \
	X(persistent_deleted, "")

enum class Kind : std::uint8_t {
#define X(kind, code) kind,
	STAMP_MESSAGES(X)
#undef X
#define X(code, name, text) not_sent_##code,
		STAMP_NOT_SENT_REASONS(X)
#undef X
#define X(code, name, text) hardware_##code,
			STAMP_HW_TIMES(X)
#undef X
};

struct Value;

struct Message {
	Message() = default;
	Message(Kind which); // NOLINT: a kind without values is a message
	Message(Kind which, std::initializer_list<Value> with);
	bool operator==(const Message &) const;

	Kind kind{};
	std::vector<Value> values; // {0}, {1}, ... of the sentence
};

// A name or the text of an error, a number, a ratio, a duration, another message, several.
struct Value : std::variant<std::string, std::uint64_t, double, Duration, Message,
			    std::vector<Message>> {
	using variant::variant;
	Value(const char *text) : variant(std::string(text)) {}
};

inline Message::Message(Kind which) : kind(which) {}
inline Message::Message(Kind which, std::initializer_list<Value> with)
	: kind(which), values(with) {}
inline bool Message::operator==(const Message &other) const {
	return kind == other.kind && values == other.values;
}

// Of a row, for JSON and metrics.
[[nodiscard]] std::string_view code(Kind kind);
[[nodiscard]] std::string_view code(const Message &message);

[[nodiscard]] inline Kind not_sent_kind(stamp_not_sent reason) {
	return static_cast<Kind>(static_cast<int>(Kind::not_sent_LINK_DOWN) + reason);
}
[[nodiscard]] inline Kind hardware_kind(std::size_t outcome) {
	return static_cast<Kind>(static_cast<std::size_t>(Kind::hardware_USED) + outcome);
}

} // namespace stamp::stats
