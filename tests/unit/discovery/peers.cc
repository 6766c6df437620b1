// SPDX-License-Identifier: Apache-2.0
#include "discovery/peers.h"

#include <string>
#include <vector>

#include "support/catch.h"

using stamp::discovery::choose_peers;
using stamp::discovery::Self;
using stamp::discovery::Target;

namespace {

std::vector<Target> targets(const std::vector<const char *> &words) {
	std::vector<Target> all;
	for (const char *word : words)
		all.push_back({stamp::net::HostPort::parse(word).value(), {}});
	return all;
}

std::vector<std::string> hosts(const std::vector<Target> &all) {
	std::vector<std::string> names;
	for (const Target &target : all)
		names.push_back(target.host.host +
				(target.host.port ? ":" + std::to_string(*target.host.port) : ""));
	return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("peers: without a number they are all but the agent itself, in their order") {
	const Self self{"b", {}};
	REQUIRE(hosts(choose_peers(self, targets({"c", "b", "a"}), {})) == Names{"c", "a"});
	REQUIRE(hosts(choose_peers(self, targets({"c", "b", "a"}), 9)) == Names{"c", "a"});
	REQUIRE(hosts(choose_peers(self, {}, 2)).empty());
	REQUIRE(hosts(choose_peers(self, targets({"a"}), 0)).empty());
}

TEST_CASE("peers: an agent is itself by name, in any case, and by any of its addresses") {
	Self self{"Node-7.example.net", {}};
	for (const char *address : {"192.0.2.7", "2001:db8::7"})
		self.addresses.push_back(stamp::net::Address::parse(address).value());
	const auto found = targets({"node-7.EXAMPLE.net:862", "192.0.2.7", "192.0.2.7:1862",
				    "[2001:db8:0::0:7]:862", "192.0.2.8", "node-7"});
	REQUIRE(hosts(choose_peers(self, found, {})) == Names{"192.0.2.8", "node-7"});
}

TEST_CASE("peers: a host that is there twice counts once, with another port it is another") {
	const auto found =
		targets({"a:862", "A:862", "a:863", "a", "2001:db8::1", "2001:DB8::0:1"});
	REQUIRE(hosts(choose_peers({"z", {}}, found, {})) ==
		Names{"a:862", "a:863", "a", "2001:db8::1"});
}

TEST_CASE("peers: labels go with their target") {
	auto found = targets({"a", "b"});
	found[1].labels = {{"site", "ulm"}};
	const auto chosen = choose_peers({"a", {}}, found, 1);
	REQUIRE(chosen.size() == 1);
	REQUIRE(chosen[0].labels == stamp::stats::Labels{{"site", "ulm"}});
}

// Agents of several versions run in one fleet: a hash that changes would move all of it.
TEST_CASE("peers: the choice is the same in every version") {
	const auto found = targets({"a", "b", "c", "d", "e", "f", "g", "h"});
	REQUIRE(hosts(choose_peers({"n1", {}}, found, 3)) == Names{"d", "e", "f"});
	REQUIRE(hosts(choose_peers({"n2", {}}, found, 3)) == Names{"c", "d", "e"});
}
