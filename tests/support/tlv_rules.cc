// SPDX-License-Identifier: Apache-2.0
#include "support/tlv_rules.h"

#include <algorithm>

namespace stamp::test {

namespace {

struct Span {
	std::size_t from, to; // of the value
};

// What a reflector writes into a value, when it understands the type and the length fits.
std::vector<Span> written(unsigned type, std::size_t length) {
	switch (type) {
	case 3:
	case 4:
		return {{0, 4}};
	case 5:
		return {{4, 12}};
	case 6:
		return {{0, 1}, {2, 4}};
	case 7: // of a wrong length the first twelve octets only
		return {{0, length == 16 ? 16 : std::min<std::size_t>(length, 12)}};
	case 11:
		return {{2, 4}};
	default:
		return {};
	}
}

void mark_location(const Octets &tlvs, std::size_t at, std::size_t end, std::vector<bool> &may) {
	std::fill_n(may.begin() + static_cast<std::ptrdiff_t>(at), 4, true);
	for (at += 4; at + 4 <= end;) {
		const unsigned type = tlvs[at + 1];
		const std::size_t length = get16(tlvs, at + 2);

		may[at] = true;
		if (at + 4 + length > end)
			return;
		const bool question = type == 1 || type == 4 || type == 7;

		if (question && length == (type == 1 ? 8 : 16)) {
			may[at + 1] = true;
			std::fill_n(may.begin() + static_cast<std::ptrdiff_t>(at + 4), length,
				    true);
		}
		at += 4 + length;
	}
}

template <typename Random> std::size_t below(Random &random, std::size_t n) {
	return random() % n;
}

Octets random_value(std::mt19937 &random, std::size_t size) {
	Octets value(size);

	if (random() % 2)
		std::generate(value.begin(), value.end(),
			      [&] { return static_cast<std::uint8_t>(random() % 4); });
	return value;
}

Octets random_location(std::mt19937 &random) {
	Octets value = random_value(random, 4);

	for (auto subs = below(random, 5); subs; subs--) {
		const unsigned type = static_cast<unsigned>(below(random, 11));
		const std::size_t right = type <= 3 ? 8 : 16;

		append(value,
		       tlv(type, random_value(random, random() % 8 ? right : below(random, 20))));
	}
	append(value, random_value(random, random() % 4 ? 0 : below(random, 6)));
	return value;
}

// Its sub-TLVs get flags, and nothing else.
void mark_return_path(const Octets &tlvs, std::size_t at, std::size_t end, std::vector<bool> &may) {
	for (; at + 4 <= end; at += 4 + get16(tlvs, at + 2))
		may[at] = true;
}

// RFC 10052 3: the flags of sub-TLVs, behind 8 octets.
void mark_groups(const Octets &tlvs, std::size_t at, std::size_t end, std::vector<bool> &may) {
	for (at += 8; at + 4 <= end; at += 4 + get16(tlvs, at + 2))
		may[at] = true;
}

Octets random_return_path(std::mt19937 &random) {
	constexpr std::size_t right[] = {3, 4, 4, 8, 32, 7};
	Octets value;

	for (auto subs = below(random, 4); subs; subs--) {
		const auto type = below(random, std::size(right));

		append(value,
		       tlv(static_cast<unsigned>(type),
			   random_value(random, random() % 8 ? right[type] : below(random, 20))));
	}
	append(value, random_value(random, random() % 4 ? 0 : below(random, 6)));
	return value;
}

} // namespace

Octets tlv(unsigned type, const Octets &value, unsigned flags) {
	Octets octets = {static_cast<std::uint8_t>(flags), static_cast<std::uint8_t>(type), 0, 0};

	put16(octets, 2, static_cast<std::uint16_t>(value.size()));
	append(octets, value);
	return octets;
}

std::vector<bool> may_change(const Octets &tlvs) {
	std::vector<bool> may(tlvs.size());

	for (std::size_t at = 0; at + 4 <= tlvs.size();) {
		const unsigned type = tlvs[at + 1];
		const std::size_t length = get16(tlvs, at + 2), value = at + 4;

		may[at] = true;
		if (value + length > tlvs.size())
			break;
		if (type == 2 && length >= 4)
			mark_location(tlvs, value, value + length, may);
		if (type == 10)
			mark_return_path(tlvs, value, value + length, may);
		if (type == 12 && length >= 12)
			mark_groups(tlvs, value, value + length, may);
		for (const Span &span : written(type, length))
			for (auto i = span.from; i < std::min(span.to, length); i++)
				may[value + i] = true;
		at = value + length;
	}
	return may;
}

Octets random_tlvs(std::mt19937 &random, std::size_t most) {
	constexpr std::size_t right[] = {0, 8, 4, 4, 4, 12, 4, 16, 16, 4, 8, 4, 12};
	Octets tlvs;

	for (auto count = below(random, 12); count; count--) {
		const auto type = static_cast<unsigned>(below(random, std::size(right)));
		const unsigned flags = random() % 4 ? 0x80 : random() % 256;
		std::size_t length = random() % 12 ? right[type] : below(random, 40);

		if (type == 9 && random() % 2)
			length = 16;
		Octets value = random_value(random, length);

		if (type == 2 && random() % 4)
			value = random_location(random);
		if (type == 10 && random() % 4)
			value = random_return_path(random);
		append(tlvs, tlv(type, value, flags));
	}
	switch (below(random, 6)) {
	case 0: // one length is any
		if (tlvs.size() >= 4)
			put16(tlvs, 2, static_cast<std::uint16_t>(random()));
		break;
	case 1:
		append(tlvs, random_value(random, below(random, 9)));
		break;
	case 2:
		tlvs.resize(below(random, tlvs.size() + 1));
		break;
	case 3:
		append(tlvs, Octets(below(random, 80)));
		break;
	}
	tlvs.resize(std::min(tlvs.size(), most));
	return tlvs;
}

} // namespace stamp::test
