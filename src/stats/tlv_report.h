// SPDX-License-Identifier: Apache-2.0
// What a sender reports of the TLVs it asked for, as plain data. A renderer knows no type: it
// writes fields and sentences. The meaning of every field is that of docs/tlv.md.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "time/clock.h"

namespace stamp::stats {

// A key, with its unit where the type of the value does not say it, and a value.
struct TlvField {
	using Value =
		std::variant<std::monostate, bool, std::int64_t, std::string, Duration, UtcTime>;

	TlvField(const char *name, bool truth) : key(name), value(truth) {}
	TlvField(const char *name, const char *) = delete; // would be a bool
	TlvField(const char *name, std::integral auto number)
		: key(name), value(static_cast<std::int64_t>(number)) {}
	TlvField(const char *name, std::string text) : key(name), value(std::move(text)) {}
	TlvField(const char *name, Duration duration) : key(name), value(duration) {}
	TlvField(const char *name, UtcTime time) : key(name), value(time) {}
	template <typename T>
	TlvField(const char *name, const std::optional<T> &known)
		: key(name), value(known ? TlvField(name, *known).value : Value()) {}

	const char *key;
	Value value; // monostate: not known
};
using TlvFields = std::vector<TlvField>;

// What a reflector made of a TLV (RFC 8972 4, 4.8).
enum class TlvState : std::uint8_t {
	answered,     // its value may be used
	unrecognised, // U: not understood, or not obeyed
	malformed,    // M, or a length that cannot be: nothing behind it is looked at
	integrity,    // I in any TLV, or not signed as it has to be: of all TLVs of the reply
};

// One TLV of one reply, as it came back.
struct Tlv {
	std::uint8_t type = 0;
	std::string name; // "class_of_service", "type_200"
	std::uint8_t flags = 0;
	TlvState state = TlvState::answered;
	TlvFields fields; // of an answered one
};

// Words and durations, which each renderer writes in its own way.
class Sentence {
public:
	using Part = std::variant<std::string, Duration>;

	Sentence() = default;
	Sentence(std::string text) { *this += std::move(text); }
	Sentence(const char *text) { *this += std::string(text); }
	Sentence &operator+=(std::string text) {
		if (!text.empty())
			parts_.emplace_back(std::move(text));
		return *this;
	}
	Sentence &operator+=(Duration duration) {
		parts_.emplace_back(duration);
		return *this;
	}

	[[nodiscard]] bool empty() const { return parts_.empty(); }
	[[nodiscard]] const std::vector<Part> &parts() const { return parts_; }

private:
	std::vector<Part> parts_;
};

// How often a TLV came back and as what.
struct TlvTally {
	std::string name;
	std::uint64_t answered = 0, unrecognised = 0, malformed = 0, integrity = 0;
	std::uint64_t missing = 0; // replies without it
	std::uint64_t unread = 0;  // replies that may have it behind what is looked at
	TlvFields fields = {};	   // of all replies together
	Sentence sentence = {};	   // the same for a person; empty: nothing
};

} // namespace stamp::stats
