// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "cli/command_options.h"
#include "cli/shared_options.h"
#include "cli/tlv_option.h"
#include "net/dscp_names.h"
#include "time/duration.h"

namespace stamp::cli {
namespace {

using session::SenderSpec;

constexpr Duration least_interval = std::chrono::microseconds{1};
constexpr std::size_t most_thresholds = 16;
constexpr Duration least_report = std::chrono::milliseconds{100};
constexpr std::uint16_t max_udp_payload = 65507; // 65535 less an IPv4 and a UDP header

// What does not fit the base packet, which the key decides about, is refused by finish().
std::optional<Refusal> store_length(const std::string &value, SenderSpec &spec) {
	const auto parsed = parse_number(value, STAMP_BASE_OCTETS, max_udp_payload);
	if (!parsed)
		return Refusal{parsed.error().text(), ""};
	spec.length = static_cast<std::uint16_t>(*parsed);
	return std::nullopt;
}

std::optional<Refusal> store_source_port(const std::string &value, SenderSpec &spec) {
	if (value == "auto") {
		spec.source_port = 0;
		return std::nullopt;
	}
	const auto parsed = parse_number(value, 1, 65535);
	if (!parsed)
		return Refusal{parsed.error().text() + ", nor auto", ""};
	spec.source_port = static_cast<std::uint16_t>(*parsed);
	return std::nullopt;
}

std::optional<Refusal> store_source(const std::string &value, SenderSpec &spec) {
	auto parsed = net::Address::parse(value);
	if (!parsed)
		return Refusal{parsed.error().text(), ""};
	if (parsed->is_unspecified() || parsed->is_multicast())
		return Refusal{"'" + value + "' is no address to send from", ""};
	spec.source = *parsed;
	return std::nullopt;
}

// Of parse_dscp() and parse_ecn().
Setter store_named(std::uint8_t &target, Result<std::uint8_t> (*parse)(std::string_view)) {
	return each([&target, parse](const std::string &value) -> std::optional<Refusal> {
		const auto parsed = parse(value);
		if (!parsed)
			return Refusal{parsed.error().text(), ""};
		target = *parsed;
		return std::nullopt;
	});
}

Option family_option(std::string_view names, std::string text, net::Family wanted,
		     net::Family &family) {
	auto take = [wanted, &family](const std::string &) -> std::optional<Refusal> {
		if (family != net::Family::any && family != wanted)
			return Refusal{"not both -4 and -6", ""};
		family = wanted;
		return std::nullopt;
	};
	return row(names, "", std::move(text), "", each(take));
}

bool looks_like_bounds(std::string_view word) {
	return word.find(',') != std::string_view::npos;
}

std::optional<Refusal> store_histogram(const std::string &value, SenderOptions &options) {
	if (value.empty()) {
		options.draw_histogram = true;
		return std::nullopt;
	}
	const auto bounds = stats::parse_fixed_bounds(value);
	if (!bounds)
		return Refusal{bounds.error().text(), "--hist=20,0,10"};
	options.histogram = *bounds;
	return std::nullopt;
}

Group pace_group(SenderOptions &options) {
	SenderSpec &o = options.spec;
	return Group{
		"Pace",
		{
			number("count,c", "N", "packets per target; 0 = until stopped", o.count, 0,
			       std::numeric_limits<std::uint64_t>::max()),
			duration_option("interval,i", "time between packets to one target",
					o.interval, least_interval,
					[&o](Duration d) { o.interval = d; }),
			duration_option("duration,t", "stop sending after this time",
					Duration::zero(), Duration{1},
					[&o](Duration d) { o.duration = d; }),
			duration_option("timeout,w",
					"a packet without a reply for this long is lost", o.timeout,
					Duration{1}, [&o](Duration d) { o.timeout = d; }),
			toggle("precise",
			       "busy-wait during the 10 ms before each send time; uses a whole CPU "
			       "at intervals up to 10 ms",
			       o.precise),
			toggle("force", "allow intervals below 1 ms, as a load test",
			       options.force),
		}};
}

// Within what leap seconds may ever come to, in either direction.
constexpr int most_utc_offset_s = 100;

std::optional<Refusal> store_utc_offset(const std::string &value, SenderSpec &spec) {
	const bool negative = value.starts_with('-');
	spec.utc_offset = {value == "auto", 0};
	if (spec.utc_offset.automatic)
		return std::nullopt;
	const auto size = parse_number(negative ? value.substr(1) : value, 0, most_utc_offset_s);
	if (!size)
		return Refusal{"'" + value + "' is not a number from -" +
				       std::to_string(most_utc_offset_s) + " to " +
				       std::to_string(most_utc_offset_s) + ", nor auto",
			       ""};
	spec.utc_offset.seconds = negative ? -static_cast<int>(*size) : static_cast<int>(*size);
	return std::nullopt;
}

Group path_group(SenderSpec &o) {
	return Group{
		"Path",
		{
			number("dest-port,d", "PORT", "port of targets that are given without one",
			       o.dest_port, 1, 65535),
			row("source-port,s", "PORT|auto",
			    "source port; auto = an ephemeral one, which is also used (and "
			    "reported) when the default is in use",
			    std::to_string(o.first_source_port()),
			    each([&o](const std::string &value) {
				    return store_source_port(value, o);
			    })),
			row("source", "ADDR", "source address", "the route's",
			    each([&o](const std::string &value) {
				    return store_source(value, o);
			    })),
			family_option(",4", "IPv4 only", net::Family::v4, o.family),
			family_option(",6", "IPv6 only", net::Family::v6, o.family),
			number("mark", "N", "mark of requests (SO_MARK), for policy routing",
			       o.mark, 0, std::numeric_limits<std::uint32_t>::max()),
			choice("reflector-mode",
			       "whether reflectors are stateful, that is, number their replies, "
			       "which shows the direction of loss; auto = stateful once a reply "
			       "has a different number than its request",
			       "auto", o.reflector_mode,
			       {{"auto", stats::ReflectorMode::automatic},
				{"stateless", stats::ReflectorMode::stateless},
				{"stateful", stats::ReflectorMode::stateful}}),
			row("reflector-utc-offset", "auto|N",
			    "seconds by which the reflector's timestamps are ahead of UTC, to "
			    "subtract: 37 if it puts TAI into NTP timestamps; auto = detect",
			    "0", each([&o](const std::string &value) {
				    return store_utc_offset(value, o);
			    })),
		}};
}

Group packet_group(SenderSpec &o) {
	return Group{"Packet",
		     {
			     row("length,l", "N",
				 "UDP payload octets: 44, or 48 and more; authenticated: 112, or "
				 "116 and more",
				 std::to_string(o.octets()), each([&o](const std::string &value) {
					 return store_length(value, o);
				 })),
			     row("dscp", "N|NAME", "0 to 63, or ef, af11, cs6, le, ...",
				 std::to_string(o.dscp), store_named(o.dscp, net::parse_dscp)),
			     row("ecn", "N|NAME", "0 to 3, or not-ect, ect1, ect0, ce",
				 std::to_string(o.ecn), store_named(o.ecn, net::parse_ecn)),
			     number("ttl", "N", "TTL or hop limit", o.ttl, 1, 255),
			     number_option("ssid", "N", "session identifier; 0 = none",
					   "random, never 0", 0, 65535,
					   [&o](std::uint64_t v) {
						   o.ssid = static_cast<std::uint16_t>(v);
					   }),
			     choice("zero-ssid",
				    "for a target that does not return the session identifier (no "
				    "RFC 8972): continue, or stop sending to it",
				    "continue", o.stops_at_zero_ssid,
				    {{"continue", false}, {"stop", true}}),
			     timestamp_option(o),
		     }};
}

Group keys_group(SenderOptions &o) {
	return Group{"Authentication",
		     {
			     key_file_option("key-file",
					     "authenticated mode: sign requests and accept only "
					     "replies signed with the key in FILE (hex digits, or "
					     "base64: and base64)",
					     o.key_file),
			     key_file_option("tlv-key-file",
					     "unauthenticated mode: sign only the TLVs, with the "
					     "key in FILE",
					     o.tlv_key_file),
		     }};
}

Group output_group(SenderOptions &o) {
	Option histogram = row(
		"hist", "[BINS,FLOOR,CEIL]",
		"draw a histogram of round-trip times; with bounds (in ms), write it to a file as "
		"one line of BINS counts",
		"", each([&o](const std::string &value) { return store_histogram(value, o); }));
	histogram.takes = looks_like_bounds;
	Option path = text_option("histpath", "FILE", "file written by --hist with bounds",
				  o.histogram_path);
	path.set = [&o, store = path.set](const Values &values) {
		o.histogram_path_given = true;
		return store(values);
	};
	return Group{
		"Output",
		{
			toggle("json", "JSON Lines instead of text", o.json),
			text_option(",o", "FILE", "write output to FILE", o.output),
			toggle("quiet,q", "print only the summary", o.quiet),
			toggle("verbose,v", "print more, such as how late requests left",
			       o.verbose),
			toggle(",D", "prefix each line with the wall-clock time", o.wall_clock),
			toggle("lines", "print a line per packet on a terminal, too", o.lines),
			duration_option("report",
					"print a summary of each interval of this length "
					"while running",
					Duration::zero(), least_report,
					[&o](Duration d) { o.spec.report = d; }),
			std::move(histogram),
			std::move(path),
			row("fail-loss", "PCT",
			    "exit with code 6 if a target loses more than this percentage", "",
			    each([&o](const std::string &value) -> std::optional<Refusal> {
				    auto parsed = parse_loss_threshold(value);
				    if (!parsed)
					    return Refusal{parsed.error().text(), ""};
				    o.fail.loss = *std::move(parsed);
				    return std::nullopt;
			    })),
			list("fail-rtt", "QUANTILE:DUR",
			     "exit with code 6 if this quantile of a target's round-trip "
			     "times is longer: p99:10ms, p99.9:20ms, max:1s",
			     "", o.fail.rtt, most_thresholds, parse_rtt_threshold),
		}};
}

} // namespace

Table sender_table(SenderOptions &options) {
	SenderSpec &spec = options.spec;
	return {pace_group(options),	 path_group(spec),	     packet_group(spec),
		tlv_group(options.spec), keys_group(options),	     output_group(options),
		clock_group(spec),	 system_group(options, spec)};
}

} // namespace stamp::cli
