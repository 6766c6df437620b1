// SPDX-License-Identifier: Apache-2.0
// Reading a table of sessions, of any size, in batches.
#include <bpf/bpf.h>

#include "base/fd.h"
#include "bpf/pin/sessions.h"
#include "bpf/rows.h"

using namespace stamp;
using namespace stamp::test;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr Duration timeout{900 * second};
const MonoTime now{Duration{5000 * second}};

Fd table(std::uint32_t room) {
	Fd map(bpf_map_create(BPF_MAP_TYPE_HASH, "sessions", sizeof(stamp_session_key),
			      sizeof(stamp_session), room, nullptr));

	REQUIRE(map);
	return map;
}

stamp_session_key key_of(std::uint32_t number) {
	stamp_session_key key = {};

	key.far.word[3] = number;
	return key;
}

// Sessions that are so many seconds idle, numbered from `first` on; rx is the number.
void fill(const Fd &map, std::uint32_t first, std::uint32_t count, std::int64_t idle_s) {
	std::vector<stamp_session_key> keys;
	std::vector<stamp_session> values;
	std::uint32_t filled = count;

	for (std::uint32_t number = first; number < first + count; number++) {
		keys.push_back(key_of(number));
		stamp_session session = {};

		session.rx = number;
		session.last_seen_ns = static_cast<std::uint64_t>(now.time_since_epoch().count() -
								  idle_s * second);
		values.push_back(session);
	}
	REQUIRE(bpf_map_update_batch(map.get(), keys.data(), values.data(), &filled, nullptr) == 0);
	REQUIRE(filled == count);
}

// How often each was read.
std::vector<unsigned> read(const Fd &map, std::uint32_t most) {
	std::vector<unsigned> times(most);
	const auto done = bpf::read_sessions(
		map.get(), timeout, now,
		[&](const stamp_session_key &key, const stamp_session &session) {
			if (key.far.word[3] >= most || key.far.word[3] != session.rx)
				FAIL("a session that nobody made");
			times[key.far.word[3]]++;
		});

	REQUIRE(done);
	return times;
}

} // namespace

TEST_CASE("no session, one, and as many as a batch holds, are each read once") {
	for (std::uint32_t count : {0u, 1u, 2u, 4095u, 4096u, 4097u}) {
		const Fd map = table(std::max(count, 1u));

		if (count != 0)
			fill(map, 0, count, 0);
		CHECK(read(map, count) == std::vector<unsigned>(count, 1));
	}
}

TEST_CASE("200,000 sessions are each read once, those that are idle for too long are not") {
	constexpr std::uint32_t live = 150'000, idle = 50'000;
	const Fd map = table(1 << 18);

	fill(map, 0, live, 900);
	fill(map, live, idle, 901);
	std::vector<unsigned> expected(live, 1);

	expected.resize(live + idle, 0);
	CHECK(read(map, live + idle) == expected);
}

TEST_CASE("a session that is seen after the reading began is not idle") {
	const Fd map = table(1);

	fill(map, 0, 1, -1);
	CHECK(read(map, 1) == std::vector<unsigned>{1});
}

TEST_CASE("a session that is gone is not read, however young the machine is") {
	const Fd map = table(2);
	const MonoTime early{Duration{100 * second}};
	unsigned count = 0;

	for (const __u64 seen : {__u64{100 * second}, STAMP_SESSION_GONE}) {
		const stamp_session_key key = key_of(seen == STAMP_SESSION_GONE);
		stamp_session session = {};

		session.last_seen_ns = seen;
		REQUIRE(bpf_map_update_elem(map.get(), &key, &session, BPF_ANY) == 0);
	}
	CHECK(bpf::read_sessions(map.get(), timeout, early, [&](const auto &key, const auto &) {
		CHECK(key.far.word[3] == 0);
		count++;
	}));
	CHECK(count == 1);
}

TEST_CASE("what cannot be read is an error") {
	CHECK_FALSE(bpf::read_sessions(-1, timeout, now, [](const auto &, const auto &) {}));
}
