// SPDX-License-Identifier: Apache-2.0
#include "session/hook_watch.h"

#include <cerrno>

#include "render/sentence.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;
using session::DetachedNote;
using session::HookWatch;

namespace {

struct FakeHooks : session::Attached {
	[[nodiscard]] Result<std::string> detached() const override {
		questions++;
		return answer;
	}

	[[nodiscard]] std::string hook() const override { return "fake"; }

	mutable int questions = 0;
	Result<std::string> answer = std::string();
};

MonoTime at(Duration since_start) {
	return MonoTime{} + 1h + since_start;
}

std::string code_of(const std::optional<stats::Warning> &warning) {
	return std::string(warning ? stats::code(warning->message) : "");
}

} // namespace

TEST_CASE("what is attached is asked of the kernel at least twice a second, and not all the time") {
	HookWatch watch;
	const FakeHooks hooks;

	for (Duration t{}; t < 10s; t += 1ms)
		CHECK(!watch.look(hooks, at(t)));
	CHECK(hooks.questions >= 20);
	CHECK(hooks.questions <= 40);
}

TEST_CASE("what is missing is reported at the next look; an answer that did not come is none") {
	HookWatch watch;
	FakeHooks hooks;

	CHECK(!watch.look(hooks, at(0s)));
	hooks.answer = std::string("egress program");
	CHECK(!watch.look(hooks, at(1ms)));
	CHECK(watch.look(hooks, at(1s)) == std::optional<std::string>("egress program"));
	hooks.answer = Error{ENOBUFS, "ask"};
	CHECK(!watch.look(hooks, at(2s)));
	CHECK(hooks.questions == 3);
}

TEST_CASE("a loss and its end are reported once each") {
	DetachedNote note;
	const auto lost = note.lost("eth0", "egress program", at(0s));

	REQUIRE(code_of(lost) == "detached");
	CHECK(render::sentence(lost->message).find("eth0: no longer attached: egress program") ==
	      0);
	const auto back = note.back("eth0", "tcx");
	REQUIRE(code_of(back) == "attached_again");
	CHECK(render::sentence(back->message) == "eth0: attached again (tcx)");
	CHECK(!note.back("eth0", "tcx"));
}

TEST_CASE("programs that detach each other do not fill the log: the next warning counts them") {
	DetachedNote note;
	int warnings = 0;

	for (Duration t{}; t < 10s; t += 500ms) {
		warnings += note.lost("eth0", "egress program", at(t)).has_value();
		warnings += note.back("eth0", "tcx").has_value();
	}
	CHECK(warnings == 2);
	const auto next = note.lost("eth0", "egress program", at(10s));
	REQUIRE(next);
	CHECK(render::sentence(next->message).find("(19 more times since the last warning)") !=
	      std::string::npos);
}

TEST_CASE("why it cannot be attached again is reported once while it lasts, and its end is, too") {
	DetachedNote note;

	CHECK(!note.is_due(at(0s)));
	CHECK(note.lost("eth0", "ingress program", at(0s)));
	CHECK(note.is_due(at(0s)));
	note.tried(at(0s));
	CHECK(!note.is_due(at(1ms)));
	CHECK(note.is_due(at(1s)));
	CHECK(code_of(note.failed({EBUSY, "attach to eth0"})) == "attach_failed");
	CHECK(!note.failed({EBUSY, "attach to eth0"}));
	CHECK(note.failed({EPERM, "attach to eth0"}));
	CHECK(code_of(note.back("eth0", "tcx")) == "attached_again");
	CHECK(!note.is_due(at(2s)));
	CHECK(note.failed({EPERM, "attach to eth0"})); // another one, later
	note.forget();
	CHECK(!note.is_due(at(3s)));
	CHECK(!note.back("eth0", "tcx"));
}
