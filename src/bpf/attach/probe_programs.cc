// SPDX-License-Identifier: Apache-2.0
#include "bpf/attach/probe_programs.h"

#include <bpf/bpf.h>

#include "base/fd.h"
#include "bpf/attach/hook_query.h"
#include "bpf/object/object.h"
#include "session/reflector_cfg.h"

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
	constexpr std::uint32_t sent_slots = 64;
	net::Interface ethernet;
	ethernet.has_mac = true;
	const auto reflector = Object::load(
		Role::reflector, session::reflector_cfg(session::ReflectorSpec{}, ethernet), 0);
	if (!reflector)
		return reflector.error();
	stamp_cfg cfg{};
	cfg.session_slots = sent_slots;
	cfg.port_count = 1;
	cfg.has_mac = true;
	const auto sender = Object::load(Role::sender, cfg, sent_slots);
	if (!sender)
		return sender.error();
	return {};
}

} // namespace stamp::bpf
