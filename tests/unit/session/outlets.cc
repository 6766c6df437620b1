// SPDX-License-Identifier: Apache-2.0
#include "session/outlets.h"

#include <array>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>

#include "render/sentence.h"
#include "support/catch.h"
#include "unit/session/keep_signals.h"

using namespace stamp;
using namespace stamp::session::test;
using namespace std::chrono_literals;
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

// What an outlet's task reports when it runs.
struct Reporter {
	explicit Reporter(Outlet &output)
		: outlets(&output, nullptr, [this](auto &warning) { latest = warning; }) {}

	std::string code_at(MonoTime now) {
		latest = {};
		outlets.run(now);
		return std::string(stats::code(latest.message));
	}

	stats::Warning latest;
	Outlets outlets;
};

} // namespace

TEST_CASE("only a reader that has something to take is polled for") {
	Stalled output, log;
	const Outlets outlets(&*output.outlet, &*log.outlet);
	std::vector<pollfd> fds;
	outlets.add_descriptors(fds);
	CHECK(fds.empty());
	output.outlet->write("x\n");
	outlets.add_descriptors(fds);
	REQUIRE(fds.size() == 1);
	CHECK((fds[0].fd == output.outlet->fd() && fds[0].events == POLLOUT));
	Outlets().add_descriptors(fds);
	CHECK(fds.size() == 1);
}

TEST_CASE("lines that are left out are reported once, and counted when there is room again") {
	Stalled output(8);
	Reporter reporter(*output.outlet);
	MonoTime now = mono_now();
	CHECK(reporter.code_at(now).empty());
	output.outlet->write("1234567\n");
	CHECK(reporter.code_at(now).empty());
	output.outlet->write("a\nb\n");
	CHECK(reporter.code_at(now) == "output_stalled");
	output.outlet->write("c\n");
	CHECK(reporter.code_at(now).empty());
	output.read_all();
	CHECK(reporter.code_at(now) == "output_dropped");
	CHECK(render::sentence(reporter.latest.message).starts_with("3 lines "));
	CHECK(reporter.code_at(now).empty());
}

TEST_CASE("a file that cannot be written is reported once, and tried again") {
	Outlet full(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
	Reporter reporter(full);
	full.write("x\n");
	MonoTime now = mono_now();
	CHECK(reporter.code_at(now) == "output_failed");
	CHECK(reporter.code_at(now += 2s).empty());
	full.replace(Fd(open("/dev/null", O_WRONLY | O_CLOEXEC)));
	CHECK(reporter.code_at(now += 2s).empty());
	full.replace(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
	full.write("y\n");
	CHECK(reporter.code_at(now += 2s) == "output_failed");
}

TEST_CASE("an outlet's task keeps no loop from its end") {
	CHECK(Outlets().is_done());
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
