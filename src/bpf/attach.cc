// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach.h"

#include <cerrno>

#include "base/fd.h"
#include "bpf/clsact.h"
#include "bpf/tcx.h"
#include "bpf/xdp.h"

namespace stamp::bpf {
namespace {

struct TcxAttachment : Attachment {
	TcxAttachment(Fd in, Fd out) : ingress(std::move(in)), egress(std::move(out)) {}
	[[nodiscard]] std::string hook() const override { return "tcx"; }

	Fd ingress, egress;
};

Result<std::unique_ptr<Attachment>> attach_tcx(const Object &object, const net::Interface &iface) {
	auto egress = link_tcx(object.egress(), iface, tcx_egress);
	if (!egress)
		return std::move(egress).error();
	auto ingress = link_tcx(object.ingress(), iface, tcx_ingress);
	if (!ingress)
		return std::move(ingress).error();
	return std::unique_ptr<Attachment>(
		new TcxAttachment(std::move(ingress).value(), std::move(egress).value()));
}

} // namespace

Result<std::unique_ptr<Attachment>> attach(const Object &object, const net::Interface &iface,
					   Hook hook) {
	if (hook == Hook::clsact)
		return attach_clsact(object, iface);
	auto attached = attach_tcx(object, iface);
	if (!attached && hook != Hook::tcx && attached.error().code == EOPNOTSUPP)
		attached = attach_clsact(object, iface);
	if (!attached || hook != Hook::xdp)
		return attached;
	return attach_xdp(object, iface, std::move(attached).value());
}

} // namespace stamp::bpf
