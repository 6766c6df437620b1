// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/probe_programs.h"

#include <bpf/bpf.h>

#include "base/fd.h"
#include "bpf/attach/hook_query.h"
#include "bpf/object/object.h"
#include "session/reflector_cfg.h"
#include "session/sender_cfg.h"

namespace stamp::bpf {

Result<bool> probe_jit() {
	// r0 = 0; exit
	const bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K,
		 .dst_reg = 0,
		 .src_reg = 0,
		 .off = 0,
		 .imm = 0},
		{.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
	const int fd = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "stamp_probe", "GPL", instructions, 2,
				     nullptr);
	if (fd < 0)
		return Error{-fd, "load a BPF program"};
	const Fd program(fd);
	const auto info = program_info(program);
	if (!info)
		return last_error("ask about a BPF program");
	return info->jited_prog_len != 0;
}

Result<void> probe_programs() {
	session::SenderPlan plan;
	plan.iface.has_mac = true;
	plan.targets.resize(2); // of one alone there is no table
	const auto reflector = Object::load(
		Role::reflector, session::reflector_cfg(session::ReflectorSpec{}, plan.iface), 0);
	if (!reflector)
		return reflector.error();
	const stamp_cfg cfg = session::sender_cfg(session::SenderSpec{}, plan);
	const auto sender = Object::load(Role::sender, cfg, cfg.session_slots);
	if (!sender)
		return sender.error();
	return {};
}

} // namespace stamp::bpf
