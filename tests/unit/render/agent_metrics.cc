// SPDX-License-Identifier: Apache-2.0
#include "render/agent_metrics.h"

#include <algorithm>
#include <sstream>

#include "render/agent_sessions.h"
#include "render/sender_families.h"
#include "support/catch.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

using Snapshot = std::shared_ptr<stats::AgentSnapshot>;

stats::AgentSession session(int number) {
	stats::AgentSession made;
	made.name = "s" + std::to_string(number);
	made.target = "far.example";
	made.state = stats::SessionState::up;
	made.iface = "eth0";
	made.hook = "tcx";
	made.tally.emplace();
	made.tally->sent = static_cast<std::uint64_t>(number);
	return made;
}

Snapshot snapshot(int sessions) {
	auto made = std::make_shared<stats::AgentSnapshot>();
	made->state.name = "par1";
	made->state.reloaded = utc(1'500'000'000);
	for (int i = 0; i < sessions; i++)
		made->sessions.push_back(session(i));
	return made;
}

std::string rendered(const Snapshot &of, render::Dialect dialect, std::size_t *pieces = nullptr) {
	render::AgentMetrics metrics(of, "0.1.0", dialect);
	std::string text;
	std::size_t count = 1;
	while (metrics.next(text))
		count++;
	if (pieces)
		*pieces = count;
	return text;
}

bool has(const std::string &text, const std::string &line) {
	return text.find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("a session's metrics have its name, target, interface and labels") {
	const Snapshot one = snapshot(1);
	one->sessions[0].labels = {{"site", "lon\"don\""}};
	one->sessions[0].tally->sent = 10;
	const std::string text = rendered(one, render::Dialect::classic);
	const std::string labels = R"({session="s0",target="far.example",iface="eth0",)"
				   R"(site="lon\"don\""})";
	CHECK(has(text, "stamp_packets_sent_total" + labels + " 10"));
	CHECK(has(text, R"(stamp_session_up{session="s0",target="far.example",reason="",)"
			R"(site="lon\"don\""} 1)"));
	CHECK(text.find(R"(stamp_agent_info{agent="par1"} 1)") != std::string::npos);
	CHECK(has(text, "stamp_config_last_reload_success_timestamp_seconds 1.5"));
}

TEST_CASE("a session that waits has its reason and no counters") {
	const Snapshot one = snapshot(1);
	one->sessions[0].state = stats::SessionState::unknown_host;
	one->sessions[0].tally.reset();
	one->state.reload_succeeded = false;
	const std::string text = rendered(one, render::Dialect::openmetrics);
	CHECK(has(text, R"(stamp_session_up{session="s0",target="far.example",)"
			R"(reason="unknown_host"} 0)"));
	CHECK(has(text, "stamp_config_last_reload_successful 0"));
	CHECK(text.find("stamp_packets") == std::string::npos);
	CHECK(text.ends_with("\n# EOF\n"));
}

TEST_CASE("a counter's family is called as the format wants it") {
	const std::string open = rendered(snapshot(1), render::Dialect::openmetrics);
	CHECK(has(open, "# TYPE stamp_packets_sent counter"));
	CHECK(open.find("# TYPE stamp_packets_sent_total") == std::string::npos);
	const std::string classic = rendered(snapshot(1), render::Dialect::classic);
	CHECK(has(classic, "# TYPE stamp_packets_sent_total counter"));
	CHECK(classic.find("# EOF") == std::string::npos);
}

TEST_CASE("no sessions have no families") {
	const std::string text = rendered(snapshot(0), render::Dialect::openmetrics);
	CHECK(text.find("stamp_session_up") == std::string::npos);
	CHECK(text.find("stamp_packets") == std::string::npos);
}

TEST_CASE("thousands of sessions come in pieces, each family in one place") {
	constexpr int many = 3000;
	std::size_t pieces = 0;
	std::istringstream text(rendered(snapshot(many), render::Dialect::openmetrics, &pieces));
	CHECK(pieces > render::sender_families().size());
	std::vector<std::string> heads;
	int sent = 0;
	for (std::string line; std::getline(text, line);) {
		if (line.starts_with("# HELP "))
			heads.push_back(line);
		if (line.starts_with("stamp_packets_sent_total{"))
			CHECK(line.ends_with("} " + std::to_string(sent++)));
	}
	CHECK(sent == many);
	std::sort(heads.begin(), heads.end());
	CHECK(std::adjacent_find(heads.begin(), heads.end()) == heads.end());
}

TEST_CASE("the sessions as JSON are one line, however many there are") {
	render::AgentSessions sessions(snapshot(3000));
	std::string text;
	std::size_t pieces = 1;
	while (sessions.next(text))
		pieces++;
	CHECK(pieces > 2);
	CHECK(text.starts_with(
		R"({"v":1,"type":"sessions","agent":"par1","sessions":[{"session":)"));
	CHECK(text.ends_with("}]}\n"));
	CHECK(std::count(text.begin(), text.end(), '\n') == 1);
	CHECK(text.find(R"("session":"s2999","up":true)") != std::string::npos);
	CHECK(text.find("}{") == std::string::npos);
	std::string none;
	CHECK(!render::AgentSessions(snapshot(0)).next(none));
	CHECK(none.ends_with(R"("sessions":[]})"
			     "\n"));
}
