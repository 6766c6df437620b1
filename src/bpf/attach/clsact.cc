// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/clsact.h"

#include <cerrno>
#include <set>
#include <vector>

#include <spdlog/spdlog.h>

#include "bpf/attach/attached.h"
#include "bpf/attach/cleanup_child.h"
#include "bpf/attach/qdisc.h"
#include "bpf/attach/tc_filters.h"
#include "net/claim.h"

namespace stamp::bpf {
namespace {

constexpr std::uint32_t max_handle = 32; // roles on one interface at a time

bpf_tc_hook hook(int ifindex, bpf_tc_attach_point point) {
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex, .attach_point = point);
	return hook;
}

int add_filter(int program, int ifindex, bool ingress, std::uint32_t handle, bool replace) {
	const bpf_tc_hook at = hook(ifindex, ingress ? BPF_TC_INGRESS : BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, options, .prog_fd = program,
		    .flags = replace ? std::uint32_t{BPF_TC_F_REPLACE} : 0u, .handle = handle,
		    .priority = filter_priority);
	return bpf_tc_attach(&at, &options);
}

// The only reason why a kernel with this qdisc refuses the filter.
Error shared_block(const net::Interface &iface) {
	return {0,
		"attach to " + iface.name +
			" (clsact): its qdisc shares a filter block with other interfaces",
		"--hook tcx (Linux 6.6): tc qdisc show dev " + iface.name};
}

// Removes what a killed stamp left behind whose cleanup child was killed too. False: a filter of
// somebody else has the handle.
bool make_free(int ifindex, std::uint32_t handle) {
	const auto filters = tc_filters(ifindex);
	if (!filters)
		return true;
	bool is_free = true;
	for (const TcFilter &filter : *filters) {
		if (filter.handle != handle || filter.priority != filter_priority)
			continue;
		if (is_ours(filter)) {
			spdlog::info("removing a filter left behind by a killed stamp: {}",
				     filter.name);
			remove_filter(ifindex, filter.ingress, handle);
		} else {
			is_free = false;
		}
	}
	return is_free;
}

Result<net::Claim> claim_handle(const net::Interface &iface, std::uint32_t handle) {
	return net::Claim::claim("clsact/" + std::to_string(iface.index) + "/" +
				 std::to_string(handle));
}

struct Slot {
	std::uint32_t handle;
	net::Claim claim;
};

Result<Slot> take_slot(const net::Interface &iface) {
	for (std::uint32_t handle = 1; handle <= max_handle; handle++) {
		auto claim = claim_handle(iface, handle);
		if (!claim && claim.error().code != EADDRINUSE)
			return std::move(claim).error();
		if (!claim || !make_free(iface.index, handle))
			continue;
		return Slot{handle, std::move(claim).value()};
	}
	return Error{EBUSY, "find a free filter handle on " + iface.name};
}

void clean_up(int ifindex, std::uint32_t handle, bool qdisc_is_ours) {
	remove_filter(ifindex, true, handle);
	remove_filter(ifindex, false, handle);
	if (qdisc_is_ours)
		(void)remove_empty_clsact(ifindex);
}

struct ClsactAttachment : Attachment {
	ClsactAttachment(const Object &object, int index, net::Claim held, CleanupChild child)
		: ifindex(index), ingress(object.program_ids().ingress),
		  egress(object.program_ids().egress), claim(std::move(held)),
		  cleanup(std::move(child)) {}
	[[nodiscard]] std::string hook() const override { return "clsact"; }
	[[nodiscard]] Result<std::string> detached() const override {
		const auto in = has_filter(ifindex, true, ingress);
		if (!in)
			return in.error();
		const auto out = has_filter(ifindex, false, egress);
		return out ? names_of_programs(false, !*in, !*out)
			   : Result<std::string>(out.error());
	}

	int ifindex;
	std::uint32_t ingress, egress;
	net::Claim claim;
	CleanupChild cleanup; // goes first: the claim must outlast the filters
};

} // namespace

Result<void> set_filter(const Program &program, const net::Interface &iface, bool ingress,
			std::uint32_t handle, bool replace) {
	const int error = add_filter(program.fd.get(), iface.index, ingress, handle, replace);
	if (error == -EOPNOTSUPP)
		return shared_block(iface);
	if (error != 0) // ENOENT: the kernel has no filters that are programs
		return Error{error == -ENOENT ? EOPNOTSUPP : -error,
			     "attach " + program.name + " to " + iface.name + " (clsact)"};
	return {};
}

Result<void> set_filter(const Fd &program, const std::string &name, int ifindex, bool ingress,
			std::uint32_t handle) {
	if (const int error = add_filter(program.get(), ifindex, ingress, handle, true))
		return Error{-error, "attach " + name + " to interface number " +
					     std::to_string(ifindex) + " (clsact)"};
	return {};
}

void remove_filter(int ifindex, bool ingress, std::uint32_t handle) {
	const bpf_tc_hook at = hook(ifindex, ingress ? BPF_TC_INGRESS : BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, options, .handle = handle, .priority = filter_priority);
	bpf_tc_detach(&at, &options);
}

std::size_t remove_unclaimed_filters(const net::Interface &iface) {
	const auto filters = tc_filters(iface.index);
	std::set<std::uint32_t> handles;
	for (const TcFilter &filter : filters ? *filters : std::vector<TcFilter>{})
		if (filter.priority == filter_priority && filter.handle <= max_handle &&
		    is_ours(filter))
			handles.insert(filter.handle);
	std::size_t removed = 0;
	for (const std::uint32_t handle : handles)
		if (const auto claim = claim_handle(iface, handle)) { // its owner is gone
			make_free(iface.index, handle);
			removed++;
		}
	return removed;
}

Result<std::unique_ptr<Attachment>> attach_clsact(const Object &object,
						  const net::Interface &iface) {
	auto slot = take_slot(iface);
	if (!slot)
		return std::move(slot).error();
	auto qdisc = NewClsact::make(iface);
	if (!qdisc)
		return std::move(qdisc).error();

	const int index = iface.index;
	const std::uint32_t handle = slot->handle;
	const bool ours = qdisc->is_new();
	auto cleanup = CleanupChild::start([=] { clean_up(index, handle, ours); });
	if (!cleanup)
		return std::move(cleanup).error();
	qdisc->keep();
	auto attachment = std::make_unique<ClsactAttachment>(object, index, std::move(slot->claim),
							     std::move(cleanup).value());
	for (const bool ingress : {false, true})
		if (auto added = set_filter(ingress ? object.ingress() : object.egress(), iface,
					    ingress, handle, false);
		    !added)
			return std::move(added).error(); // the child removes what is there
	return std::unique_ptr<Attachment>(std::move(attachment));
}

} // namespace stamp::bpf
