// SPDX-License-Identifier: Apache-2.0
#include "support/prog_run.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <numeric>
#include <stdexcept>

#include "bpf/lib/hmac_key.h"
#include "support/golden.h"

namespace stamp::test {

namespace {

constexpr std::size_t out_octets = 16384;

int keep_record(void *taken, void *data, std::size_t size) {
	auto &[records, tail] = *static_cast<Taken *>(taken);
	const auto *octets = static_cast<const std::uint8_t *>(data);
	stamp_record record = {};

	if (size < sizeof(record))
		throw std::runtime_error("a record cut short");
	std::memcpy(&record, data, sizeof(record));
	if (size != sizeof(record) + record.tail_octets)
		throw std::runtime_error("a record of another size");
	tail.assign(octets + sizeof(record), octets + size);
	records.push_back(record);
	return 0;
}

template <typename Key> void remove_all(const bpf_map *map) {
	Key key = {};

	while (bpf_map__get_next_key(map, nullptr, &key, sizeof(key)) == 0)
		bpf_map__delete_elem(map, &key, sizeof(key), 0);
}

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

Setup::Setup() {
	cfg.test_clock_ns = golden::t2_ns;
	cfg.session_slots = 16;
	cfg.ports[0] = htons(862);
	cfg.port_count = 1;
	cfg.has_mac = 1;
	cfg.any_address = 1;
	live.error_estimate = htons(golden::error_ntp);
	live.admission_epoch = 1;
}

Result<Datapath> Datapath::load(const Setup &setup) {
	bpf::Skeleton skeleton(stamp_bpf__open());

	if (!skeleton)
		return last_error("open the BPF object");
	skeleton->rodata->cfg = setup.cfg;
	std::memcpy(&skeleton->data->live, &setup.live, sizeof(setup.live));
	bpf_map__set_max_entries(skeleton->maps.sent, setup.sent_entries);
	bpf_map__set_max_entries(skeleton->maps.ring, setup.ring_octets);
	bpf_map__set_max_entries(skeleton->maps.sessions, std::max(setup.cfg.max_sessions, 1u));
	bpf_map__set_max_entries(skeleton->maps.places, std::max(setup.cfg.max_sessions, 1u));
	if (const int failure = stamp_bpf__load(skeleton.get()))
		return Error{-failure, "load the BPF object"};
	Datapath datapath(std::move(skeleton), setup.cfg.test_clock_ns);

	datapath.taken_ = std::make_unique<Taken>();
	datapath.ring_.reset(ring_buffer__new(bpf_map__fd(datapath.skeleton_->maps.ring),
					      keep_record, datapath.taken_.get(), nullptr));
	if (!datapath.ring_)
		return last_error("open the ring");
	return datapath;
}

int Datapath::fd(Program program) const {
	switch (program) {
	case Program::refl_in:
		return bpf_program__fd(skeleton_->progs.stamp_refl_in);
	case Program::refl_out:
		return bpf_program__fd(skeleton_->progs.stamp_refl_out);
	case Program::send_out:
		return bpf_program__fd(skeleton_->progs.stamp_send_out);
	case Program::send_in:
		return bpf_program__fd(skeleton_->progs.stamp_send_in);
	case Program::refl_xdp:
		return bpf_program__fd(skeleton_->progs.stamp_refl_xdp);
	case Program::send_xdp:
		return bpf_program__fd(skeleton_->progs.stamp_send_xdp);
	}
	return -1;
}

std::vector<std::uint64_t> Datapath::counters() const {
	static const auto cpus = static_cast<std::size_t>(libbpf_num_possible_cpus());
	std::vector<std::uint32_t> keys(STAMP_V_COUNT);
	std::vector<std::uint64_t> per_cpu(STAMP_V_COUNT * cpus);
	std::vector<std::uint64_t> totals(STAMP_V_COUNT);
	std::uint32_t position = 0, count = STAMP_V_COUNT;

	if (bpf_map_lookup_batch(bpf_map__fd(skeleton_->maps.verdicts), nullptr, &position,
				 keys.data(), per_cpu.data(), &count, nullptr) &&
	    errno != ENOENT)
		throw std::runtime_error("cannot read the verdicts");
	for (std::size_t i = 0; i < per_cpu.size(); i++)
		totals[i / cpus] += per_cpu[i];
	return totals;
}

Result<Run> Datapath::try_run(Program program, const Octets &frame, std::uint32_t mark) {
	__sk_buff context = {};
	Octets out(out_octets);
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(), .data_out = out.data(),
		    .data_size_in = static_cast<std::uint32_t>(frame.size()),
		    .data_size_out = static_cast<std::uint32_t>(out.size()));

