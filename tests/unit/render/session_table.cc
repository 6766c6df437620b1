// SPDX-License-Identifier: Apache-2.0
#include "render/session_table.h"

#include "render/fold.h"
#include "render/stats.h"
#include "support/catch.h"
#include "support/counts.h"

using namespace stamp;
using namespace stamp::render;

namespace {

stats::Session session(const std::string &from, std::uint64_t rx) {
	return {{from, 5000, {}},
		{"192.0.2.2", 862, {}},
		23100,
		rx,
		rx,
		static_cast<std::uint32_t>(rx),
		utc(1'500'000'000),
		false,
		2,
		3};
}

stats::SessionSource source(std::vector<stats::Session> all) {
	return [all = std::move(all)](const stats::SessionVisitor &visit) {
		for (const auto &one : all)
			visit(one);
	};
}

std::string table(const stats::SessionSource &sessions, std::size_t width = any_width) {
	std::string text;
	session_table(sessions, width, [&](const Line &line) { text += line.text + "\n"; });
	return text;
}

stats::InterfaceStats reflector() {
	stats::InterfaceStats s{"eth0",
				"tcx",
				{862},
				utc(0),
				test::counted<stats::Verdicts>({{STAMP_V_REFLECTED, 50}})};
	s.max_sessions = 64;
	return s;
}

} // namespace

TEST_CASE("a session is a line below its titles, columns as wide as they have to be") {
	CHECK(table(source({session("192.0.2.1", 50), session("2001:db8::1", 7)})) ==
	      "  from               to              SSID rx tx next lost dup            last "
	      "seen\n"
	      "  192.0.2.1:5000     192.0.2.2:862 0x5a3c 50 50   50    2   3 1970-01-01T00:00:01Z\n"
	      "  [2001:db8::1]:5000 192.0.2.2:862 0x5a3c  7  7    7    2   3 "
	      "1970-01-01T00:00:01Z\n");
	CHECK(table(source({})).empty());
}

TEST_CASE("a long table goes on with the widths of its beginning, each session once") {
	std::vector<stats::Session> all(2000, session("192.0.2.1", 50));
	all.back() = session("2001:db8::1", 1234567);
	const std::string text = table(source(all));
	CHECK(std::count(text.begin(), text.end(), '\n') == 2001);
	CHECK(text.find("\n  [2001:db8::1]:5000 192.0.2.2:862 0x5a3c 1234567 1234567 ") !=
	      std::string::npos);
}

TEST_CASE("no line of a table is wider than the terminal") {
	session_table(source({session("2001:db8::1", 1)}), 40,
		      [](const Line &line) { CHECK(columns(line.text) <= 40); });
}

TEST_CASE("the block of a stateful reflector has its sessions, when they are asked for") {
	stats::InterfaceStats s = reflector();
	const auto last = [&] { return stats_block({{s}, {}}, {}, any_width).back().text; };
	CHECK(last() == "  reflected                    50");
	s.live_sessions = 3;
	CHECK(last() == "  sessions                      3 of 64");
	s.sessions = source({session("192.0.2.1", 50)});
	CHECK(last().starts_with("  192.0.2.1:5000 192.0.2.2:862 0x5a3c"));
}

TEST_CASE("sessions in JSON, many of them in parts that are one line together") {
	stats::InterfaceStats s = reflector();
	s.sessions = source({session("192.0.2.1", 50)});
	CHECK(stats_json({s}).find(
		      "\"sessions\":[{\"src\":\"192.0.2.1\",\"sport\":5000,\"dst\":\"192.0.2.2\","
		      "\"dport\":862,\"ssid\":23100,\"rx\":50,\"tx\":50,\"next_seq\":50,"
		      "\"last_seen_ns\":1500000000,\"auth\":false,\"lost\":2,\"duplicate\":3}],"
		      "\"attached\"") != std::string::npos);
	s.sessions = source(std::vector<stats::Session>(5000, session("192.0.2.1", 50)));
	std::string all;
	std::size_t parts = 0, longest = 0;
	write_stats_json({s, s}, [&](std::string_view part) {
		all += part;
		parts++;
		longest = std::max(longest, part.size());
	});
	CHECK(parts > 10);
	CHECK(longest < 100'000);
	CHECK(std::count(all.begin(), all.end(), '\n') == 1);
	std::size_t found = 0;
	for (std::size_t at = 0; (at = all.find("},{\"src\"", at)) != std::string::npos; at++)
		found++;
	CHECK(found == 2 * 4999);
	CHECK(all.find("[,") == std::string::npos);
}
