// SPDX-License-Identifier: Apache-2.0
// What a test sees of a live table.
#pragma once

#include <string>
#include <vector>

#include "render/fold.h"
#include "sample.h"
#include "support/catch.h"

namespace stamp::test {

// What a terminal shows: just what this renderer needs of one. Scrolled-off lines stay in `lines`.
class Screen {
public:
	void feed(const std::string &text) {
		for (std::size_t i = 0; i < text.size(); i++) {
			if (text[i] == '\033')
				i = control(text, i + 2);
			else
				put(text[i]);
		}
	}
	[[nodiscard]] std::string shown() const {
		std::string all;
		for (const std::string &line : lines_)
			all += line + "|";
		return all;
	}
	[[nodiscard]] const std::vector<std::string> &lines() const { return lines_; }

private:
	void put(char c) {
		if (c == '\r') {
			fresh_ = true;
		} else if (c == '\n') {
			if (++row_ == lines_.size())
				lines_.emplace_back();
			fresh_ = true;
		} else {
			if (fresh_)
				REQUIRE(lines_[row_].empty()); // nothing is overwritten
			fresh_ = false;
			lines_[row_] += c;
		}
	}
	std::size_t control(const std::string &text, std::size_t i) {
		std::size_t number = 0;
		for (; text[i] >= '0' && text[i] <= '9'; i++)
			number = 10 * number + static_cast<std::size_t>(text[i] - '0');
		if (text[i] == 'A') {
			REQUIRE(number <= row_);
			row_ -= number;
		} else if (text[i] == 'K') {
			lines_[row_].clear();
		} else if (text[i] == 'J') {
			lines_.resize(row_ + 1);
			lines_[row_].clear();
		} else {
			REQUIRE(text[i] == 'm');
		}
		return i;
	}

	std::vector<std::string> lines_{""};
	std::size_t row_ = 0;
	bool fresh_ = true;
};

inline std::string as_shown(std::string text) {
	for (char &c : text)
		c = c == '\n' ? '|' : c;
	return text + "|";
}

inline stats::Summary of_session(std::uint32_t session) {
	stats::Summary s = sample_summary();
	s.session = session;
	return s;
}

inline stats::Start start_of(std::uint32_t session) {
	stats::Start s = sample_start();
	s.session = session;
	s.dst.host = "host" + std::to_string(session);
	return s;
}

} // namespace stamp::test
