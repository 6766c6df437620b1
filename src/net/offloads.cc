// SPDX-License-Identifier: Apache-2.0
#include "net/offloads.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/fd.h"

namespace stamp::net {
namespace {

// The structures of ethtool end in an array of no size: their octets are in words here.
using Words = std::vector<std::uint32_t>;

constexpr std::uint32_t bits = 32; // of a word of features

Result<void> ask(const Interface &iface, void *question) {
	const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
	ifreq request{};
	std::strncpy(request.ifr_name, iface.name.c_str(), sizeof(request.ifr_name) - 1);
	request.ifr_data = static_cast<char *>(question);
	if (!socket || ::ioctl(socket.get(), SIOCETHTOOL, &request) != 0)
		return last_error("ask for the features of " + iface.name);
	return {};
}

Words words_for(std::size_t octets) {
	return Words((octets + sizeof(std::uint32_t) - 1) / sizeof(std::uint32_t));
}

Result<std::uint32_t> count_of_features(const Interface &iface) {
	Words question = words_for(sizeof(ethtool_sset_info) + sizeof(std::uint32_t));
	ethtool_sset_info head{};
	head.cmd = ETHTOOL_GSSET_INFO;
	head.sset_mask = std::uint64_t{1} << ETH_SS_FEATURES;
	std::memcpy(question.data(), &head, sizeof(head));
	if (auto asked = ask(iface, question.data()); !asked)
		return std::move(asked).error();
	return question[sizeof(ethtool_sset_info) / sizeof(std::uint32_t)];
}

Result<std::vector<std::string>> names_of_features(const Interface &iface, std::uint32_t count) {
	Words question = words_for(sizeof(ethtool_gstrings) + std::size_t{count} * ETH_GSTRING_LEN);
	const std::array<std::uint32_t, 3> head{ETHTOOL_GSTRINGS, ETH_SS_FEATURES, count};
	std::memcpy(question.data(), &head, sizeof(head));
	if (auto asked = ask(iface, question.data()); !asked)
		return std::move(asked).error();
	const auto *octets =
		reinterpret_cast<const char *>(question.data()) + sizeof(ethtool_gstrings);
	std::vector<std::string> names;
	for (std::uint32_t i = 0; i < count; i++, octets += ETH_GSTRING_LEN)
		names.emplace_back(octets, strnlen(octets, ETH_GSTRING_LEN));
	return names;
}

} // namespace

bool Offloads::has(const std::string &name) const {
	return std::find(on.begin(), on.end(), name) != on.end();
}

Result<Offloads> offloads(const Interface &iface) {
	const auto count = count_of_features(iface);
	if (!count)
		return count.error();
	const auto names = names_of_features(iface, *count);
	if (!names)
		return names.error();
	const std::uint32_t blocks = (*count + bits - 1) / bits;
	constexpr std::size_t words_of_block = sizeof(ethtool_get_features_block) / sizeof(bits);
	Words question =
		words_for(sizeof(ethtool_gfeatures) + blocks * sizeof(ethtool_get_features_block));
	question[0] = ETHTOOL_GFEATURES;
	question[1] = blocks;
	if (auto asked = ask(iface, question.data()); !asked)
		return std::move(asked).error();
	constexpr std::size_t active_at =
		offsetof(ethtool_get_features_block, active) / sizeof(std::uint32_t);
	Offloads found;
	for (std::uint32_t i = 0; i < *count; i++) {
		const std::size_t block = sizeof(ethtool_gfeatures) / sizeof(std::uint32_t) +
					  i / bits * words_of_block;
		if (question[block + active_at] >> i % bits & 1)
			found.on.push_back((*names)[i]);
	}
	return found;
}

} // namespace stamp::net
