// SPDX-License-Identifier: Apache-2.0
// The HMAC library as the kernel runs it: the same tags as in C++, loaded by somebody who has
// CAP_BPF and CAP_NET_ADMIN alone.
#include <bpf/bpf.h>

#include <cstring>
#include <iterator>
#include <map>
#include <sstream>

#include "support/catch.h"
#include "support/few_capabilities.h"
#include "support/golden.h"
#include "support/golden_auth.h"
#include "support/hmac.h"
#include "support/hmac_lengths.h"
#include "support/hmac_object.h"

using namespace stamp::test;

namespace {

constexpr std::size_t text_at = 14; // behind an Ethernet header

HmacObject loaded() {
	const FewCapabilities few;
	HmacObject object(hmac_bpf__open_and_load());

	REQUIRE(object);
	return object;
}

int run(const bpf_program *program, const Octets &text) {
	Octets frame(text_at);
	LIBBPF_OPTS(bpf_test_run_opts, options);

	append(frame, text);
	options.data_in = frame.data();
	options.data_size_in = static_cast<std::uint32_t>(frame.size());
	REQUIRE(bpf_prog_test_run_opts(bpf_program__fd(program), &options) == 0);
	return static_cast<int>(options.retval);
}

Octets kernel_tag(const HmacObject &object, const bpf_program *program, const Octets &text) {
	std::memset(object->bss->tag, 0, sizeof(object->bss->tag));
	CHECK(run(program, text) == 1);
	return octets_of(object->bss->tag);
}

// What the verifier says of each program: "stack depth 8+0", a number for each function.
struct Stack {
	std::uint32_t program, functions; // of the program itself, and the most of a function
};

Stack stack_of(const std::string &log) {
	const std::string label = "stack depth ";
	const std::size_t at = log.find(label);
	Stack stack = {};
	char plus = 0;

	REQUIRE(at != std::string::npos);
	std::istringstream numbers(log.substr(at + label.size()));
	REQUIRE(numbers >> stack.program);
	for (std::uint32_t depth = 0; numbers.get(plus) && plus == '+' && numbers >> depth;)
		stack.functions = std::max(stack.functions, depth);
	return stack;
}

std::uint32_t verified_instructions(const bpf_program *program) {
	bpf_prog_info info = {};
	std::uint32_t size = sizeof(info);

	REQUIRE(bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &size) == 0);
	return info.verified_insns;
}

} // namespace

TEST_CASE("S8762-12 R8762-16 the kernel signs base packets") {
	const HmacObject object = loaded();

	object->bss->key = midstate_of(golden::key());
	for (const Octets &packet : {golden::auth_request(), golden::auth_reply_stateful()})
		CHECK(kernel_tag(object, object->progs.base_tag,
				 slice(packet, 0, HMAC_BASE_OCTETS)) ==
		      slice(packet, HMAC_BASE_OCTETS, HMAC_TAG_OCTETS));
}

TEST_CASE("S8762-12 R8762-16 the kernel takes a base packet with its tag, and none with another") {
	const HmacObject object = loaded();
	const Octets packet = golden::auth_request();

	object->bss->key = midstate_of(golden::key());
	CHECK(run(object->progs.verify, packet) == 1);
	CHECK(run(object->progs.verify_and_sign, packet) == 1);
	for (std::size_t at = 0; at < packet.size(); at++) {
		Octets changed = packet;

		changed[at] ^= 0x01;
		INFO("octet " << at);
		CHECK(run(object->progs.verify, changed) == 0);
		CHECK(run(object->progs.verify_and_sign, changed) == 0);
	}
	object->bss->key.inner[7] ^= 1;
	CHECK(run(object->progs.verify, packet) == 0);
	object->bss->key.inner[7] ^= 1;
	object->bss->key.outer[0] ^= 1u << 31;
	CHECK(run(object->progs.verify, packet) == 0);
}

TEST_CASE("S8972-11 the kernel signs texts of any length, block by block") {
	const HmacObject object = loaded();
	const bpf_program *program = object->progs.text_tag;
	const stamp_midstate key = midstate_of(golden::key());

	object->bss->key = key;
	for (std::size_t size = 0; size < std::size(tag_starts); size++) {
		const Octets tag = kernel_tag(object, program, text_of(size));

		INFO(size << " octets");
		CHECK(get32(tag, 0) == tag_starts[size]);
		CHECK(tag == tag_of(key, text_of(size)));
	}
	for (std::size_t size : {1024, 1472, 4000})
		CHECK(kernel_tag(object, program, text_of(size)) == tag_of(key, text_of(size)));
	CHECK(to_hex(kernel_tag(object, program, text_of(long_text))) == long_text_tag);
}

TEST_CASE("the kernel compares tags, and without a branch: how long it takes tells nothing") {
	const HmacObject object = loaded();
	const bpf_program *program = object->progs.compare;
	const bpf_insn *instruction = bpf_program__insns(program);

	CHECK(run(program, {}) == 0);
	for (std::size_t bit = 0; bit < 8 * HMAC_TAG_OCTETS; bit++) {
		object->bss->tag[bit / 32] = 1u << bit % 32;
		CHECK(run(program, {}) != 0);
		object->bss->tag[bit / 32] = 0;
	}
	std::size_t jumps = 0, exits = 0, combined = 0;
	for (std::size_t i = 0; i < bpf_program__insn_cnt(program); i++) {
		const unsigned code = instruction[i].code, kind = BPF_CLASS(code);

		if (kind == BPF_JMP || kind == BPF_JMP32)
			(BPF_OP(code) == BPF_EXIT ? exits : jumps)++;
		if ((kind == BPF_ALU64 || kind == BPF_ALU) && BPF_OP(code) == BPF_XOR)
			combined++;
	}
	CHECK(jumps == 0);
	CHECK(exits == 1);
	CHECK(combined == HMAC_TAG_WORDS);
}

TEST_CASE("the HMAC library stays within its budget of instructions and stack") {
	// A block alone: 4146 with clang 14, 4083 with clang 19. It may need no stack at all: every
	// spill would cost a barrier (sha256.h).
	constexpr std::uint32_t block_budget = 5200, text_budget = 6000, function_stack = 32;
	const FewCapabilities few;
	const HmacObject object(hmac_bpf__open());
	std::map<std::string, std::vector<char>> logs;
	bpf_program *program = nullptr;

	REQUIRE(object);
	bpf_object__for_each_program(program, object->obj) {
		auto &log = logs[bpf_program__name(program)];

		log.resize(65536);
		REQUIRE(bpf_program__set_log_level(program, 4) == 0);
		REQUIRE(bpf_program__set_log_buf(program, log.data(), log.size()) == 0);
	}
	REQUIRE(hmac_bpf__load(object.get()) == 0);
	const auto stack = [&](const char *name) { return stack_of(logs.at(name).data()); };

	CHECK(verified_instructions(object->progs.sixteen_blocks) <= block_budget);
	CHECK(verified_instructions(object->progs.verify_and_sign) <= block_budget);
	CHECK(verified_instructions(object->progs.text_tag) <= text_budget);
	CHECK(stack("sixteen_blocks").functions == 0);
	CHECK(stack("verify_and_sign").functions == 0);
	CHECK(stack("text_tag").functions <= function_stack);
}
