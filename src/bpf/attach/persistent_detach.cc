// SPDX-License-Identifier: Apache-2.0
#include <cerrno>

#include <bpf/bpf.h>

#include "bpf/attach/clsact.h"
#include "bpf/attach/hook_query.h"
#include "bpf/attach/persistent.h"
#include "bpf/attach/qdisc.h"
#include "bpf/object/running_programs.h"
#include "bpf/pin/bpffs.h"
#include "bpf/pin/instance_info.h"

namespace stamp::bpf {
namespace {

Result<void> unpin(const std::string &directory, const char *name) {
	const auto opened = open_directory(directory);
	return opened ? opened->remove(name) : opened.error();
}

// At once: the kernel lets go of what was pinned only some time after the name has gone.
Result<void> detach_link(const std::string &directory, const std::string &kept, const char *name) {
	const auto found = pinned_link(directory, name);
	if (!found)
		return found.error();
	if (!*found)
		return {};
	const auto stays = pinned_link(kept, name);
	if (!stays)
		return stays.error();
	const PinnedLink &link = **found;
	if (*stays && (*stays)->info.id == link.info.id)
		return unpin(directory, name);
	if (bpf_link_detach(link.fd.get()) != 0)
		return last_error("detach " + directory + "/" + name);
	if (const auto now = link_info(link.fd); now && ifindex_of(*now) != 0)
		return Error{EBUSY, "detach " + directory + "/" + name};
	return unpin(directory, name);
}

Result<void> detach_filters(int ifindex, bool ingress, std::uint32_t kept) {
	const auto is_to_go = [&](const TcFilter &filter) {
		return filter.ingress == ingress && (kept == 0 || filter.program != kept);
	};
	const auto filters = persistent_filters(ifindex);
	if (!filters)
		return filters.error();
	bool any = false;
	for (const TcFilter &filter : *filters)
		if (is_to_go(filter)) {
			remove_filter(ifindex, ingress, filter.handle);
			any = true;
		}
	const auto left = any ? persistent_filters(ifindex) : std::vector<TcFilter>{};
	if (!left)
		return left.error();
	for (const TcFilter &filter : *left)
		if (is_to_go(filter))
			return Error{EBUSY, "detach " + filter.name + " from interface number " +
						    std::to_string(ifindex) + " (clsact)"};
	return {};
}

Result<void> detach_direction(const std::string &directory, const std::string &kept,
			      const std::vector<int> &ifindexes, bool ingress) {
	// XDP first: nothing must fall between the two.
	for (const char *name :
	     {ingress ? link_xdp_pin : nullptr, ingress ? link_in_pin : link_out_pin})
		if (auto done = name ? detach_link(directory, kept, name) : Result<void>{}; !done)
			return done;
	const auto stays =
		kept.empty() ? Result<std::uint32_t>(0)
			     : pinned_program(kept, ingress ? program_in_pin : program_out_pin);
	if (!stays)
		return stays.error();
	for (const int ifindex : ifindexes)
		if (auto done = detach_filters(ifindex, ingress, *stays); !done)
			return done;
	return {};
}

} // namespace

Result<void> detach_all(const std::string &directory, const std::string &kept,
			const std::vector<int> &ifindexes) {
	if (auto done = detach_direction(directory, kept, ifindexes, true); !done)
		return done;
	wait_for_running_programs(); // one of them may have left a packet for the egress program
	if (auto done = detach_direction(directory, kept, ifindexes, false); !done)
		return done;
	const auto about = read_about(directory);
	if (!about) // remains, or of another version: the owner of the qdisc is unknown
		return about.error().code == ENOENT || about.error().reason == Reason::other_version
			       ? Result<void>{}
			       : about.error();
	return about->made_qdisc ? remove_empty_clsact(static_cast<int>(about->ifindex))
				 : Result<void>{};
}

} // namespace stamp::bpf
