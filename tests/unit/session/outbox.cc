// SPDX-License-Identifier: Apache-2.0
#include "session/outbox.h"

#include <vector>

#include "support/catch.h"

using namespace stamp;
using session::Outbox;

namespace {

const std::vector<std::byte> octets(100, std::byte{0x5a});

void add(Outbox &outbox, std::uint16_t session, std::uint32_t seq) {
	outbox.add(session, octets, {seq, MonoTime{Duration{seq}}});
}

std::vector<std::uint32_t> numbers(const Outbox &outbox) {
	std::vector<std::uint32_t> all;
	for (const Outbox::Slot &slot : outbox.slots())
		all.push_back(slot.seq);
	return all;
}

using Numbers = std::vector<std::uint32_t>;

} // namespace

TEST_CASE("an outbox holds as many as one call takes") {
	Outbox outbox;
	for (std::uint32_t i = 0; i < Outbox::capacity; i++) {
		CHECK(outbox.room() == Outbox::capacity - i);
		add(outbox, 0, i);
	}
	CHECK(outbox.room() == 0);
	outbox.clear();
	CHECK(outbox.rest().empty());
	CHECK(outbox.room() == Outbox::capacity);
}

TEST_CASE("the base packet is copied, the rest is not") {
	Outbox outbox;
	std::vector<std::byte> source = octets;
	outbox.add(3, source, {});
	source[0] = source[60] = std::byte{1};
	const session::Request &request = outbox.rest().front();
	CHECK(request.session == 3);
	REQUIRE(request.base.size() == STAMP_BASE_OCTETS);
	REQUIRE(request.tail.size() == 100 - STAMP_BASE_OCTETS);
	CHECK(request.base[0] == std::byte{0x5a});
	CHECK(request.tail[60 - STAMP_BASE_OCTETS] == std::byte{1});
}

TEST_CASE("what has left is taken off the front") {
	Outbox outbox;
	for (std::uint32_t i = 0; i < 5; i++)
		add(outbox, 0, i);
	outbox.left(2);
	CHECK(numbers(outbox) == Numbers{2, 3, 4});
	CHECK(outbox.rest().size() == 3);
	outbox.left(3);
	CHECK(outbox.rest().empty());
}

TEST_CASE("an authenticated base packet is copied as a whole") {
	Outbox outbox(STAMP_AUTH_BASE_OCTETS);
	std::vector<std::byte> source(120, std::byte{0x5a});
	outbox.add(0, source, {});
	source[111] = source[112] = std::byte{1};
	const session::Request &request = outbox.rest().front();
	REQUIRE(request.base.size() == STAMP_AUTH_BASE_OCTETS);
	REQUIRE(request.tail.size() == 8);
	CHECK(request.base[111] == std::byte{0x5a});
	CHECK(request.tail[0] == std::byte{1});
}
