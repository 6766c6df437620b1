// SPDX-License-Identifier: Apache-2.0
#include "bpf/ownerless.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <bpf/bpf.h>
#include <unistd.h>

#include "base/fd.h"
#include "bpf/about.h"
#include "bpf/clsact.h"
#include "bpf/tc_filters.h"
#include "bpf/tcx.h"
#include "bpf/xdp.h"

namespace stamp::bpf {
namespace {

constexpr const char *ingress_pin = "/link_in", *egress_pin = "/link_out", *xdp_pin = "/link_xdp";

Result<void> pin(const Fd &fd, const std::string &path) {
	if (bpf_obj_pin(fd.get(), path.c_str()) != 0)
		return last_error("pin " + path);
	return {};
}

// Of a pinned link; 0: it lost its interface; negative: there is no such link.
int ifindex_of(const std::string &path) {
	const Fd link(bpf_obj_get(path.c_str()));
	bpf_link_info info{};
	std::uint32_t size = sizeof(info);
	if (!link || bpf_obj_get_info_by_fd(link.get(), &info, &size) != 0)
		return -1;
	// The first word of what a TCX link tells (Linux 6.6), as of an XDP link.
	return static_cast<int>(info.xdp.ifindex);
}

// At once: the kernel lets go of what was pinned only some time after the name has gone.
void detach_link(const std::string &path) {
	if (const Fd link(bpf_obj_get(path.c_str())); link)
		bpf_link_detach(link.get());
	unlink(path.c_str());
}

Result<void> replace(const bpf_program *program, const std::string &old, const std::string &path) {
	const Fd link(bpf_obj_get(old.c_str()));
	if (!link || bpf_link_update(link.get(), bpf_program__fd(program), nullptr) != 0)
		return last_error("replace the program of " + old);
	return pin(link, path);
}

class Tcx : public OwnerlessHook {
public:
	[[nodiscard]] std::string name() const override { return "tcx"; }
	[[nodiscard]] Hook kind() const override { return Hook::tcx; }

	Result<void> attach_egress(const Object &object, const net::Interface &iface,
				   const std::string &directory, stamp_about &) const override {
		return attach(object.egress(), iface, tcx_egress, directory + egress_pin);
	}
	Result<void> attach_ingress(const Object &object, const net::Interface &iface,
				    const std::string &directory,
				    stamp_about &about) const override {
		set_text(about.hook, sizeof(about.hook), name());
		return attach(object.ingress(), iface, tcx_ingress, directory + ingress_pin);
	}
	Result<void> replace_ingress(const Object &object, const net::Interface &,
				     const std::string &old,
				     const std::string &directory) const override {
		return replace(object.ingress(), old + ingress_pin, directory + ingress_pin);
	}
	void detach_ingress(const stamp_about &, const std::string &directory) const override {
		detach_link(directory + ingress_pin);
	}
	void detach_egress(const stamp_about &, const std::string &directory) const override {
		detach_link(directory + egress_pin);
	}
	[[nodiscard]] bool is_attached(const stamp_about &,
				       const std::string &directory) const override {
		return ifindex_of(directory + ingress_pin) > 0 &&
		       ifindex_of(directory + egress_pin) > 0;
	}

private:
	static Result<void> attach(const bpf_program *program, const net::Interface &iface,
				   int type, const std::string &path) {
		auto link = link_tcx(program, iface, type);
		return link ? pin(*link, path) : std::move(link).error();
	}
};

// In front of TCX, which takes what XDP leaves.
class Xdp : public Tcx {
public:
	[[nodiscard]] std::string name() const override { return "xdp"; }
	[[nodiscard]] Hook kind() const override { return Hook::xdp; }

