// SPDX-License-Identifier: Apache-2.0
// The configuration of an agent: what it comes to.
#include "cli/agent/config.h"
#include "support/catch.h"

using namespace stamp;
using namespace stamp::cli;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

session::AgentSpec read(std::string_view text) {
	auto parsed = parse_agent_config("a.toml", text);
	if (const auto *wrong = std::get_if<UsageError>(&parsed))
		FAIL(wrong->what + ": " + wrong->why);
	return std::get<session::AgentSpec>(std::move(parsed));
}

// The example of the manual, without its key file's profile.
constexpr std::string_view whole = R"(version = 1

[agent]
name = "par1"
output = "-"
report_interval = "30s"

[http]
listen = "[::1]:9862"
probe_limit = 4

[profile.default]
interval = "1s"
timeout = 2
buckets = ["10us", "1ms", "1s"]

[profile.voice]
inherit = "default"
interval = "20ms"
dscp = "ef"
length = 172
tlv = ["location", "timestamp-information"]

[[reflector]]
iface = "eth0"
port = [862, 4862]
allow = ["10.0.0.0/8", "2001:db8::/32"]
stateful = true

[[session]]
name = "par-lon-voice"
target = "lon1.example.net:4862"
profile = "voice"
labels = { site = "lon", class = "ef" }

[[session]]
name = "par-lon"
target = "2001:db8::1"
iface = "eth0"
interval = "100ms"

[[discovery]]
name = "mesh"
file = "/etc/stamp/targets/*.json"
refresh = "30s"
peers = 8
profile = "voice"
)";

} // namespace

TEST_CASE("the smallest configuration has the default profile and the host's name") {
	const auto spec = read("version = 1\n");
	CHECK(!spec.name.empty());
	CHECK(spec.output == "none");
	CHECK(spec.http.listen == "127.0.0.1:9862");
	REQUIRE(spec.profiles.size() == 1);
	CHECK(spec.profiles[0].name == "default");
	CHECK(spec.profiles[0].settings.interval == seconds{1});
	CHECK(spec.sessions.empty());
}

TEST_CASE("a profile has what it inherits, and its own keys come first") {
	const auto spec = read(whole);
	REQUIRE(spec.profiles.size() == 2);
	const session::ProfileSpec &voice = spec.profiles[1];
	CHECK(voice.name == "voice");
	CHECK(voice.settings.interval == milliseconds{20});
	CHECK(voice.settings.timeout == seconds{2});
	CHECK(voice.settings.dscp == 46);
	CHECK(voice.settings.length == 172);
	CHECK(voice.settings.tlvs.size() == 2);
	CHECK(voice.buckets.size() == 3);
}

TEST_CASE("a session has its profile, and settings of its own") {
	const auto spec = read(whole);
	REQUIRE(spec.sessions.size() == 2);
	CHECK(spec.sessions[0].profile.settings.dscp == 46);
	CHECK(spec.sessions[0].target.host == "lon1.example.net");
	CHECK(spec.sessions[0].target.port == 4862);
	CHECK(spec.sessions[0].iface == "auto");
	CHECK(spec.sessions[0].labels == stats::Labels{{"class", "ef"}, {"site", "lon"}});
	CHECK(spec.sessions[1].iface == "eth0");
	CHECK(spec.sessions[1].profile.name == "default");
	CHECK(spec.sessions[1].profile.settings.interval == milliseconds{100});
	CHECK(spec.sessions[1].profile.settings.timeout == seconds{2});
}

TEST_CASE("reflectors and discoveries are read") {
	const auto spec = read(whole);
	REQUIRE(spec.reflectors.size() == 1);
	CHECK(spec.reflectors[0].settings.ifaces == std::vector<std::string>{"eth0"});
	CHECK(spec.reflectors[0].settings.ports == std::vector<std::uint16_t>{862, 4862});
	CHECK(spec.reflectors[0].settings.allow.size() == 2);
	CHECK(spec.reflectors[0].settings.stateful);
	REQUIRE(spec.discoveries.size() == 1);
	CHECK(spec.discoveries[0].peers == 8U);
	CHECK(spec.discoveries[0].refresh == seconds{30});
	CHECK(spec.discoveries[0].profile.name == "voice");
}

TEST_CASE("what is printed reads back to the same, and is printed the same") {
	const auto spec = read(whole);
	const std::string text = agent_config_text(spec);
	CAPTURE(text);
	const auto again = read(text);
	CHECK(agent_config_text(again) == text);
	REQUIRE(again.sessions.size() == spec.sessions.size());
	for (std::size_t i = 0; i < spec.sessions.size(); i++) {
		CHECK(again.sessions[i].profile.words == spec.sessions[i].profile.words);
		CHECK(again.sessions[i].target.host == spec.sessions[i].target.host);
	}
	CHECK(again.reflectors[0].words == spec.reflectors[0].words);
	CHECK(text.find("# ttl = \"255\"") != text.npos); // what holds anyway is a comment
}

TEST_CASE("the same settings in other words are the same") {
	const auto of = [](const char *line) {
		return read(std::string("version = 1\n[profile.default]\n") + line)
			.profiles[0]
			.words;
	};
	CHECK(of("interval = \"20ms\"") == of("interval = 0.02"));
	CHECK(of("interval = \"1s\"") == of("")); // the default
	CHECK(of("precise = false") == of(""));
	CHECK(of("interval = \"2s\"") != of(""));
	CHECK(of("source_port = 862") != of("")); // which excludes any other port
}
