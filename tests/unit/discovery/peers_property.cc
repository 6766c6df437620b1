// SPDX-License-Identifier: Apache-2.0
// What a fleet wants of the choice of peers. Names are fixed and so is the hash: nothing here
// depends on chance.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "discovery/peers.h"
#include "support/catch.h"

using stamp::discovery::choose_peers;
using stamp::discovery::Target;

namespace {

constexpr int nodes = 300;
constexpr std::uint32_t wanted = 6;

std::string node(int number) {
	return "node-" + std::to_string(number);
}

std::vector<Target> fleet(int size) {
	std::vector<Target> all;
	for (int i = 0; i < size; ++i)
		all.push_back({{node(i), {}}, {}});
	return all;
}

std::set<std::string> peers_of(int number, const std::vector<Target> &found) {
	std::set<std::string> names;
	for (const Target &target : choose_peers({node(number), {}}, found, wanted))
		names.insert(target.host.host);
	return names;
}

// How many of `after` are not in `before`.
int added(const std::set<std::string> &before, const std::set<std::string> &after) {
	return static_cast<int>(std::count_if(after.begin(), after.end(),
					      [&](const auto &n) { return !before.contains(n); }));
}

} // namespace

TEST_CASE("peers of a fleet: each agent measures K others, and each is measured about as often") {
	const auto found = fleet(nodes);
	std::map<std::string, int> measured;
	for (int i = 0; i < nodes; ++i) {
		const auto peers = peers_of(i, found);
		REQUIRE(peers.size() == wanted);
		REQUIRE_FALSE(peers.contains(node(i)));
		for (const auto &name : peers)
			++measured[name];
	}
	// A binomial distribution around K with a variance a little below K.
	double squares = 0;
	int most = 0;
	for (int i = 0; i < nodes; ++i) {
		const int times = measured[node(i)];
		squares += (times - double(wanted)) * (times - double(wanted));
		most = std::max(most, times);
	}
	CHECK(squares / nodes < 1.5 * wanted);
	CHECK(squares / nodes > 0.5 * wanted);
	CHECK(most <= wanted + 5 * std::sqrt(double(wanted)));
}

TEST_CASE("peers of a fleet: the order of what was found changes nothing") {
	auto found = fleet(nodes);
	const auto before = peers_of(17, found);
	std::mt19937 random{1};
	for (int i = 0; i < 20; ++i) {
		std::shuffle(found.begin(), found.end(), random);
		REQUIRE(peers_of(17, found) == before);
	}
}

TEST_CASE("peers of a fleet: one that joins takes a place of some, one that leaves is replaced") {
	const auto small = fleet(nodes), large = fleet(nodes + 1);
	const std::string newcomer = node(nodes);
	int moved = 0;
	for (int i = 0; i < nodes; ++i) {
		const auto without = peers_of(i, small), with = peers_of(i, large);
		const int joined = added(without, with);
		// Either way at most one session moves, and only for the one that came or went.
		REQUIRE(joined == (with.contains(newcomer) ? 1 : 0));
		REQUIRE(added(with, without) == joined);
		moved += joined;
	}
	CHECK(moved > 0);
	CHECK(moved <= wanted + 5 * std::sqrt(double(wanted)));
}
