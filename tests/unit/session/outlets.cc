// SPDX-License-Identifier: Apache-2.0
#include "session/outlets.h"

#include <array>
#include <csignal>
#include <string>

#include <fcntl.h>

#include "support/catch.h"
#include "unit/session/fake_sender.h"

using namespace stamp;
using namespace stamp::session::test;
using session::Flushed;
using session::Outlets;

namespace {

// An outlet whose reader has not read yet.
struct Stalled {
	explicit Stalled(std::size_t bound = Outlet::usual_bound) {
		std::array<int, 2> ends{};
		REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
		reader = Fd(ends[0]);
		writer = Fd(ends[1]);
		REQUIRE(fcntl(writer.get(), F_SETFL, O_NONBLOCK) == 0);
		const std::string filling(std::size_t{1} << 16, 'f');
		while (write(writer.get(), filling.data(), filling.size()) > 0) {
		}
		outlet.emplace(writer.get(), bound);
	}
	void read_all() const {
		REQUIRE(fcntl(reader.get(), F_SETFL, O_NONBLOCK) == 0);
		std::array<char, 4096> piece{};
		while (read(reader.get(), piece.data(), piece.size()) > 0) {
		}
	}

	Fd reader, writer;
	std::optional<Outlet> outlet;
};

std::string code_of(const std::optional<stats::Warning> &warning) {
	return warning ? warning->code : "";
}

} // namespace

TEST_CASE("only a reader that has something to take is polled for") {
	Stalled output, talk;
	const Outlets outlets(&*output.outlet, &*talk.outlet);
	std::vector<pollfd> fds;
	outlets.add_to(fds);
	CHECK(fds.empty());
	output.outlet->write("x\n");
	outlets.add_to(fds);
	REQUIRE(fds.size() == 1);
	CHECK((fds[0].fd == output.outlet->fd() && fds[0].events == POLLOUT));
	Outlets().add_to(fds);
	CHECK(fds.size() == 1);
}

TEST_CASE("lines that are left out are told of once, and counted when there is room again") {
	Stalled output(8);
	Outlets outlets(&*output.outlet);
	CHECK(code_of(outlets.look(mono_now())).empty());
	output.outlet->write("1234567\n");
	CHECK(code_of(outlets.look(mono_now())).empty());
	output.outlet->write("a\nb\n");
	CHECK(code_of(outlets.look(mono_now())) == "output_stalled");
	output.outlet->write("c\n");
	CHECK(code_of(outlets.look(mono_now())).empty());
	output.read_all();
	outlets.push();
	const auto told = outlets.look(mono_now());
	CHECK(code_of(told) == "output_dropped");
	CHECK(told->detail.starts_with("3 lines "));
	CHECK(code_of(outlets.look(mono_now())).empty());
}

TEST_CASE("a file that cannot be written is told of once, and tried again") {
	Outlet full(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
	Outlets outlets(&full);
	full.write("x\n");
	MonoTime now = mono_now();
	CHECK(code_of(outlets.look(now)) == "output_failed");
	CHECK(code_of(outlets.look(now += 2s)).empty());
	full.replace(Fd(open("/dev/null", O_WRONLY | O_CLOEXEC)));
	CHECK(code_of(outlets.look(now += 2s)).empty());
	full.replace(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
	full.write("y\n");
	CHECK(code_of(outlets.look(now += 2s)) == "output_failed");
}

TEST_CASE("flushing ends with the reader's patience or ours") {
	const KeepSignals keep;
	auto signals = session::Signals::take_over();
	REQUIRE(signals);
	Stalled output;
	CHECK(flush(*output.outlet, *signals, false) == Flushed::done); // nothing waits
	output.outlet->write("x\n");
	CHECK(flush(*output.outlet, *signals, true) == Flushed::stalled);
	raise(SIGTERM);
	CHECK(flush(*output.outlet, *signals, false) == Flushed::stalled);
	raise(SIGTERM);
	CHECK(flush(*output.outlet, *signals, true) == Flushed::interrupted);
	output.read_all();
	CHECK(flush(*output.outlet, *signals, false) == Flushed::done);
	CHECK(output.outlet->waiting() == 0);
}
