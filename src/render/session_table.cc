// SPDX-License-Identifier: Apache-2.0
#include "render/session_table.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "render/duration.h"
#include "render/fold.h"
#include "render/phrase.h"

namespace stamp::render {
namespace {

constexpr std::size_t looked_at = 512; // sessions that the widths are made from

enum { source, target, ssid, received, sent, next, lost, duplicate, seen, column_count };
using Row = std::array<std::string, column_count>;

Row titles() {
	return {"from", "to", "SSID", "rx", "tx", "next", "lost", "dup", "last seen"};
}

std::string seen_phrase(UtcTime at) {
	std::string text = format_time(at);
	constexpr std::size_t seconds = sizeof("2026-11-23T06:19:25") - 1;
	return text.substr(0, seconds) + "Z";
}

Row row_of(const stats::Session &s) {
	std::array<char, 8> id{};
	std::snprintf(id.data(), id.size(), "0x%04x", s.ssid);
	return {address_phrase(s.src),	address_phrase(s.dst),	     id.data(),
		std::to_string(s.rx),	std::to_string(s.tx),	     std::to_string(s.next_seq),
		std::to_string(s.lost), std::to_string(s.duplicate), seen_phrase(s.last_seen)};
}

bool is_left(std::size_t column) {
	return column == source || column == target;
}

class Table {
public:
	Table(std::size_t width, const std::function<void(const Line &)> &take)
		: width_(width), take_(take) {}

	void add(const stats::Session &session) {
		Row row = row_of(session);
		if (has_widths_) {
			give(row, Look::plain);
			return;
		}
		rows_.push_back(std::move(row));
		if (rows_.size() == looked_at)
			give_rows();
	}
	void end() {
		if (!rows_.empty())
			give_rows();
	}

private:
	void give_rows() {
		rows_.insert(rows_.begin(), titles());
		for (const Row &row : rows_)
			for (std::size_t i = 0; i < row.size(); i++)
				widths_[i] = std::max(widths_[i], row[i].size());
		for (const Row &row : rows_)
			give(row, &row == &rows_.front() ? Look::title : Look::plain);
		rows_.clear();
		has_widths_ = true;
	}

	void give(const Row &row, Look look) {
		std::string line = " ";
		for (std::size_t i = 0; i < row.size(); i++) {
			const std::string pad(
				widths_[i] > row[i].size() ? widths_[i] - row[i].size() : 0, ' ');
			line += " " + (is_left(i) ? row[i] + pad : pad + row[i]);
		}
		take_({std::string(cut(line, width_)), look});
	}

	std::size_t width_;
	const std::function<void(const Line &)> &take_;
	std::vector<Row> rows_;
	std::array<std::size_t, column_count> widths_{};
	bool has_widths_ = false;
};

} // namespace

void session_table(const stats::SessionSource &sessions, std::size_t width,
		   const std::function<void(const Line &)> &take) {
	Table table(width, take);
	sessions([&](const stats::Session &session) { table.add(session); });
	table.end();
}

} // namespace stamp::render
