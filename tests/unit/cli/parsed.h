// SPDX-License-Identifier: Apache-2.0
// Reading a command line in a test.
#pragma once

#include <sstream>
#include <string>

#include "cli/parse.h"

namespace stamp::cli::test {

inline Arguments words(const std::string &line) {
	std::istringstream in(line);
	Arguments out;
	for (std::string word; in >> word;)
		out.push_back(word);
	return out;
}

// "--interval: '5x' is not ... | try", or "" when it was understood, or "help".
template <typename Options> std::string complaint(const Parsed<Options> &parsed) {
	if (const auto *error = std::get_if<UsageError>(&parsed))
		return error->what + ": " + error->why +
		       (error->cure.empty() ? "" : " | " + error->cure);
	return std::holds_alternative<HelpRequested>(parsed) ? "help" : "";
}

// Throws, and so fails the test, when the line is refused.
inline SenderOptions sender(const std::string &line) {
	return std::get<SenderOptions>(parse_sender(words(line)));
}

inline ReflectorOptions reflector(const std::string &line) {
	return std::get<ReflectorOptions>(parse_reflector(words(line)));
}

inline StatsOptions stats_options(const std::string &line) {
	return std::get<StatsOptions>(parse_stats(words(line)));
}

inline std::string stats_complaint(const std::string &line) {
	return complaint(parse_stats(words(line)));
}

inline std::string sender_complaint(const std::string &line) {
	return complaint(parse_sender(words(line)));
}

inline std::string reflector_complaint(const std::string &line) {
	return complaint(parse_reflector(words(line)));
}

} // namespace stamp::cli::test
