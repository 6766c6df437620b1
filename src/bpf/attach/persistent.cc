// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/persistent.h"

#include <algorithm>
#include <cerrno>

#include <bpf/bpf.h>

#include "bpf/attach/clsact.h"
#include "bpf/attach/hook_query.h"
#include "bpf/attach/qdisc.h"
#include "bpf/attach/tcx.h"
#include "bpf/attach/xdp.h"
#include "bpf/pin/bpffs.h"
#include "bpf/pin/instance_info.h"
#include "bpf/pin/names.h"

namespace stamp::bpf {
namespace {

// The program of a link that is on this interface, exchanged.
Result<bool> exchanged(const Program &program, const net::Interface &iface, const std::string &old,
		       const std::string &directory, const char *name) {
	const auto link = pinned_link(old, name);
	if (!link)
		return link.error();
	if (!*link || ifindex_of((*link)->info) != iface.index)
		return false;
	if (bpf_link_update((*link)->fd.get(), program.fd.get(), nullptr) != 0)
		return last_error("replace the program of " + old + "/" + name);
	if (auto pinned = pin((*link)->fd.get(), directory, name); !pinned)
		return std::move(pinned).error();
	return true;
}

Result<void> restore(const std::string &directory, const char *link_name,
		     const char *program_name) {
	const auto link = pinned_link(directory, link_name);
	if (!link)
		return link.error();
	const auto ours = pinned_program(directory, program_name);
	if (!ours)
		return ours.error();
	if (!*link || ifindex_of((*link)->info) == 0 || (*link)->info.prog_id == *ours)
		return {};
	const auto program = open_pin(directory, program_name);
	if (!program)
		return program.error();
	if (bpf_link_update((*link)->fd.get(), program->get(), nullptr) != 0)
		return last_error("put back the program of " + directory + "/" + link_name);
	return {};
}

// Whether the link is on an interface of this network namespace.
template <typename IsOn>
bool look(const std::string &directory, const char *name, Presence &presence, IsOn is_on) {
	const auto link = pinned_link(directory, name);
	const int ifindex = link && *link ? ifindex_of((*link)->info) : 0;
	if (ifindex <= 0)
		return false;
	const bool is_here = is_on(ifindex, (*link)->info.prog_id);
	if (is_here)
		presence.ifindex = ifindex;
	else
		presence.is_elsewhere = true;
	return is_here;
}

class Tcx : public PersistentHook {
public:
	[[nodiscard]] std::string name() const override { return "tcx"; }
	[[nodiscard]] Hook kind() const override { return Hook::tcx; }

	Result<void> attach_egress(const Object &object, const net::Interface &iface,
				   const std::string &directory, stamp_about &) const override {
		return attach(object.egress(), iface, tcx_egress, directory, link_out_pin);
	}
	Result<void> install_ingress(const Object &object, const net::Interface &iface,
				     const std::string &old, const std::string &directory,
				     stamp_about &about) const override {
		set_text(about.hook, sizeof(about.hook), name());
		const auto done = exchanged(object.ingress(), iface, old, directory, link_in_pin);
		if (!done)
			return done.error();
		if (*done)
			return {};
		return attach(object.ingress(), iface, tcx_ingress, directory, link_in_pin);
	}
	Result<void> restore_ingress(const stamp_about &,
				     const std::string &directory) const override {
		return restore(directory, link_in_pin, program_in_pin);
	}
	[[nodiscard]] Presence presence(const stamp_about &,
					const std::string &directory) const override {
		Presence found;
		const auto is_on = [](int type) {
			return [type](int ifindex, std::uint32_t program) {
				return is_on_tcx(ifindex, type, program);
			};
		};
		found.has_ingress = look(directory, link_in_pin, found, is_on(tcx_ingress));
		found.has_egress = look(directory, link_out_pin, found, is_on(tcx_egress));
		return found;
	}

private:
	static Result<void> attach(const Program &program, const net::Interface &iface, int type,
				   const std::string &directory, const char *name) {
		auto link = link_tcx(program, iface, type);
		return link ? pin(link->get(), directory, name) : std::move(link).error();
	}
};

// In front of TCX, which takes what XDP leaves.
class Xdp : public Tcx {
public:
	[[nodiscard]] std::string name() const override { return "xdp"; }
	[[nodiscard]] Hook kind() const override { return Hook::xdp; }

