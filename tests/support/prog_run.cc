// SPDX-License-Identifier: Apache-2.0
#include "support/prog_run.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <sched.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "bpf/object/skel.h"
#include "support/golden.h"

namespace stamp::test {

namespace {

constexpr std::size_t more_octets = 256; // than went in: tags, a whole base packet

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

// Random once and for all, so that a row fails every time or never.
constexpr std::array<std::uint64_t, STAMP_SEED_WORDS> seed{0x9d39247e33776d41, 0x2af7398005aaa5c7,
							   0x44db015024623547, 0x9c15f73e62a76ae2};

// What ingress notes for egress is the CPU's.
void stay_here() {
	static thread_local bool stays = false;
	const int cpu = sched_getcpu();
	cpu_set_t set;

	if (std::exchange(stays, true) || cpu < 0)
		return;
	CPU_ZERO(&set);
	CPU_SET(static_cast<unsigned>(cpu), &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		throw std::runtime_error("cannot stay on a CPU");
}

template <typename Key> void remove_all(const bpf_map *map) {
	Key key = {};

	while (bpf_map__get_next_key(map, nullptr, &key, sizeof(key)) == 0)
		bpf_map__delete_elem(map, &key, sizeof(key), 0);
}

} // namespace

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
	std::copy(seed.begin(), seed.end(), skeleton->bss->hash_seed);
	bpf_map__set_max_entries(skeleton->maps.sent, setup.sent_entries);
	bpf_map__set_max_entries(skeleton->maps.ring, setup.ring_octets);
	bpf_map__set_max_entries(skeleton->maps.sessions, std::max(setup.cfg.max_sessions, 1u));
	bpf_map__set_max_entries(skeleton->maps.places, std::max(setup.cfg.max_sessions, 1u));
	for (bpf_program *xdp : {skeleton->progs.stamp_refl_xdp, skeleton->progs.stamp_send_xdp})
		bpf_program__set_flags(xdp, BPF_F_XDP_HAS_FRAGS);
	bpf_map__set_max_entries(skeleton->maps.session_counts,
				 std::max(setup.cfg.max_sessions, 1u));
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

Result<Run> Datapath::try_run(Program program, const Octets &frame, std::uint32_t mark,
			      std::uint32_t came_in) {
	__sk_buff context = {};
	Octets out(frame.size() + more_octets);
	LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(), .data_out = out.data(),
		    .data_size_in = static_cast<std::uint32_t>(frame.size()),
		    .data_size_out = static_cast<std::uint32_t>(out.size()));

	stay_here();
	context.mark = mark;
	context.ingress_ifindex = came_in;
	if (!is_xdp(program)) {
		options.ctx_in = options.ctx_out = &context;
		options.ctx_size_in = options.ctx_size_out = sizeof(context);
	}
	const auto before = counters();

	if (const int failure = bpf_prog_test_run_opts(fd(program), &options))
		return Error{-failure, "run a program on a packet"};
	const auto after = counters();
	Run run;

	run.found_unstamped = after[STAMP_V_UNSTAMPED] != before[STAMP_V_UNSTAMPED];
	for (std::size_t verdict = 0; verdict < after.size(); verdict++) {
		if (verdict == STAMP_V_UNSTAMPED)
			continue;
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

Run Datapath::run(Program program, const Octets &frame, std::uint32_t mark, std::uint32_t came_in) {
	auto result = try_run(program, frame, mark, came_in);

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
	return run(Program::refl_out, in.out);
}

void Datapath::set_time(std::int64_t utc_ns) {
	live().utc_minus_clock_ns = utc_ns - clock_ns_;
}

void Datapath::clear() {
	remove_all<stamp_prefix>(skeleton_->maps.local);
	forget_sources();
	remove_all<stamp_prefix>(skeleton_->maps.allow);
	remove_all<stamp_peer>(skeleton_->maps.peers);
	skeleton_->bss->total_next_ns = 0;
	(void)records();
	set_time(clock_ns_);
}

std::vector<stamp_record> Datapath::records() {
	ring_buffer__consume(ring_.get());
	return std::exchange(taken_->records, {});
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
