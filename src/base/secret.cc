// SPDX-License-Identifier: Apache-2.0
#include "base/secret.h"

#include <array>
#include <cstring>

#include <sys/mman.h>

#include "base/pages.h"

namespace stamp {
namespace {

constexpr std::size_t used_stack = 16384; // of what works on a key, with room to spare

// Vector registers keep what the C library last copied or compared. Who saves them, like the
// dynamic linker at the first call of a function, puts that on the stack. So it gets zeros to copy
// and to compare, of all the sizes that it treats in different ways.
void wipe_registers() {
	constexpr std::size_t most = 1024;
	const std::array<std::byte, most> zeros{};
	std::array<std::byte, most> target{};
	const std::byte *from = zeros.data();
	std::byte *to = target.data();
	asm volatile("" : "+r"(from), "+r"(to) : : "memory"); // or the compiler does it itself
	for (std::size_t size = 8; size <= most; size *= 2) {
		asm volatile("" : "+r"(size));
		std::memcpy(to, from, size);
		int different = std::memcmp(to, from, size);
		asm volatile("" : "+r"(different));
	}
}

} // namespace

Result<Secret> Secret::create(std::size_t octets) {
	const std::size_t mapped = whole_pages(octets + (octets == 0));
	void *memory =
		mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return last_error("allocate memory for a key");
	Secret secret(std::span(static_cast<std::byte *>(memory), mapped), octets);
	if (madvise(memory, mapped, MADV_DONTDUMP) != 0 ||
	    madvise(memory, mapped, MADV_WIPEONFORK) != 0)
		return last_error("keep a key out of core dumps");
	static_cast<void>(mlock(memory, mapped)); // a limit (RLIMIT_MEMLOCK) may forbid it
	return secret;
}

Secret::~Secret() {
	if (pages_.empty())
		return;
	explicit_bzero(pages_.data(), pages_.size());
	munmap(pages_.data(), pages_.size());
}

[[gnu::noinline]] void wipe_stack() {
	std::array<std::byte, used_stack> below;
	explicit_bzero(below.data(), below.size());
	wipe_registers();
}

} // namespace stamp
