// SPDX-License-Identifier: Apache-2.0
#include "base/secret.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>

#include "support/catch.h"
#include "unit/base/in_child.h"

using namespace stamp;
using namespace stamp::test;

namespace {

constexpr std::byte mark{0x5a};

// "rd wr mr ..." of the mapping that holds the address, as the kernel says it.
std::string flags_of(const void *address) {
	std::ifstream maps("/proc/self/smaps");
	const auto wanted = reinterpret_cast<std::uintptr_t>(address);
	bool here = false;
	for (std::string line; std::getline(maps, line);) {
		unsigned long begin = 0, end = 0;
		if (std::sscanf(line.c_str(), "%lx-%lx ", &begin, &end) == 2)
			here = begin <= wanted && wanted < end;
		else if (here && line.starts_with("VmFlags:"))
			return line + " ";
	}
	return "";
}

bool is_mapped(const void *address) {
	return !flags_of(address).empty();
}

#ifndef __SANITIZE_ADDRESS__ // which keeps frames that are gone elsewhere
constexpr std::size_t trace_octets = 64;

[[gnu::noinline]] const volatile std::byte *leave_trace() {
	std::array<std::byte, trace_octets> trace;
	std::memset(trace.data(), static_cast<int>(mark), trace.size());
	const volatile std::byte *at = trace.data();
	asm volatile("" : "+r"(at) : : "memory");
	return at;
}

// The most octets on end that are still of the trace. What runs after a wipe writes there, too.
std::size_t left_of(const volatile std::byte *trace) {
	std::size_t most = 0, now = 0;
	for (std::size_t i = 0; i < trace_octets; i++) {
		now = trace[i] == mark ? now + 1 : 0;
		most = std::max(most, now);
	}
	return most;
}
#endif

} // namespace

TEST_CASE("a secret is zero, and as large as it was asked for") {
	for (const std::size_t octets : {0u, 1u, 64u, 4096u, 4097u, 300000u}) {
		auto secret = Secret::create(octets);
		REQUIRE(secret);
		CHECK(secret->octets().size() == octets);
		CHECK(std::all_of(secret->octets().begin(), secret->octets().end(),
				  [](std::byte b) { return b == std::byte{}; }));
	}
}

TEST_CASE("S8762-31: no core dump and no child holds a secret") {
	auto secret = Secret::create(64);
	REQUIRE(secret);
	std::fill(secret->octets().begin(), secret->octets().end(), mark);
	const std::string flags = flags_of(secret->octets().data());
	CHECK(flags.find(" dd ") != std::string::npos); // do not dump
	CHECK(flags.find(" wf ") != std::string::npos); // wipe on fork
	CHECK(in_child([&] {
		      for (const std::byte b : secret->octets())
			      CHILD_CHECK(b == std::byte{});
	      }) == child_passed);
	CHECK(secret->octets().front() == mark);
}

TEST_CASE("the memory of a secret goes with it, once") {
	const void *address = nullptr;
	{
		auto made = Secret::create(10);
		REQUIRE(made);
		Secret secret = std::move(made).value();
		address = secret.octets().data();
		Secret other = std::move(secret);
		CHECK(other.octets().data() == address);
		CHECK(secret.octets().empty()); // NOLINT: moved from on purpose
		other.shrink(3);
		CHECK(other.octets().size() == 3);
		CHECK(is_mapped(address));
	}
	CHECK_FALSE(is_mapped(address));
}

#ifndef __SANITIZE_ADDRESS__
TEST_CASE("what a function left of a secret on the stack can be wiped") {
	const volatile std::byte *left = leave_trace();
	wipe_stack();
	CHECK(left_of(left) < 4);
}
#endif
