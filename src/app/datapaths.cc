// SPDX-License-Identifier: Apache-2.0
#include "app/datapaths.h"

#include <cerrno>

#include "bpf/datapaths.h"
#include "socket/datapaths.h"

namespace stamp::app {
namespace {

const bpf::BpfDatapaths in_bpf;
const socket::SocketDatapaths at_sockets;

} // namespace

bool keeps_programs_away(const Error &why) {
	if (why.reason == Reason::wants_perfmon || why.reason == Reason::missing_capability)
		return true;
	return why.reason == Reason::system &&
	       (why.code == EPERM || why.code == ENOSYS || why.code == EOPNOTSUPP);
}

Result<DatapathChoice> DatapathChoice::create(const session::RoleSpec &spec) {
	if (spec.hook == session::Hook::socket)
		return DatapathChoice(at_sockets, false);
	DatapathChoice choice(in_bpf, spec.hook == session::Hook::automatic);
	if (auto able = in_bpf.raise(); !able)
		if (!choice.falls_back(able.error()))
			return std::move(able).error();
	return choice;
}

bool DatapathChoice::falls_back(const Error &why) {
	if (!may_differ_ || !keeps_programs_away(why))
		return false;
	may_differ_ = false;
	kind_ = &at_sockets;
	why_ = why;
	return true;
}

std::optional<stats::Warning> fallback_warning(const DatapathChoice &choice) {
	if (!choice.why())
		return std::nullopt;
	const Error &why = *choice.why();
	if (why.cure.empty())
		return stats::Warning{{stats::Kind::hook_socket, {why.text()}}};
	return stats::Warning{{stats::Kind::hook_socket_cured, {why.text(), why.cure}}};
}

} // namespace stamp::app
