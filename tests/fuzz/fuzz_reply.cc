// SPDX-License-Identifier: Apache-2.0
// libFuzzer target: whatever comes in, in whatever order, a sender's account stays right. The input
// is a script: an octet that says what happens next, then what that needs.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <vector>

#include "session/measurement.h"

using namespace stamp;
using namespace std::chrono_literals;

namespace {

constexpr UtcTime start{1'767'225'600s}; // 2026
constexpr int tai_minus_utc_s = 37;
constexpr std::uint16_t sender_error = 0x8f84;

void require(bool condition) {
	if (!condition)
		std::abort();
}

class Script {
public:
	explicit Script(std::span<const std::uint8_t> octets) : octets_(octets) {}

	[[nodiscard]] bool done() const { return octets_.empty(); }
	std::uint8_t octet() { return done() ? 0 : take(1)[0]; }
	std::uint32_t word() {
		const std::uint32_t high = octet();
		return high << 8 | octet();
	}
	std::span<const std::uint8_t> take(std::size_t n) {
		const auto taken = octets_.first(std::min(n, octets_.size()));
		octets_ = octets_.subspan(taken.size());
		return taken;
	}

private:
	std::span<const std::uint8_t> octets_;
};

// A sender's session, and next to it how often each request was decided.
class Session {
public:
	Session() : measurement_(spec_, {.to = {}, .ssid = 0x1234}, 1, events()) {
		clock_.tai =
			time::TaiOffset{tai_minus_utc_s, time::TaiOffset::Source::kernel, false};
	}

	void send() {
		t1_.push_back(start + (now_ - MonoTime{}));
		measurement_.request_sent(now_);
		pass(1ms);
	}
	// More than are remembered.
	void send_many() {
		for (std::uint32_t i = 0; i <= slots_; i++)
			send();
	}
	void pass(Duration while_waiting) { now_ += while_waiting; }
	void expire() { measurement_.expire(now_); }
	void step() { measurement_.clock_stepped(); }
	void forget_tai() { clock_.tai.reset(); }

	// Octets of the payload as the script has them, the number one that may well fit.
	void reply(Script &script) {
		stamp_record record{};
		record.length = static_cast<__u16>(script.octet() % 64);
		const std::uint8_t number = script.octet();
		const auto payload = script.take(sizeof(record.octets));
		std::memcpy(record.octets, payload.data(), payload.size());
		if (number < 128) { // else the script's own
			const __be32 seq =
				stamp_swap32(static_cast<std::uint32_t>(t1_.size()) - number);
			const __be16 ssid = stamp_swap16(0x1234);
			std::memcpy(record.octets + offsetof(stamp_reply, sender_seq), &seq, 4);
			std::memcpy(record.octets + offsetof(stamp_reply, ssid), &ssid, 2);
			if (number < 64) // else a T1 of somebody else
				echo(record, static_cast<std::uint32_t>(t1_.size()) - number);
		}
		record.time_ns = ns(start + (now_ - MonoTime{}) + script.word() * 50us);
		decode(record);
		measurement_.reply(record, clock_, [&](std::uint32_t seq) { return sent(seq); });
	}

	void check() const {
		const auto &m = measurement_;
		require(m.sent() == t1_.size());
		require(m.received() == received_);
		require(received_ + lost_ + m.in_flight() == m.sent());
		require(m.in_flight() <= slots_);
	}

	void end() {
		measurement_.expire(MonoTime::max());
		check();
		require(measurement_.in_flight() == 0);
		require(measurement_.next_expiry() == MonoTime::max());
		const stats::Summary s = measurement_.summary(clock_);
		require(s.received == received_ && s.lost == lost_);
		require(s.late == late_ && s.duplicate == duplicate_);
		require(s.rtt.n <= s.received && s.fwd.n <= s.received);
	}

private:
	session::MeasurementEvents events() {
		return {[this](const stats::Packet &p) { count(p); },
			[](const stats::Warning &w) { require(!stats::code(w.message).empty()); }};
	}

	[[nodiscard]] std::optional<session::Sent> sent(std::uint32_t seq) const {
		if (seq >= t1_.size() || seq + slots_ < t1_.size())
			return std::nullopt;
		return session::Sent{t1_[seq], time::encode_ntp(t1_[seq]), sender_error};
	}

	// The request's own T1 and Error Estimate, as an honest far side returns them.
	void echo(stamp_record &record, std::uint32_t seq) const {
		const auto of_it = sent(seq);
		if (!of_it)
			return;
		const stamp_ts t1{stamp_swap32(of_it->wire_t1.sec),
				  stamp_swap32(of_it->wire_t1.frac)};
		const __be16 error = stamp_swap16(of_it->error_bits);
		std::memcpy(record.octets + offsetof(stamp_reply, sender_ts), &t1, sizeof(t1));
		std::memcpy(record.octets + offsetof(stamp_reply, sender_error), &error,
			    sizeof(error));
	}

	void count(const stats::Packet &p) {
		require(p.seq < t1_.size() || p.lost);
		if (p.lost)
			lost_++;
		else if (p.late)
			late_++;
		else if (p.duplicate)
			duplicate_++;
		else
			received_++;
		require(!p.proc || *p.proc >= 0ns);
	}

	// The codec alone, on a heap block of exactly the payload's size.
	static void decode(const stamp_record &record) {
		const std::size_t kept = std::min<std::size_t>(record.length, STAMP_BASE_OCTETS);
		const std::vector<std::uint8_t> exact(record.octets, record.octets + kept);
		const auto reply = wire::decode_reply(exact, record.length);
		require(reply.has_value() == (record.length >= STAMP_TWAMP_REPLY_OCTETS));
		if (!reply)
			return;
		require(!reply->sender_ttl || *reply->sender_ttl != 0);
		for (const wire::Stamp &stamp : {reply->t1, reply->t2, reply->t3})
			wire::to_utc(stamp, utc(record.time_ns), tai_minus_utc_s);
	}

	const session::SenderSpec spec_;
	const std::uint32_t slots_ = session::window_slots(spec_.interval, spec_.timeout);
	session::WireClock clock_;
	MonoTime now_{};
	std::vector<UtcTime> t1_;
	std::uint64_t received_ = 0, lost_ = 0, late_ = 0, duplicate_ = 0;
	session::Measurement measurement_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
	Script script({data, size});
	Session session;

	while (!script.done()) {
		switch (script.octet() % 8) {
		case 0:
			session.send();
			break;
		case 1:
			if (script.octet() % 16 == 0)
				session.send_many();
			else
				session.send();
			break;
		case 2:
			session.pass(script.octet() * 20ms);
			break;
		case 3:
			session.expire();
			break;
		case 4:
			session.step();
			break;
		case 5:
			session.forget_tai();
			break;
		default:
			session.reply(script);
		}
		session.check();
	}
	session.end();
	return 0;
}
