// SPDX-License-Identifier: Apache-2.0
// A far side whose times are whole seconds off.
#include "session/utc_offset.h"

#include "render/sentence.h"
#include "support/catch.h"
#include "unit/session/rig.h"

using namespace stamp;
using namespace stamp::session;
using namespace stamp::session::test;

namespace {

class OffsetRig {
public:
	explicit OffsetRig(const UtcOffsetSettings &settings)
		: spec_(spec_with(settings)),
		  measurement_(spec_, {.to = {}, .ssid = 0x1234}, 1,
			       {[this](auto &packet) { packets.push_back(packet); },
				[this](auto &warning) { warnings.push_back(warning); }}) {}
	OffsetRig(const OffsetRig &) = delete;
	OffsetRig &operator=(const OffsetRig &) = delete;

	// A reply of a far side that is so much ahead.
	void exchange(Duration ahead, bool ptp = false) {
		const std::uint32_t seq = measurement_.next_seq();
		const UtcTime t1 = golden_t1 + seq * 1ms;
		measurement_.request_sent(MonoTime{} + seq * 1ms);
		Reply reply;
		reply.seq = reply.sender_seq = seq;
		reply.echoed_t1 = t1;
		reply.t2 = t1 + 250us + ahead;
		reply.t3 = reply.t2 + 10us;
		reply.tai_s = golden_tai_s;
		reply.error = ptp ? golden::error_ptp : golden::error_ntp;
		measurement_.reply(record(reply.octets(), t1 + 360us), clock_,
				   [&](auto) { return std::optional(sent_in(clock_, t1)); });
	}
	[[nodiscard]] stats::Summary summary() { return measurement_.summary(clock_); }

	std::vector<stats::Packet> packets;
	std::vector<stats::Warning> warnings;

private:
	static SenderSpec spec_with(const UtcOffsetSettings &offset) {
		SenderSpec spec;
		spec.utc_offset = offset;
		return spec;
	}

	WireClock clock_ = wire_clock();
	SenderSpec spec_;
	Measurement measurement_;
};

} // namespace

TEST_CASE("TAI in NTP timestamps is recognised by the first reply, reported once and left there") {
	OffsetRig rig{UtcOffsetSettings{}};
	for (int i = 0; i < 3; i++)
		rig.exchange(37s);
	REQUIRE(rig.warnings.size() == 1);
	CHECK(stats::code(rig.warnings[0].message) == "tai_offset");
	CHECK(render::sentence(rig.warnings[0].message).find("put TAI into NTP timestamps") !=
	      std::string::npos);
	CHECK(render::sentence(rig.warnings[0].message).find("--reflector-utc-offset auto") !=
	      std::string::npos);
	CHECK(about(rig.packets[0].fwd, 37s + 250us));
	CHECK(about(rig.packets[0].bwd, -37s + 100us));
	CHECK(about(rig.packets[0].rtt, 350us));
	const auto s = rig.summary();
	CHECK(s.reflector_utc_offset_s == 37);
	CHECK_FALSE(s.utc_offset_corrected);
	CHECK_FALSE(s.owd_valid); // both clocks say that they are right, and one is not
}

TEST_CASE("--reflector-utc-offset auto takes off what is recognised, from the first reply on") {
	for (const int offset : {37, 36, 10, -37}) {
		CAPTURE(offset);
		OffsetRig rig{UtcOffsetSettings{true, 0}};
		for (int i = 0; i < 3; i++)
			rig.exchange(std::chrono::seconds{offset}, offset < 0);
		CHECK(rig.warnings.size() == 1);
		const auto s = rig.summary();
		CHECK(about(s.fwd.min, 250us));
		CHECK(about(s.fwd.max, 250us));
		CHECK(about(s.bwd.min, 100us));
		CHECK(about(s.rtt.max, 350us));
		CHECK(s.reflector_utc_offset_s == offset);
		CHECK(s.utc_offset_corrected);
		CHECK(s.owd_valid);
	}
}

TEST_CASE("--reflector-utc-offset N is always taken off, and what is left is reported") {
	OffsetRig right{UtcOffsetSettings{false, 37}};
	right.exchange(37s);
	CHECK(right.warnings.empty());
	CHECK(about(right.packets[0].fwd, 250us));
	CHECK(right.summary().reflector_utc_offset_s == 37);
	OffsetRig wrong{UtcOffsetSettings{false, 37}};
	wrong.exchange(0s);
	CHECK(about(wrong.packets[0].fwd, 250us - 37s));
	CHECK(wrong.warnings.size() == 1);
	CHECK_FALSE(wrong.summary().utc_offset_corrected);
}

TEST_CASE("a clock that is off by other than a TAI offset is only a clock that is off") {
	for (const Duration ahead :
	     {Duration{0s}, Duration{1s}, Duration{9s}, Duration{61s}, Duration{37s + 11ms},
	      Duration{36s + 500ms}, Duration{1h}, Duration{-24h * 365}}) {
		CAPTURE(ahead.count());
		OffsetRig rig{UtcOffsetSettings{true, 0}};
		rig.exchange(ahead);
		CHECK(rig.warnings.empty());
		CHECK(about(rig.packets[0].fwd, 250us + ahead));
		CHECK_FALSE(rig.summary().reflector_utc_offset_s);
	}
}

TEST_CASE("a far side that is put right is seen, and one that is off again is reported again") {
	OffsetRig rig{UtcOffsetSettings{true, 0}};
	for (const Duration ahead : {37s, 37s, 0s, 0s, 37s})
		rig.exchange(ahead);
	CHECK(rig.warnings.size() == 2);
	const auto s = rig.summary();
	CHECK(about(s.fwd.min, 250us));
	CHECK(about(s.fwd.max, 250us));
}

TEST_CASE("a round trip that may hide the offset tells nothing of it") {
	UtcOffset offset{UtcOffsetSettings{true, 0}};
	CHECK(offset.look(37s + 100ms, -37s + 100ms, 0ns));
	CHECK(offset.correction() == 37s);
	CHECK_FALSE(offset.look(38s + 300ms, -36s + 300ms - 1s, 0ns)); // half a second asymmetric
	CHECK(offset.correction() == 37s);			       // the one before holds
}
