// SPDX-License-Identifier: Apache-2.0
#include "bpf/object/kernel_clock.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include "base/fd.h"
#include "base/inode.h"

namespace stamp::bpf {
namespace {

// PROC_TIME_INIT_INO: the time namespace that the machine starts with.
constexpr ino_t initial_inode = 0xeffffffa;

bool is_initial_namespace() {
	const ino_t own = inode_of("/proc/self/ns/time");
	return own == 0 || own == initial_inode;
}

bpf_insn instruction(std::uint8_t code, std::uint8_t to, std::uint8_t from, std::size_t offset,
		     std::int32_t value) {
	return {code, static_cast<std::uint8_t>(to & 0xf), static_cast<std::uint8_t>(from & 0xf),
		static_cast<std::int16_t>(offset), value};
}

// cb[0] and cb[1] of the packet = bpf_ktime_get_ns(), low half first.
Result<Fd> load_reader() {
	constexpr std::size_t low = offsetof(__sk_buff, cb), high = low + sizeof(__u32);
	const std::array program{
		instruction(BPF_ALU64 | BPF_MOV | BPF_X, BPF_REG_6, BPF_REG_1, 0, 0),
		instruction(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ktime_get_ns),
		instruction(BPF_STX | BPF_MEM | BPF_W, BPF_REG_6, BPF_REG_0, low, 0),
		instruction(BPF_ALU64 | BPF_RSH | BPF_K, BPF_REG_0, 0, 0, 32),
		instruction(BPF_STX | BPF_MEM | BPF_W, BPF_REG_6, BPF_REG_0, high, 0),
		instruction(BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0),
		instruction(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	Fd fd(bpf_prog_load(BPF_PROG_TYPE_SOCKET_FILTER, "stamp_clock", "GPL", program.data(),
			    program.size(), nullptr));
	if (!fd)
		return last_error("load a program that reads the kernel's clock");
	return fd;
}

} // namespace

Result<Duration> kernel_minus_own_clock() {
	if (is_initial_namespace())
		return Duration{};
	const auto reader = load_reader();
	if (!reader)
		return reader.error();
	std::array<std::byte, 64> packet{}; // any
	__sk_buff out{};
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = packet.data(),
		    .data_size_in = packet.size(), .ctx_out = &out, .ctx_size_out = sizeof(out));
	const MonoTime before = mono_now();
	if (bpf_prog_test_run_opts(reader->get(), &options) != 0)
		return last_error("read the kernel's clock");
	const Duration own = before.time_since_epoch() + (mono_now() - before) / 2;
	const auto read = static_cast<std::int64_t>(out.cb[0] | std::uint64_t{out.cb[1]} << 32);
	return Duration{read} - own;
}

} // namespace stamp::bpf
