// SPDX-License-Identifier: Apache-2.0
// Several senders on one interface, and targets that come and go while the programs run.
#include "bpf/live_senders.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <set>

#include "bpf/pin/instances.h"
#include "bpf/pin/tallies.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::test;

namespace {

// The senders that `stamp stats` finds.
std::vector<bpf::Instance> pinned() {
	auto all = bpf::instances("near0");
	CHILD_CHECK(all);
	for (const bpf::Instance &one : *all) {
		CHILD_CHECK(one.role == STAMP_ROLE_SENDER);
		CHILD_CHECK(one.state == bpf::Instance::State::running);
		CHILD_CHECK(one.about && one.about->cfg.port_count == 1);
	}
	return std::move(all).value();
}

std::uint16_t port_of(const bpf::Instance &sender) {
	return stamp_swap16(sender.about->cfg.ports[0]);
}

std::set<std::uint16_t> pinned_ports() {
	std::set<std::uint16_t> ports;
	for (const bpf::Instance &one : pinned())
		ports.insert(port_of(one));
	return ports;
}

std::set<std::string> pinned_targets(std::uint16_t port) {
	std::set<std::string> names;
	for (const bpf::Instance &one : pinned()) {
		const auto tallies = bpf::Tallies::open(one.directory);
		CHILD_CHECK(tallies);
		if (port_of(one) == port)
			for (const auto &[index, published] : tallies->board().read())
				names.insert(published.target);
	}
	return names;
}

constexpr std::uint16_t first_port = 40862, second_port = 40863;

void share_an_interface(session::Hook hook) {
	const Hosts hosts;
	const Far far(hosts, 862), added(hosts, 863);
	std::optional<Near> first(std::in_place, first_port, far, 1, hook);
	std::optional<Near> second(std::in_place, second_port, far, 2, hook);
	CHILD_CHECK((pinned_ports() == std::set{first_port, second_port}));
	CHILD_CHECK(second->datapath().add_target(1, added.end, "second"));
	for (std::uint32_t seq = 0; seq < 3; seq++) {
		first->exchange(0, seq, far);
		second->exchange(0, seq, far);
		second->exchange(1, seq, added);
		CHILD_CHECK(first->replies().empty() && second->replies().empty());
	}
	first->datapath().tallies()->write(0, {});
	second->datapath().tallies()->write(1, {});
	CHILD_CHECK((pinned_targets(first_port) == std::set<std::string>{"first"}));
	CHILD_CHECK((pinned_targets(second_port) == std::set<std::string>{"second"}));
	for (const bpf::Instance &one : pinned()) {
		const auto verdicts = bpf::read_verdicts(one.directory);
		CHILD_CHECK(verdicts);
		CHILD_CHECK((*verdicts)[STAMP_V_RECEIVED] == (port_of(one) == first_port ? 3 : 6));
	}

	first.reset(); // the other one goes on
	CHILD_CHECK((pinned_ports() == std::set{second_port}));
	CHILD_CHECK(second->datapath().detached().value().empty());
	second->exchange(1, 3, added);
	second.reset();
	CHILD_CHECK(pinned().empty());
	CHILD_CHECK(access("/sys/fs/bpf/stamp", F_OK) != 0);
}

// Each is on the interface while the other one comes and goes.
void share_with_another_process() {
	const Hosts hosts;
	const Far far(hosts, 862);
	const Near ours(first_port, far, 1);
	const int theirs = in_child([&] {
		const Near other(second_port, far, 1);
		CHILD_CHECK((pinned_ports() == std::set{first_port, second_port}));
		other.exchange(0, 0, far);
		CHILD_CHECK(ours.replies().empty());
	});
	CHILD_CHECK(theirs == child_passed);
	CHILD_CHECK((pinned_ports() == std::set{first_port}));
	ours.exchange(0, 0, far);
}

void change_targets() {
	const Hosts hosts;
	const Far far(hosts, 862), added(hosts, 863);
	const Near near(first_port, far, 3);
	bpf::SenderBpf &datapath = near.datapath();
	CHILD_CHECK(datapath.most_targets() == 3);
	CHILD_CHECK(datapath.add_target(1, added.end, "second"));
	near.send(0, 0);
	near.send(1, 7);
	added.answer();
	CHILD_CHECK((near.next_replies() == std::vector<Near::Reply>{{1, 7}}));
	far.answer();
	CHILD_CHECK((near.next_replies() == std::vector<Near::Reply>{{0, 0}}));
	datapath.tallies()->write(1, {});
	CHILD_CHECK((pinned_targets(first_port) == std::set<std::string>{"second"}));

	near.send(1, 8);
	CHILD_CHECK(datapath.remove_target(1));
	CHILD_CHECK(pinned_targets(first_port).empty());
	const auto before = datapath.verdicts()[STAMP_V_NO_SESSION];
	added.answer(); // to a sender that does not ask it any more
	for (int i = 0; i < long_ms && datapath.verdicts()[STAMP_V_NO_SESSION] == before; i++)
		usleep(1000);
	CHILD_CHECK(datapath.verdicts()[STAMP_V_NO_SESSION] == before + 1);
	CHILD_CHECK(near.replies().empty());
	CHILD_CHECK(datapath.latest_stranger() == added.end);

	CHILD_CHECK(datapath.add_target(1, added.end, "third"));
	CHILD_CHECK(!datapath.sent_at(1, 8)); // it was the one before that sent it
	near.exchange(1, 8, added);
	near.exchange(0, 1, far);
	const auto twice = datapath.add_target(2, added.end, "again");
	CHILD_CHECK(!twice && twice.error().code == EEXIST);
	const auto too_many = datapath.add_target(3, far.end, "too many");
	CHILD_CHECK(!too_many && too_many.error().code == ENOSPC);
	near.exchange(1, 9, added); // what failed changed nothing
}

// This process has its pins, whole, and others know that it lives.
bool is_pinned() {
	const std::string name = "/sender-" + std::to_string(getpid());
	const auto all = bpf::instances("near0");
	CHILD_CHECK(all);
	return std::any_of(all->begin(), all->end(), [&](const bpf::Instance &one) {
		return one.directory.find(name) != std::string::npos &&
		       one.state == bpf::Instance::State::running && one.about &&
		       bpf::read_verdicts(one.directory);
	});
}

void pin_and_unpin() {
	constexpr int times = 100;
	stamp_cfg cfg{};
	cfg.session_slots = 1;
	const auto object = bpf::Object::load(bpf::Role::sender, cfg, 1, {});
	CHILD_CHECK(object);
	const stamp_about about =
		bpf::new_about(STAMP_ROLE_SENDER, net::find_interface("near0").value(), cfg);
	for (int i = 0; i < times; i++) {
		const auto pins = bpf::ProcessPins::create(*object, about);
		if (!pins)
			std::fprintf(stderr, "%s\n", pins.error().text().c_str());
		CHILD_CHECK(pins);
		CHILD_CHECK(is_pinned());
	}
}

// None takes a directory that another one has just made for one that was left behind.
void come_and_go_together() {
	const Hosts hosts;
	std::array<pid_t, 3> others{};
	for (pid_t &pid : others) {
		std::fflush(nullptr);
		pid = fork();
		if (pid == 0) {
			pin_and_unpin();
			_exit(child_passed);
		}
	}
	pin_and_unpin();
	for (const pid_t pid : others) {
		int status = 0;
		CHILD_CHECK(waitpid(pid, &status, 0) == pid && status == 0);
	}
	CHILD_CHECK(pinned().empty());
	CHILD_CHECK(access("/sys/fs/bpf/stamp", F_OK) != 0);
}

} // namespace

TEST_CASE("two senders of a process share an interface: each has its pins and its replies") {
	CHECK(in_child([] { share_an_interface(session::Hook::tcx); }) == child_passed);
	CHECK(in_child([] { share_an_interface(session::Hook::clsact); }) == child_passed);
}

TEST_CASE("senders of two processes share an interface") {
	CHECK(in_child(share_with_another_process) == child_passed);
}

TEST_CASE("replies of a target that is added are taken, those of one that is removed are not") {
	CHECK(in_child(change_targets) == child_passed);
}

TEST_CASE("processes that start and end at one time keep their pins") {
	CHECK(in_child(come_and_go_together) == child_passed);
}
