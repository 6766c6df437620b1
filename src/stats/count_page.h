// SPDX-License-Identifier: Apache-2.0
// Counts that lie next to each other, in numbers as wide as the largest of them needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace stamp::stats {

class CountPage {
public:
	static constexpr std::size_t size = 64; // counts

	CountPage() : octets_(std::make_unique<std::byte[]>(size)) {}
	CountPage(const CountPage &other);
	CountPage &operator=(const CountPage &other);
	CountPage(CountPage &&) noexcept = default;
	CountPage &operator=(CountPage &&) noexcept = default;
	~CountPage() = default;

	void increment(std::size_t index);
	[[nodiscard]] std::uint64_t count(std::size_t index) const;
	[[nodiscard]] std::uint64_t total() const { return total_; }

private:
	template <typename Number> bool try_to_increment(std::size_t index);
	template <typename Number> [[nodiscard]] Number number(std::size_t index) const;
	template <typename Number> void copy_to(std::byte *octets) const;
	void widen();

	std::unique_ptr<std::byte[]> octets_;
	std::uint64_t total_ = 0;
	std::uint8_t width_ = 1; // octets of a count: 1, 2, 4 or 8
};

} // namespace stamp::stats
