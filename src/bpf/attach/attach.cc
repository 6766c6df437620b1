// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/attach.h"

#include <cerrno>

#include "base/fd.h"
#include "bpf/attach/attached.h"
#include "bpf/attach/clsact.h"
#include "bpf/attach/tcx.h"
#include "bpf/attach/xdp.h"

namespace stamp::bpf {
namespace {

struct TcxAttachment : Attachment {
	TcxAttachment(const Object &object, const net::Interface &iface, Fd in, Fd out)
		: ingress_target{iface.index, object.program_ids().ingress},
		  egress_target{iface.index, object.program_ids().egress}, ingress(std::move(in)),
		  egress(std::move(out)) {}
	[[nodiscard]] std::string hook() const override { return "tcx"; }
	[[nodiscard]] Result<std::string> detached() const override {
		const auto in = is_linked(ingress, ingress_target);
		if (!in)
			return in.error();
		const auto out = is_linked(egress, egress_target);
		return out ? names_of_programs(false, !*in, !*out)
			   : Result<std::string>(out.error());
	}

	LinkTarget ingress_target, egress_target;
	Fd ingress, egress;
};

Result<std::unique_ptr<Attachment>> attach_tcx(const Object &object, const net::Interface &iface) {
	auto egress = link_tcx(object.egress(), iface, tcx_egress);
	if (!egress)
		return std::move(egress).error();
	auto ingress = link_tcx(object.ingress(), iface, tcx_ingress);
	if (!ingress)
		return std::move(ingress).error();
	return std::unique_ptr<Attachment>(new TcxAttachment(
		object, iface, std::move(ingress).value(), std::move(egress).value()));
}

Result<std::unique_ptr<Attachment>> attach_tc(const Object &object, const net::Interface &iface,
					      Hook hook) {
	if (hook == Hook::clsact)
		return attach_clsact(object, iface);
	auto attached = attach_tcx(object, iface);
	if (!attached && hook != Hook::tcx && clsact_may_serve(attached.error()))
		return attach_clsact(object, iface);
	return attached;
}

} // namespace

Result<std::unique_ptr<Attachment>> attach(const Object &object, const net::Interface &iface,
					   Hook hook) {
	auto attached = attach_tc(object, iface, hook);
	if (attached && hook == Hook::xdp)
		attached = attach_xdp(object, iface, std::move(attached).value());
	if (!attached)
		return attached;
	const auto missing = (*attached)->detached();
	if (!missing)
		return missing.error();
	if (!missing->empty())
		return Error{ENOENT,
			     "attach to " + iface.name + " (" + (*attached)->hook() +
				     "): the kernel does not list the " + *missing,
			     {},
			     Reason::detached_by_other};
	return attached;
}

} // namespace stamp::bpf
