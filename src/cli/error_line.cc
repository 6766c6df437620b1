// SPDX-License-Identifier: Apache-2.0
#include "cli/error_line.h"

#include <cerrno>

#include "base/log.h"
#include "base/plain_text.h"
#include "cli/exit_code.h"
#include "cli/nearest.h"

namespace stamp::cli {
namespace {

void write_lines(std::string_view what_and_why, std::string_view cure) {
	say(error_lines(what_and_why, cure));
}

bool is_about(const Error &error, std::string_view word) {
	return error.what.find(word) != std::string::npos;
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
	write_lines(error.text(), error.cure.empty() ? cure : error.cure);
	return exit_code_for(error);
}

std::string hint_for(const Error &error, std::string_view wanted,
		     const std::vector<std::string> &known) {
	switch (error.code) {
	case EPERM:
		if (is_about(error, "CAP_PERFMON"))
			return "sudo, or add cap_perfmon, which the verifier of this kernel "
			       "requires";
		return "sudo, or once: setcap "
		       "cap_bpf,cap_net_admin,cap_net_bind_service+ep on the stamp binary";
	case EACCES:
		if (is_about(error, "bind"))
			return "-s auto, or add CAP_NET_BIND_SERVICE";
		return "";
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
		if (is_about(error, "(xdp)"))
			return "--hook tcx, or detach the other program: bpftool net";
		[[fallthrough]];
	case EEXIST:
		return "stop the stamp that holds it";
	case EMFILE:
		return "a higher limit of open files: ulimit -Hn, LimitNOFILE= of systemd";
	case ENFILE:
		return "a higher limit of open files for this host: sysctl fs.file-max";
	case ENOMEM:
		return "more memory (MemoryMax= of systemd, the container's limit), or smaller "
		       "tables: --max-sessions";
	case EAGAIN:
		if (is_about(error, "fork"))
			return "a higher limit of processes: ulimit -u, TasksMax= of systemd";
		return "";
	case ENOSYS:
	case EOPNOTSUPP:
		return "stamp version lists what this kernel supports";
	default:
		return "";
	}
}

std::string not_sent_cure(std::string_view code, const std::string &iface) {
	if (code == "filtered")
		return "nft list ruleset shows which rule drops outgoing UDP";
	if (code == "egress_dropped")
		return "nft list ruleset; tc filter show dev " + iface + " egress";
	if (code == "queue_full")
		return "tc -s qdisc show dev " + iface;
	if (code == "too_long")
		return "a smaller -l";
	if (code == "no_route")
		return "ip route get HOST";
	if (code == "other_interface")
		return "auto instead of " + iface;
	if (code == "local_target")
		return "lo instead of " + iface;
	if (code == "neighbour_unresolved")
		return "ip neighbour show dev " + iface;
	if (code == "no_address")
		return "ip address add ADDRESS dev " + iface;
	if (code == "link_down")
		return "ip link set " + iface + " up";
	return "";
}

int exit_code_for(const Error &error) {
	return error.code == EPERM || error.code == EACCES ? exit_permission : exit_unsupported;
}

} // namespace stamp::cli