	Result<void> attach_ingress(const Object &object, const net::Interface &iface,
				    const std::string &directory,
				    stamp_about &about) const override {
		if (auto attached = Tcx::attach_ingress(object, iface, directory, about); !attached)
			return attached;
		auto made = link_xdp(object, iface);
		if (!made)
			return std::move(made).error();
		if (!made->is_native)
			set_text(about.hook, sizeof(about.hook), "xdp-generic");
		return pin(made->link, directory + xdp_pin);
	}
	Result<void> replace_ingress(const Object &object, const net::Interface &iface,
				     const std::string &old,
				     const std::string &directory) const override {
		auto done = Tcx::replace_ingress(object, iface, old, directory);
		return done ? replace(object.xdp(), old + xdp_pin, directory + xdp_pin) : done;
	}
	void detach_ingress(const stamp_about &about, const std::string &directory) const override {
		detach_link(directory + xdp_pin); // first: nothing must fall between the two
		Tcx::detach_ingress(about, directory);
	}
	[[nodiscard]] bool is_attached(const stamp_about &about,
				       const std::string &directory) const override {
		return ifindex_of(directory + xdp_pin) > 0 && Tcx::is_attached(about, directory);
	}
};

// Filters stay by nature. One reflector without a process an interface: fixed handles, above those
// that processes claim.
class Clsact : public OwnerlessHook {
public:
	[[nodiscard]] std::string name() const override { return "clsact"; }
	[[nodiscard]] Hook kind() const override { return Hook::clsact; }

	Result<void> attach_egress(const Object &object, const net::Interface &iface,
				   const std::string &, stamp_about &about) const override {
		auto made = make_clsact(iface);
		if (!made)
			return std::move(made).error();
		about.made_qdisc |= static_cast<__u8>(*made);
		return set_filter(object.egress(), iface, false, egress_handle(about), true);
	}
	Result<void> attach_ingress(const Object &object, const net::Interface &iface,
				    const std::string &, stamp_about &about) const override {
		set_text(about.hook, sizeof(about.hook), name());
		return set_filter(object.ingress(), iface, true, ingress_handle, true);
	}
	Result<void> replace_ingress(const Object &object, const net::Interface &iface,
				     const std::string &, const std::string &) const override {
		return set_filter(object.ingress(), iface, true, ingress_handle, true);
	}
	void detach_ingress(const stamp_about &about, const std::string &) const override {
		remove_filter(static_cast<int>(about.ifindex), true, ingress_handle);
	}
	void detach_egress(const stamp_about &about, const std::string &) const override {
		const int ifindex = static_cast<int>(about.ifindex);
		remove_filter(ifindex, false, egress_handle(about));
		if (about.made_qdisc)
			remove_empty_clsact(ifindex);
	}
	[[nodiscard]] bool is_attached(const stamp_about &about,
				       const std::string &) const override {
		const auto filters = tc_filters(static_cast<int>(about.ifindex));
		const auto is_there = [&](bool ingress, std::uint32_t handle) {
			return std::any_of(filters->begin(), filters->end(), [&](auto &filter) {
				return filter.ingress == ingress && filter.handle == handle &&
				       is_ours(filter);
			});
		};
		return filters && is_there(true, ingress_handle) &&
		       is_there(false, egress_handle(about));
	}

private:
	static constexpr std::uint32_t ingress_handle = 0x100;
	static std::uint32_t egress_handle(const stamp_about &about) {
		return ingress_handle + about.generation;
	}
};

} // namespace

const OwnerlessHook *ownerless_hook(const std::string &name) {
	static const Tcx tcx;
	static const Xdp xdp;
	static const Clsact clsact;
	if (name == "xdp-generic")
		return &xdp;
	for (const OwnerlessHook *hook :
	     std::initializer_list<const OwnerlessHook *>{&tcx, &xdp, &clsact})
		if (hook->name() == name)
			return hook;
	return nullptr;
}

bool is_attached(const stamp_about &about, const std::string &directory) {
	const OwnerlessHook *hook = ownerless_hook(about.hook);
	return hook && hook->is_attached(about, directory);
}

bool has_lost_links(const std::string &directory) {
	return ifindex_of(directory + ingress_pin) == 0;
}

} // namespace stamp::bpf
