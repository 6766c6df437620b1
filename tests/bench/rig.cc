// SPDX-License-Identifier: Apache-2.0
#include "bench/rig.h"

#include <bpf/bpf.h>
#include <csignal>
#include <dirent.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace stamp::bench {
namespace {

constexpr unsigned near_cpu = 0, far_cpu = 1;
constexpr int ahead_of_others = -15; // a nice value: the machine may have other work

constexpr int poll_ns = 60'000; // veth keeps 256 frames: enough for 4 M/s
constexpr int poll_in_vain = 1'000'000;

void pin(pid_t thread, unsigned cpu) {
	cpu_set_t set;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(thread, sizeof(set), &set) != 0)
		skip("cannot pin a thread to CPU " + std::to_string(cpu));
	setpriority(PRIO_PROCESS, static_cast<id_t>(thread), ahead_of_others);
}

void command(const std::string &line) {
	if (std::system(line.c_str()) != 0)
		skip("cannot run: " + line);
}

// /sys shows the interfaces of the namespace it was mounted in.
void enter_namespace() {
	if (unshare(CLONE_NEWNET | CLONE_NEWNS) != 0)
		skip("no network namespace can be made here");
	if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
	    mount("sysfs", "/sys", "sysfs", 0, nullptr) != 0)
		skip("cannot mount /sys");
}

// The names of kernel threads are cut to 15 characters: "napi/far-1234-8".
pid_t find_thread(const std::string &start) {
	pid_t found = 0;
	DIR *all = opendir("/proc");
	for (const dirent *entry = nullptr; all && (entry = readdir(all)) != nullptr;) {
		std::string name;
		std::ifstream(std::string("/proc/") + entry->d_name + "/comm") >> name;
		if (name.starts_with(start))
			found = std::atoi(entry->d_name);
	}
	if (all)
		closedir(all);
	if (found == 0)
		skip("no thread " + start);
	return found;
}

// GRO is what gives a veth device NAPI without an XDP program; asked for when both ends are up, or
// the other end takes no frames for it.
pid_t give_thread(const std::string &name, unsigned cpu) {
	command("ethtool -K " + name + " gro on");
	std::ofstream("/sys/class/net/" + name + "/threaded") << 1 << std::flush;
	const pid_t thread = find_thread("napi/" + name);
	pin(thread, cpu);
	return thread;
}

// The near end looks for answers by its own timer. Otherwise it would sleep whenever it has caught
// up, and an answering core would wake it all the more often the slower it is.
void poll_by_timer(const std::string &name) {
	std::ofstream("/sys/class/net/" + name + "/gro_flush_timeout") << poll_ns << std::flush;
	std::ofstream("/sys/class/net/" + name + "/napi_defer_hard_irqs")
		<< poll_in_vain << std::flush;
}

net::Interface interface(const std::string &name) {
	auto found = net::find_interface(name);
	if (!found)
		skip(found.error().text());
	return *std::move(found);
}

void ignore(int) {}

} // namespace

void skip(const std::string &why) {
	std::printf("skipped: %s\n", why.c_str());
	std::exit(77);
}

Rig::Rig() {
	const std::string own = std::to_string(getpid());
	const std::string near = "n" + own, far = "f" + own;
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		skip("needs two CPUs");
	enter_namespace();
	command("ip link add " + near +
		" numrxqueues 1 numtxqueues 1 address 02:00:00:00:00:01 type veth peer name " +
		far + " numrxqueues 1 numtxqueues 1 address 02:00:00:00:00:02 && ip link set " +
		near + " up && ip link set " + far + " up");
	give_thread(near, near_cpu);
	poll_by_timer(near);
	far_thread_ = give_thread(far, far_cpu);
	near_ = interface(near);
	far_ = interface(far);
}

Traffic Rig::far_traffic() const {
	std::ifstream table("/proc/self/net/dev");
	for (std::string line; std::getline(table, line);) {
		const auto at = line.find(far_.name + ":");
		if (at == std::string::npos)
			continue;
		std::array<unsigned long, 10> column{};
		const char *text = line.c_str() + at + far_.name.size() + 1;
		for (auto &value : column) {
			char *end = nullptr;
			value = std::strtoul(text, &end, 10);
			text = end;
		}
		return {column[1], column[9]};
	}
	return {};
}

double Rig::far_cpu_ns() const {
	double ns = 0;
	std::ifstream("/proc/" + std::to_string(far_thread_) + "/schedstat") >> ns;
	return ns;
}

Generator::Generator(floor_bpf *floor, const Rig &rig, const test::Octets &frame, double per_second)
	: floor_(floor) {
	struct sigaction action = {};
	action.sa_handler = ignore; // interrupts the system call
	sigaction(SIGUSR1, &action, nullptr);
	floor->bss->frame_octets =
		static_cast<std::uint32_t>(std::min(frame.size(), sizeof(floor->bss->frame)));
	std::memcpy(floor->bss->frame, frame.data(), floor->bss->frame_octets);
	floor->bss->interval_ns = per_second > 0 ? static_cast<std::uint64_t>(1e9 / per_second) : 0;
	floor->bss->sent = 0;
	thread_ = std::thread([this, floor, frame, ifindex = rig.near().index] {
		xdp_md context = {};
		context.data_end = static_cast<std::uint32_t>(frame.size());
		context.ingress_ifindex = static_cast<std::uint32_t>(ifindex);
		LIBBPF_OPTS(bpf_test_run_opts, options, .data_in = frame.data(),
			    .data_size_in = static_cast<std::uint32_t>(frame.size()),
			    .ctx_in = &context, .ctx_size_in = sizeof(context),
			    .repeat = 2'000'000'000, .flags = BPF_F_TEST_XDP_LIVE_FRAMES,
			    .batch_size = 64);
		pin(gettid(), near_cpu);
		const int error =
			bpf_prog_test_run_opts(bpf_program__fd(floor->progs.generate), &options);
		if (error != 0 && error != -EINTR)
			std::printf("the generator stopped: %s\n", std::strerror(-error));
		ended_ = true;
	});
}

// A signal may come before the system call it is to end.
Generator::~Generator() {
	while (!ended_) {
		pthread_kill(thread_.native_handle(), SIGUSR1);
		std::this_thread::sleep_for(std::chrono::milliseconds(2));
	}
	thread_.join();
}

std::uint64_t Generator::sent() const {
	return *static_cast<const volatile __u64 *>(&floor_->bss->sent);
}

} // namespace stamp::bench
