// SPDX-License-Identifier: Apache-2.0
#include "cli/error_line.h"

#include <cerrno>
#include <optional>

#include "base/log.h"
#include "base/plain_text.h"
#include "cli/exit_code.h"
#include "cli/nearest.h"

namespace stamp::cli {
namespace {

void write_lines(std::string_view what_and_why, std::string_view cure) {
	write_log(error_lines(what_and_why, cure));
}

// The cure for a reason of ours.
std::string cure_of(Reason reason, const std::string &iface) {
	switch (reason) {
	case Reason::wants_perfmon:
		return "sudo, or add cap_perfmon, which the verifier of this kernel requires";
	case Reason::wants_bind_service:
		return "-s auto, or add CAP_NET_BIND_SERVICE";
	case Reason::no_process:
		return "a higher limit of processes: ulimit -u, TasksMax= of systemd";
	case Reason::other_program:
		return "--hook tcx, or detach the other program: bpftool net";
	case Reason::port_in_use:
		return "stop the stamp that holds it";
	case Reason::has_persistent:
		return "stamp reflector change " + iface + ", or del";
	case Reason::no_persistent:
		return "stamp reflector show, or add";
	case Reason::no_bpffs:
		return "nsenter --net=/run/netns/NAME instead of ip netns exec NAME, or mount -t "
		       "bpf -o mode=0700 bpf /sys/fs/bpf";
	case Reason::other_version:
		return "the version of stamp that added it, or stamp reflector del " + iface;
	default:
		return "";
	}
}

std::string interface_hint(std::string_view wanted, const std::vector<std::string> &known) {
	if (known.empty())
		return "ip link";
	if (const auto name = nearest(wanted, known))
		return *name;
	std::string all = "one of ";
	for (const std::string &name : known)
		all += (&name == &known.front() ? "" : ", ") + name;
	return all;
}

} // namespace

std::optional<UsageError> usage_of(const Error &error) {
	switch (error.reason) {
	case Reason::contradiction:
	case Reason::unknown_host:
		return UsageError{"sender", error.text(), error.cure};
	case Reason::too_long:
		return UsageError{"--length", error.text(), "-l " + error.cure};
	case Reason::length:
		return UsageError{"--length", error.text(), error.cure};
	case Reason::tlvs:
		return UsageError{"--tlv", error.text(), error.cure};
	case Reason::no_tlv_to_sign:
		return UsageError{"--tlv-key-file", error.text(), "--tlv NAME"};
	case Reason::mixed_families:
		return UsageError{"--tlv", error.text(), "-4 or -6"};
	case Reason::not_synchronised:
		return UsageError{"the clock", error.text() + ", but --enforce-sync requires it",
				  error.cure};
	case Reason::not_synchronised_ptp:
		return UsageError{"the clock", error.text() + ", but --enforce-ptp requires it",
				  error.cure};
	case Reason::not_disciplined_by_ptp:
		return UsageError{"the clock", error.text(), error.cure};
	default:
		return std::nullopt;
	}
}

std::string error_lines(std::string_view what_and_why, std::string_view cure) {
	std::string lines = "stamp: " + plain_text(what_and_why) + "\n";
	if (!cure.empty())
		lines += "try: " + plain_text(cure) + "\n";
	return lines;
}

int complain(const UsageError &error) {
	write_lines(error.what + ": " + error.why, error.cure);
	return exit_usage;
}

int complain(const Error &error, std::string_view cure) {
	if (const auto usage = usage_of(error)) {
		complain(*usage);
		return exit_code_for(error);
	}
	write_lines(error.text(), error.cure.empty() ? cure : error.cure);
	return exit_code_for(error);
}

std::string hint_for(const Error &error, std::string_view wanted,
		     const std::vector<std::string> &known) {
	if (error.reason != Reason::system)
		return cure_of(error.reason, std::string(wanted));
	switch (error.code) {
	case EPERM:
		return "as root, or once: setcap "
		       "cap_bpf,cap_net_admin,cap_net_bind_service=p on the stamp binary";
	case EADDRINUSE:
		return "-s auto";
	case EADDRNOTAVAIL:
		return "an address of this host: ip address";
	case ENODEV:
	case ENXIO:
		return interface_hint(wanted, known);
	case ENOENT:
		return "an existing path";
	case ENETDOWN:
		return "ip link set " + (wanted.empty() ? "IFACE" : std::string(wanted)) + " up";
	case ENETUNREACH:
	case EHOSTUNREACH:
		return "ip route get HOST";
	case EAFNOSUPPORT:
		return "-4 or -6";
	case EMSGSIZE:
		return "a smaller -l";
	case EBUSY:
	case EEXIST:
		return "stop the stamp that holds it";
	case EMFILE:
		return "a higher limit of open files: ulimit -Hn, LimitNOFILE= of systemd";
	case ENFILE:
		return "a higher limit of open files for this host: sysctl fs.file-max";
	case ENOMEM:
		return "more memory (MemoryMax= of systemd, the container's limit), or smaller "
		       "tables: --max-sessions";
	case ENOSYS:
	case EOPNOTSUPP:
		return "stamp version lists what this kernel supports";
	default:
		return "";
	}
}

std::string not_sent_cure(const stats::Message &why, const std::string &iface) {
	using stats::Kind;
	switch (why.kind) {
	case Kind::no_request_left:
		return not_sent_cure(std::get<stats::Message>(why.values.front()), iface);
	case Kind::not_sent_FILTERED:
		return "nft list ruleset shows which rule drops outgoing UDP";
	case Kind::not_sent_EGRESS:
		return "nft list ruleset; tc filter show dev " + iface + " egress";
	case Kind::not_sent_QUEUE:
		return "tc -s qdisc show dev " + iface;
	case Kind::not_sent_TOO_LONG:
		return "a smaller -l";
	case Kind::not_sent_NO_ROUTE:
	case Kind::route_refused:
		return "ip route get HOST";
	case Kind::other_interface:
		return "auto instead of " + iface;
	case Kind::local_target:
		return "lo instead of " + iface;
	case Kind::not_sent_NEIGHBOUR:
	case Kind::neighbour_silent:
		return "ip neighbour show dev " + iface;
	case Kind::not_sent_NO_ADDRESS:
		return "ip address add ADDRESS dev " + iface;
	case Kind::not_sent_LINK_DOWN:
	case Kind::interface_is_gone:
	case Kind::set_down:
	case Kind::no_carrier:
		return "ip link set " + iface + " up";
	default:
		return "";
	}
}

int exit_code_for(const Error &error) {
	if (error.code == EPERM || error.code == EACCES)
		return exit_permission;
	switch (error.reason) {
	case Reason::not_synchronised:
	case Reason::not_synchronised_ptp:
	case Reason::not_disciplined_by_ptp:
		return exit_not_synchronised;
	case Reason::unreadable_keys: // the files are configuration
		return exit_usage;
	default:
		return usage_of(error) ? exit_usage : exit_unsupported;
	}
}

} // namespace stamp::cli
