// SPDX-License-Identifier: Apache-2.0
#include "discovery/peers.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/stable_hash.h"

namespace stamp::discovery {
namespace {

// Names of DNS have no case, and an address has one form.
std::string plain_host(std::string_view host) {
	if (const auto address = net::Address::parse(host))
		return address->text();
	std::string plain(host);
	for (char &c : plain)
		if (c >= 'A' && c <= 'Z')
			c = static_cast<char>(c - 'A' + 'a');
	return plain;
}

// Agents of any version have to agree. What is between the two makes "ab" with "c" another pair
// than "a" with "bc".
std::uint64_t score(std::string_view own, std::string_view peer) {
	return StableHash().add(own).add(std::string_view("\0", 1)).add(peer).value();
}

bool is_self(const Self &self, const std::string &plain_name, const std::string &host) {
	if (host == plain_name)
		return true;
	const auto address = net::Address::parse(host);
	return address && std::find(self.addresses.begin(), self.addresses.end(), *address) !=
				  self.addresses.end();
}

struct Candidate {
	std::uint64_t score;
	std::string key; // decides between equal scores
	std::size_t index;

	bool operator<(const Candidate &other) const {
		return std::tie(other.score, key) < std::tie(score, other.key);
	}
};

std::vector<Candidate> candidates(const Self &self, const std::vector<Target> &found) {
	const std::string own = plain_host(self.name);
	std::vector<Candidate> all;
	std::set<std::string> seen;
	for (std::size_t i = 0; i < found.size(); ++i) {
		const std::string host = plain_host(found[i].host.host);
		if (is_self(self, own, host))
			continue;
		const auto port = found[i].host.port;
		std::string key = host + ' ' + (port ? std::to_string(*port) : "");
		if (seen.insert(key).second)
			all.push_back({score(own, key), std::move(key), i});
	}
	return all;
}

} // namespace

std::vector<Target> choose_peers(const Self &self, std::vector<Target> found,
				 std::optional<std::uint32_t> peers) {
	std::vector<Candidate> chosen = candidates(self, found);
	if (peers && *peers < chosen.size()) {
		std::sort(chosen.begin(), chosen.end());
		chosen.erase(chosen.begin() + *peers, chosen.end());
		std::sort(chosen.begin(), chosen.end(),
			  [](const auto &a, const auto &b) { return a.index < b.index; });
	}
	std::vector<Target> targets;
	targets.reserve(chosen.size());
	for (const Candidate &one : chosen)
		targets.push_back(std::move(found[one.index]));
	return targets;
}

} // namespace stamp::discovery
