// SPDX-License-Identifier: Apache-2.0
// Memory for what nobody else may see: in no core dump, in no child, in no swap space if the limit
// on locked memory allows, and wiped before it is given back.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace stamp {

class Secret {
public:
	// All zero. Fails rather than to give less than the core dumps and children above.
	static Result<Secret> create(std::size_t octets);

	Secret(Secret &&other) noexcept
		: pages_(std::exchange(other.pages_, {})),
		  octets_(std::exchange(other.octets_, {})) {}
	Secret &operator=(Secret &&other) noexcept {
		std::swap(pages_, other.pages_);
		std::swap(octets_, other.octets_);
		return *this;
	}
	~Secret();

	[[nodiscard]] std::span<std::byte> octets() { return octets_; }
	[[nodiscard]] std::span<const std::byte> octets() const { return octets_; }
	[[nodiscard]] std::string_view text() const {
		return {reinterpret_cast<const char *>(octets_.data()), octets_.size()};
	}
	// Shows less of it from now on; all of it is wiped in the end.
	void shrink(std::size_t octets) { octets_ = octets_.first(octets); }

private:
	Secret(std::span<std::byte> pages, std::size_t octets)
		: pages_(pages), octets_(pages.first(octets)) {}

	std::span<std::byte> pages_, octets_;
};

// Overwrites what functions that have returned left of a secret: on the stack below the caller, and
// in registers.
void wipe_stack();

// Never inlined: what `work` has on the stack lies below the caller.
template <typename Work> [[gnu::noinline]] auto in_own_frame(Work &&work) {
	return work();
}

// Works with a secret and leaves nothing of it behind but what `work` means to.
template <typename Work> auto without_trace(Work &&work) {
	auto result = in_own_frame(work);
	wipe_stack();
	return result;
}

} // namespace stamp