	context.mark = mark;
	if (!is_xdp(program)) {
		options.ctx_in = options.ctx_out = &context;
		options.ctx_size_in = options.ctx_size_out = sizeof(context);
	}
	const auto before = counters();

	if (const int failure = bpf_prog_test_run_opts(fd(program), &options))
		return Error{-failure, "run a program on a packet"};
	const auto after = counters();
	Run run;

	for (std::size_t verdict = 0; verdict < after.size(); verdict++) {
		run.counted += after[verdict] - before[verdict];
		if (after[verdict] != before[verdict])
			run.verdict = static_cast<stamp_verdict>(verdict);
	}
	out.resize(options.data_size_out);
	run.action = static_cast<int>(options.retval);
	run.out = std::move(out);
	run.mark = context.mark;
	return run;
}

Run Datapath::run(Program program, const Octets &frame, std::uint32_t mark) {
	auto result = try_run(program, frame, mark);

	if (!result)
		throw std::runtime_error(result.error().text());
	if (result->counted != (is_xdp(program) && result->action == XDP_PASS ? 0 : 1))
		throw std::runtime_error("not exactly one verdict was counted");
	return *std::move(result);
}

std::optional<Run> Datapath::reflect(const Octets &frame) {
	const Run in = run(Program::refl_in, frame);

	if (in.action != redirected)
		return std::nullopt;
	return run(Program::refl_out, in.out, in.mark);
}

void Datapath::set_time(std::int64_t utc_ns) {
	live().utc_minus_clock_ns = utc_ns - clock_ns_;
}

void Datapath::add_local(const std::string &address, stamp_local_kind kind) {
	put(skeleton_->maps.local, address_key(address), static_cast<std::uint8_t>(kind));
}

void Datapath::add_allowed(const std::string &address, unsigned bits) {
	const bool is_ipv6 = address.find(':') != std::string::npos;

	put(skeleton_->maps.allow, stamp_prefix{is_ipv6 ? bits : bits + 96, address_key(address)},
	    std::uint8_t{1});
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

void Datapath::clear() {
	remove_all<stamp_addr>(skeleton_->maps.local);
	remove_all<stamp_addr>(skeleton_->maps.sources);
	remove_all<stamp_prefix>(skeleton_->maps.allow);
	remove_all<stamp_peer>(skeleton_->maps.peers);
	skeleton_->bss->total_next_ns = 0;
	(void)records();
	set_time(clock_ns_);
}

std::optional<stamp_source> Datapath::source(const std::string &address) const {
	const stamp_addr key = address_key(address);
	stamp_source value = {};

	if (bpf_map__lookup_elem(skeleton_->maps.sources, &key, sizeof(key), &value, sizeof(value),
				 0))
		return std::nullopt;
	return value;
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

std::vector<stamp_record> Datapath::records() {
	ring_buffer__consume(ring_.get());
	return std::exchange(taken_->records, {});
}

std::uint64_t Datapath::noted(std::uint32_t bit) const {
	return counter(skeleton_->maps.tlv_notes, bit);
}

std::uint64_t Datapath::hardware_times(stamp_hw_time outcome) const {
	return counter(skeleton_->maps.hw_times, outcome);
}

Cost Datapath::cost(Program program) const {
	bpf_prog_info info = {};
	std::uint32_t size = sizeof(info);

	if (bpf_obj_get_info_by_fd(fd(program), &info, &size))
		throw std::runtime_error("no information about a program");
	return {info.verified_insns, info.xlated_prog_len / 8};
}

Datapath &plain() {
	static Result<Datapath> datapath = Datapath::load();

	if (!datapath)
		throw std::runtime_error(datapath.error().text());
	datapath->clear();
	return *datapath;
}

} // namespace stamp::test