	Result<void> install_ingress(const Object &object, const net::Interface &iface,
				     const std::string &old, const std::string &directory,
				     stamp_about &about) const override {
		if (auto done = Tcx::install_ingress(object, iface, old, directory, about); !done)
			return done;
		const auto done = exchanged(object.xdp(), iface, old, directory, link_xdp_pin);
		if (!done)
			return done.error();
		if (*done) {
			if (const auto before = read_about(old))
				set_text(about.hook, sizeof(about.hook), before->hook);
			return {};
		}
		auto made = link_xdp(object, iface);
		if (!made)
			return std::move(made).error();
		if (!made->is_native)
			set_text(about.hook, sizeof(about.hook), "xdp-generic");
		return pin(made->link.get(), directory, link_xdp_pin);
	}
	Result<void> restore_ingress(const stamp_about &about,
				     const std::string &directory) const override {
		auto done = restore(directory, link_xdp_pin, program_xdp_pin);
		return done ? Tcx::restore_ingress(about, directory) : done;
	}
	[[nodiscard]] Presence presence(const stamp_about &about,
					const std::string &directory) const override {
		Presence found = Tcx::presence(about, directory);
		found.has_xdp = look(directory, link_xdp_pin, found, is_on_xdp);
		return found;
	}
};

// Filters stay by nature. An interface has one persistent reflector: its handles are fixed, above
// those that processes claim.
constexpr std::uint32_t ingress_handle = 0x100;

class Clsact : public PersistentHook {
public:
	[[nodiscard]] std::string name() const override { return "clsact"; }
	[[nodiscard]] Hook kind() const override { return Hook::clsact; }

	Result<void> attach_egress(const Object &object, const net::Interface &iface,
				   const std::string &, stamp_about &about) const override {
		auto qdisc = NewClsact::make(iface);
		if (!qdisc)
			return std::move(qdisc).error();
		auto done = set_filter(object.egress(), iface, false,
				       ingress_handle + about.generation, true);
		if (done)
			about.made_qdisc |= static_cast<__u8>(qdisc->keep());
		return done;
	}
	Result<void> install_ingress(const Object &object, const net::Interface &iface,
				     const std::string &, const std::string &,
				     stamp_about &about) const override {
		set_text(about.hook, sizeof(about.hook), name());
		return set_filter(object.ingress(), iface, true, ingress_handle, true);
	}
	Result<void> restore_ingress(const stamp_about &about,
				     const std::string &directory) const override {
		const auto filters = persistent_filters(static_cast<int>(about.ifindex));
		if (!filters)
			return filters.error();
		const auto ours = pinned_program(directory, program_in_pin);
		if (!ours)
			return ours.error();
		const bool has_other = std::any_of(filters->begin(), filters->end(), [&](auto &f) {
			return f.ingress && f.handle == ingress_handle && f.program != *ours;
		});
		if (!has_other)
			return {};
		const auto program = open_pin(directory, program_in_pin);
		if (!program)
			return program.error();
		return set_filter(*program, program_in_pin, static_cast<int>(about.ifindex), true,
				  ingress_handle);
	}
	[[nodiscard]] Presence presence(const stamp_about &about,
					const std::string &directory) const override {
		Presence found;
		const auto filters = persistent_filters(static_cast<int>(about.ifindex));
		const auto has = [&](bool ingress, const char *name) {
			const std::uint32_t program = pinned_program(directory, name).value_or(0);
			return filters && program != 0 &&
			       std::any_of(filters->begin(), filters->end(), [&](auto &filter) {
				       return filter.ingress == ingress &&
					      filter.program == program;
			       });
		};
		found.has_ingress = has(true, program_in_pin);
		found.has_egress = has(false, program_out_pin);
		if (found.has_ingress || found.has_egress)
			found.ifindex = static_cast<int>(about.ifindex);
		return found;
	}
};

} // namespace

const PersistentHook *persistent_hook(const std::string &name) {
	static const Tcx tcx;
	static const Xdp xdp;
	static const Clsact clsact;
	if (name == "xdp-generic")
		return &xdp;
	for (const PersistentHook *hook :
	     std::initializer_list<const PersistentHook *>{&tcx, &xdp, &clsact})
		if (hook->name() == name)
			return hook;
	return nullptr;
}

Presence presence_of(const stamp_about &about, const std::string &directory) {
	const PersistentHook *hook = persistent_hook(about.hook);
	return hook ? hook->presence(about, directory) : Presence{};
}

bool has_lost_links(const std::string &directory) {
	const auto link = pinned_link(directory, link_in_pin);
	return link && *link && ifindex_of((*link)->info) == 0;
}

Result<std::uint32_t> pinned_program(const std::string &directory, const char *name) {
	const auto program = open_pin(directory, name);
	if (!program && program.error().code == ENOENT)
		return 0u;
	if (!program)
		return program.error();
	const auto info = program_info(*program);
	if (!info)
		return last_error("look at " + directory + "/" + name);
	return info->id;
}

Result<std::optional<PinnedLink>> pinned_link(const std::string &directory, const char *name) {
	auto link = directory.empty() ? Result<Fd>(Error{ENOENT, {}}) : open_pin(directory, name);
	if (!link && link.error().code == ENOENT)
		return std::optional<PinnedLink>();
	if (!link)
		return std::move(link).error();
	const auto info = link_info(*link);
	if (!info)
		return last_error("look at " + directory + "/" + name);
	return std::optional(PinnedLink{std::move(link).value(), *info});
}

Result<std::vector<TcFilter>> persistent_filters(int ifindex) {
	auto filters = ifindex > 0 ? tc_filters(ifindex) : std::vector<TcFilter>{};
	if (filters)
		std::erase_if(*filters, [](const TcFilter &filter) {
			return !is_ours(filter) || filter.priority != filter_priority ||
			       filter.handle < ingress_handle;
		});
	return filters;
}

} // namespace stamp::bpf
