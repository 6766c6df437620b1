// SPDX-License-Identifier: Apache-2.0
#include "session/process_file.h"

#include <cstring>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/process_files.h"
#include "session/tally_board.h"
#include "support/catch.h"
#include "support/folder.h"
#include "time/now.h"

using namespace stamp;
using session::ProcessFile;
using test::Folder;

namespace {

TrustedDir directory_of(const Folder &folder) {
	auto made = TrustedDir::top(folder.path()).value().make("stamp");
	REQUIRE(made);
	return std::move(made).value();
}

stamp_process_file head(__u32 targets, __u32 sessions) {
	stamp_process_file head = {};
	std::strcpy(head.iface, "eth0");
	std::strcpy(head.hook, "socket");
	head.role = targets != 0 ? STAMP_ROLE_SENDER : STAMP_ROLE_REFLECTOR;
	head.targets = targets;
	head.sessions = sessions;
	head.session_timeout_ns = 1'000'000'000;
	return head;
}

std::unique_ptr<ProcessFile> published(const Folder &folder, const stamp_process_file &head) {
	auto made = ProcessFile::create(head, directory_of(folder));
	REQUIRE(made);
	CHECK(made.value()->why_not().empty());
	return std::move(made).value();
}

std::vector<session::PublishedProcess> all_in(const Folder &folder) {
	return session::published_in(directory_of(folder)).value();
}

stamp_session seen_at(MonoTime at, __u64 rx) {
	stamp_session session = {};
	session.rx = rx;
	session.last_seen_ns = static_cast<__u64>(at.time_since_epoch().count());
	return session;
}

} // namespace

TEST_CASE("what a process publishes is read by others, and gone with it") {
	const Folder folder;
	{
		const auto file = published(folder, head(0, 0));
		session::Verdicts verdicts{};
		verdicts[STAMP_V_REFLECTED] = 7;
		file->write(verdicts, {3});
		file->set_attached(true);
		const auto all = all_in(folder);
		REQUIRE(all.size() == 1);
		CHECK(all[0].head().iface == std::string("eth0"));
		CHECK(all[0].head().verdicts[STAMP_V_REFLECTED] == 7);
		CHECK(all[0].head().tlv_notes[0] == 3);
		CHECK(all[0].head().attached == 1);
	}
	CHECK(all_in(folder).empty());
	CHECK(directory_of(folder).entries().value().empty());
}

TEST_CASE("several processes publish at once, a sender its targets by their places") {
	const Folder folder;
	const auto reflector = published(folder, head(0, 0)),
		   sender = published(folder, head(3, 0));
	session::TallyBoard board(sender->targets());
	board.begin(2, "edge7");
	stamp_tally tally{};
	tally.sent = 9;
	board.write(2, tally);
	const auto all = all_in(folder);
	REQUIRE(all.size() == 2);
	const auto &of_sender = all[all[0].head().role == STAMP_ROLE_SENDER ? 0 : 1];
	const auto targets = of_sender.targets();
	REQUIRE(targets.size() == 1);
	CHECK(targets[0].first == 2);
	CHECK(targets[0].second.target == std::string("edge7"));
	CHECK(targets[0].second.tally.sent == 9);
}

TEST_CASE("sessions are read while they last: neither ended, nor gone, nor idle too long") {
	const Folder folder;
	const auto file = published(folder, head(0, 4));
	const MonoTime now = mono_now();
	auto sessions = file->sessions();
	REQUIRE(sessions.size() == 4);
	sessions[0].session = seen_at(now, 10); // changes is even: there is none
	for (std::size_t i = 1; i < 4; i++)
		sessions[i].changes = 1;
	sessions[1].session = seen_at(now, 11);
	sessions[2].session.last_seen_ns = STAMP_SESSION_GONE;
	sessions[3].session = seen_at(now - std::chrono::hours{1}, 13);
	std::vector<__u64> rx;
	const auto all = all_in(folder);
	REQUIRE(all.size() == 1);
	REQUIRE(all[0].read_sessions(
		[&](const auto &, const stamp_session &session) { rx.push_back(session.rx); }));
	CHECK(rx == std::vector<__u64>{11});
}

TEST_CASE("the file of a killed process is not shown, and removed") {
	const Folder folder;
	const pid_t child = fork();
	if (child == 0) {
		auto directory = TrustedDir::top(folder.path()).value().make("stamp");
		auto made = ProcessFile::create(head(0, 0), std::move(directory));
		// NOLINTNEXTLINE: no destructor runs, as after SIGKILL
		_exit(made && made.value()->why_not().empty() ? 0 : 1);
	}
	int status = 0;
	REQUIRE(waitpid(child, &status, 0) == child);
	REQUIRE(status == 0);
	REQUIRE(directory_of(folder).entries().value().size() == 1);
	CHECK(all_in(folder).empty());
	CHECK(directory_of(folder).entries().value().empty());
}

TEST_CASE("what lies there and is nothing of ours is not believed and not removed") {
	const Folder folder;
	const auto file = published(folder, head(0, 0));
	const std::string path = folder.path("stamp/");
	REQUIRE(symlink("/etc/passwd", (path + "link").c_str()) == 0);
	REQUIRE(mkdir((path + "directory").c_str(), 0700) == 0);
	REQUIRE(mkfifo((path + "pipe").c_str(), 0600) == 0);
	CHECK(all_in(folder).size() == 1);
	CHECK(directory_of(folder).entries().value().size() == 4);
}

TEST_CASE("without a directory counters are memory of the process alone, which is no trouble") {
	const auto none = ProcessFile::create(head(1, 1), Error{ENOENT, "no XDG_RUNTIME_DIR"});
	REQUIRE(none);
	CHECK(none.value()->why_not().empty());
	none.value()->targets()[0].tally.sent = 1;
	none.value()->sessions()[0].session.rx = 1;
	none.value()->write({}, {});
	const auto untrusted = ProcessFile::create(head(1, 1), Error{0, "it belongs to user 7"});
	REQUIRE(untrusted);
	CHECK(untrusted.value()->why_not() == "it belongs to user 7");
}
