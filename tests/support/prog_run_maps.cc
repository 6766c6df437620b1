// SPDX-License-Identifier: Apache-2.0
// What a test puts into the maps of its datapath, and finds there.
#include "support/prog_run.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <span>
#include <stdexcept>

#include "bpf/lib/hmac_key.h"
#include "bpf/object/skel.h"

namespace stamp::test {

namespace {

template <typename Key, typename Value>
void put(const bpf_map *map, const Key &key, const Value &value) {
	if (bpf_map__update_elem(map, &key, sizeof(key), &value, sizeof(value), BPF_ANY))
		throw std::runtime_error("cannot fill a map");
}

// Of all CPUs.
std::uint64_t counter(const bpf_map *map, std::uint32_t key) {
	std::vector<std::uint64_t> per_cpu(static_cast<std::size_t>(libbpf_num_possible_cpus()));

	if (bpf_map__lookup_elem(map, &key, sizeof(key), per_cpu.data(),
				 per_cpu.size() * sizeof(per_cpu[0]), 0))
		throw std::runtime_error("cannot read a counter");
	return std::accumulate(per_cpu.begin(), per_cpu.end(), std::uint64_t{0});
}

} // namespace

stamp_addr address_key(const std::string &text) {
	Octets octets = address_octets(text);
	stamp_addr key = {};

	if (octets.size() == 4) {
		Octets mapped(12);

		mapped[10] = mapped[11] = 0xff;
		append(mapped, octets);
		octets = mapped;
	}
	std::memcpy(&key, octets.data(), sizeof(key));
	return key;
}

stamp_live &Datapath::live() {
	return skeleton_->data->live;
}

stamp_phc &Datapath::phc() {
	return skeleton_->data->phc;
}

int Datapath::sessions_map() const {
	return bpf_map__fd(skeleton_->maps.sessions);
}

int Datapath::turned_map() const {
	return bpf_map__fd(skeleton_->maps.turned);
}

int Datapath::session_counts_map() const {
	return bpf_map__fd(skeleton_->maps.session_counts);
}

int Datapath::places_map() const {
	return bpf_map__fd(skeleton_->maps.places);
}

void Datapath::expect(const Octets &reply, std::uint32_t how) {
	const auto cpus = static_cast<std::size_t>(libbpf_num_possible_cpus());
	stamp_turned note = {};
	const std::uint32_t only = 0;

	std::memcpy(&note.seq, &reply.at(0), sizeof(note.seq));
	std::memcpy(&note.t2, &reply.at(4), sizeof(note.t2));
	note.how = STAMP_TURNED_WAITING | how;
	const std::vector<stamp_turned> of_all(cpus, note);

	static_assert(sizeof(note) % 8 == 0, "the kernel takes them one behind the other");
	if (bpf_map__update_elem(skeleton_->maps.turned, &only, sizeof(only), of_all.data(),
				 cpus * sizeof(note), BPF_ANY))
		throw std::runtime_error("cannot leave a note");
}

void Datapath::add_local(const std::string &address, stamp_local_kind kind, unsigned host_bits) {
	put(skeleton_->maps.local, stamp_prefix{128 - host_bits, address_key(address)},
	    static_cast<std::uint8_t>(kind));
}

void Datapath::add_allowed(const std::string &address, unsigned bits) {
	const bool is_ipv6 = address.find(':') != std::string::npos;

	put(skeleton_->maps.allow, stamp_prefix{is_ipv6 ? bits : bits + 96, address_key(address)},
	    std::uint8_t{1});
}

void Datapath::add_ssid(std::uint16_t ssid) {
	const std::uint32_t index = ssid / 64u;
	std::uint64_t word = 0;

	bpf_map__lookup_elem(skeleton_->maps.ssids, &index, sizeof(index), &word, sizeof(word), 0);
	put(skeleton_->maps.ssids, index, word | std::uint64_t{1} << ssid % 64u);
}

void Datapath::add_peer(const std::string &address, std::uint16_t port, std::uint16_t session) {
	put(skeleton_->maps.peers, stamp_peer{address_key(address), htons(port), 0}, session);
}

void Datapath::set_keys(std::uint32_t ssid, const std::vector<Octets> &keys) {
	stamp_keys value = {};

	for (const Octets &key : keys)
		hmac_midstate(key.data(), static_cast<std::uint32_t>(key.size()),
			      &value.key[value.count++]);
	put(skeleton_->maps.keys, ssid, value);
}

void Datapath::set_replies_sent(std::uint64_t count) {
	stamp_session_key key = {};

	if (bpf_map__get_next_key(skeleton_->maps.sessions, nullptr, &key, sizeof(key)))
		throw std::runtime_error("no session yet");
	stamp_session value = sessions().front();
	value.tx = count;
	put(skeleton_->maps.sessions, key, value);
}

void Datapath::each_source(const std::function<void(stamp_source &)> &tell) const {
	const std::size_t octets = sizeof(stamp_source) * STAMP_MAX_SOURCES;
	void *memory = mmap(nullptr, octets, PROT_READ | PROT_WRITE, MAP_SHARED,
			    bpf_map__fd(skeleton_->maps.sources), 0);

	if (memory == MAP_FAILED)
		throw std::runtime_error("cannot map the sources");
	const std::span sources(static_cast<stamp_source *>(memory), STAMP_MAX_SOURCES);

	for (stamp_source &source : sources)
		tell(source);
	munmap(memory, octets);
}

std::optional<stamp_source> Datapath::source(const std::string &address) const {
	const stamp_addr wanted = address_key(address);
	std::optional<stamp_source> found;

	each_source([&](stamp_source &source) {
		if (source.admitted && std::memcmp(&source.addr, &wanted, sizeof(wanted)) == 0)
			found = source;
	});
	return found;
}

void Datapath::forget_sources() {
	each_source([](stamp_source &source) { source = {}; });
}

std::vector<stamp_session> Datapath::sessions() const {
	std::vector<stamp_session> all;
	stamp_session_key key = {}, next = {};
	const stamp_session_key *from = nullptr;

	while (bpf_map__get_next_key(skeleton_->maps.sessions, from, &next, sizeof(next)) == 0) {
		stamp_session value = {};

		key = next;
		from = &key;
		if (bpf_map__lookup_elem(skeleton_->maps.sessions, &key, sizeof(key), &value,
					 sizeof(value), 0) == 0)
			all.push_back(value);
	}
	return all;
}

stamp_sent Datapath::sent(std::uint32_t entry) const {
	stamp_sent value = {};

	if (bpf_map__lookup_elem(skeleton_->maps.sent, &entry, sizeof(entry), &value, sizeof(value),
				 0))
		throw std::runtime_error("no such entry of sent");
	return value;
}

stamp_stranger Datapath::latest_stranger() const {
	std::vector<stamp_stranger> seen(static_cast<std::size_t>(libbpf_num_possible_cpus()));
	const std::uint32_t only = 0;

	if (bpf_map__lookup_elem(skeleton_->maps.strangers, &only, sizeof(only), seen.data(),
				 seen.size() * sizeof(stamp_stranger), 0))
		throw std::runtime_error("no strangers");
	return *std::max_element(seen.begin(), seen.end(), [](const auto &a, const auto &b) {
		return a.seen_ns < b.seen_ns;
	});
}

std::uint64_t Datapath::noted(stamp_tlv_note note) const {
	return counter(skeleton_->maps.tlv_notes, note);
}

std::uint64_t Datapath::hardware_times(stamp_hw_time outcome) const {
	return counter(skeleton_->maps.hw_times, outcome);
}

} // namespace stamp::test
