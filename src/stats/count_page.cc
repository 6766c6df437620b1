// SPDX-License-Identifier: Apache-2.0
#include "stats/count_page.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace stamp::stats {

CountPage::CountPage(const CountPage &other)
	: octets_(std::make_unique<std::byte[]>(size * other.width_)), total_(other.total_),
	  width_(other.width_) {
	std::copy_n(other.octets_.get(), size * width_, octets_.get());
}

CountPage &CountPage::operator=(const CountPage &other) {
	return *this = CountPage(other);
}

template <typename Number> Number CountPage::number(std::size_t index) const {
	Number number = 0;
	std::memcpy(&number, &octets_[index * sizeof(number)], sizeof(number));
	return number;
}

// False: it would not fit.
template <typename Number> bool CountPage::try_to_increment(std::size_t index) {
	const auto more = static_cast<Number>(number<Number>(index) + 1);
	if (more == 0)
		return false;
	std::memcpy(&octets_[index * sizeof(more)], &more, sizeof(more));
	return true;
}

template <typename Number> void CountPage::copy_to(std::byte *octets) const {
	for (std::size_t i = 0; i < size; i++) {
		const auto number = static_cast<Number>(count(i));
		std::memcpy(octets + i * sizeof(number), &number, sizeof(number));
	}
}

void CountPage::widen() {
	const auto width = static_cast<std::uint8_t>(width_ * 2);
	auto wider = std::make_unique<std::byte[]>(std::size_t{size} * width);
	if (width == sizeof(std::uint16_t))
		copy_to<std::uint16_t>(wider.get());
	else if (width == sizeof(std::uint32_t))
		copy_to<std::uint32_t>(wider.get());
	else
		copy_to<std::uint64_t>(wider.get());
	octets_ = std::move(wider);
	width_ = width;
}

void CountPage::increment(std::size_t index) {
	total_++;
	for (;; widen()) {
		switch (width_) {
		case sizeof(std::uint8_t):
			if (try_to_increment<std::uint8_t>(index))
				return;
			break;
		case sizeof(std::uint16_t):
			if (try_to_increment<std::uint16_t>(index))
				return;
			break;
		case sizeof(std::uint32_t):
			if (try_to_increment<std::uint32_t>(index))
				return;
			break;
		default: // 584 years at a count a nanosecond
			static_cast<void>(try_to_increment<std::uint64_t>(index));
			return;
		}
	}
}

std::uint64_t CountPage::count(std::size_t index) const {
	switch (width_) {
	case sizeof(std::uint8_t):
		return number<std::uint8_t>(index);
	case sizeof(std::uint16_t):
		return number<std::uint16_t>(index);
	case sizeof(std::uint32_t):
		return number<std::uint32_t>(index);
	default:
		return number<std::uint64_t>(index);
	}
}

} // namespace stamp::stats
