// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/xdp.h"

#include <cerrno>
#include <cstring>

#include <bpf/bpf.h>
#include <linux/if_link.h>
#include <spdlog/spdlog.h>

#include "bpf/attach/attached.h"

namespace stamp::bpf {
namespace {

struct XdpAttachment : Attachment {
	XdpAttachment(XdpLink made, const LinkTarget &at, std::unique_ptr<Attachment> tc)
		: behind(std::move(tc)), place(at), link(std::move(made.link)),
		  native(made.is_native) {}
	[[nodiscard]] std::string hook() const override { return native ? "xdp" : "xdp-generic"; }
	[[nodiscard]] Result<std::string> detached() const override {
		const auto linked = is_linked(link, place);
		if (!linked)
			return linked.error();
		auto rest = behind->detached();
		if (!rest || *linked)
			return rest;
		return names_of_programs(true, false, false) +
		       (rest->empty() ? "" : " and " + *rest);
	}

	std::unique_ptr<Attachment> behind;
	LinkTarget place;
	Fd link; // goes first: nothing must fall between the two
	bool native;
};

Fd link(const Program &program, int ifindex, unsigned mode) {
	LIBBPF_OPTS(bpf_link_create_opts, options, .flags = mode);
	return Fd(bpf_link_create(program.fd.get(), ifindex, BPF_XDP, &options));
}

// "7 (xdp_filter)", as far as the kernel gives it.
std::string name_of_program(std::uint32_t id) {
	const Fd program(bpf_prog_get_fd_by_id(id));
	bpf_prog_info info{};
	__u32 size = sizeof(info);
	if (!program || bpf_obj_get_info_by_fd(program.get(), &info, &size) != 0)
		return std::to_string(id);
	return std::to_string(id) + " (" + info.name + ")";
}

Error taken(const net::Interface &iface) {
	LIBBPF_OPTS(bpf_xdp_query_opts, found);
	std::string who = "another XDP program";
	if (bpf_xdp_query(iface.index, 0, &found) == 0 && found.prog_id != 0)
		who = "XDP program " + name_of_program(found.prog_id);
	return Error{EBUSY,
		     "attach to " + iface.name + " (xdp): " + who + " is there",
		     {},
		     Reason::other_program};
}

// A driver may have no XDP. One that has XDP and refuses has a reason that can be removed: an MTU
// too large for its buffers, more queues than it has.
void say_generic(const net::Interface &iface, int error) {
	if (error == EOPNOTSUPP)
		spdlog::info("{}: the driver does not support native XDP: using generic XDP",
			     iface.name);
	else
		spdlog::warn("{}: the driver refused native XDP at MTU {} ({}): using generic XDP, "
			     "which is slower",
			     iface.name, iface.mtu, std::strerror(error));
}

} // namespace

Result<XdpLink> link_xdp(const Object &object, const net::Interface &iface) {
	bool native = true;
	Fd held = link(object.xdp(), iface.index, XDP_FLAGS_DRV_MODE);
	if (!held && errno != EBUSY && errno != EEXIST && !object.is_bound()) {
		say_generic(iface, errno);
		native = false;
		held = link(object.xdp(), iface.index, XDP_FLAGS_SKB_MODE);
	}
	if (!held && (errno == EBUSY || errno == EEXIST))
		return taken(iface);
	if (!held)
		return last_error("attach to " + iface.name + " (xdp)");
	if (native && iface.kind == "veth")
		spdlog::warn("{} is a veth device: replies sent at XDP arrive only while its peer "
			     "has an XDP program, too",
			     iface.name);
	return XdpLink{std::move(held), native};
}

Result<std::unique_ptr<Attachment>> attach_xdp(const Object &object, const net::Interface &iface,
					       std::unique_ptr<Attachment> behind) {
	auto made = link_xdp(object, iface);
	if (!made)
		return std::move(made).error();
	return std::unique_ptr<Attachment>(
		new XdpAttachment(std::move(made).value(), {iface.index, object.program_ids().xdp},
				  std::move(behind)));
}

} // namespace stamp::bpf
