// SPDX-License-Identifier: Apache-2.0
#include "http/gzip.h"

#include <array>

#include <zlib.h>

#include "support/catch.h"

using namespace stamp;

namespace {

std::string unzipped(std::string zipped) {
	z_stream stream{};
	REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
	stream.next_in = reinterpret_cast<Bytef *>(zipped.data());
	stream.avail_in = static_cast<uInt>(zipped.size());
	std::string plain;
	int state = Z_OK;
	while (state == Z_OK) {
		std::array<char, 4096> part{};
		stream.next_out = reinterpret_cast<Bytef *>(part.data());
		stream.avail_out = part.size();
		state = inflate(&stream, Z_NO_FLUSH);
		plain.append(part.data(), part.size() - stream.avail_out);
	}
	CHECK(state == Z_STREAM_END);
	CHECK(stream.avail_in == 0);
	inflateEnd(&stream);
	return plain;
}

std::string all_of(const http::Pieces &pieces) {
	std::string text;
	while (pieces(text))
		;
	return text;
}

} // namespace

TEST_CASE("a body that comes in pieces is one gzip stream") {
	std::string wanted;
	int left = 50;
	const std::string zipped = all_of(http::gzipped([&](std::string &out) {
		for (int i = 0; i < 2000; i++)
			out += std::to_string(i * left) + ",";
		wanted += out;
		return --left != 0;
	}));
	CHECK(zipped.size() < wanted.size() / 2);
	CHECK(unzipped(zipped) == wanted);
}

TEST_CASE("pieces may be empty, the last one too") {
	for (const int count : {1, 2, 7}) {
		int left = count;
		const std::string zipped = all_of(http::gzipped([&](std::string &out) {
			out += left % 3 == 2 ? "x" : "";
			return --left != 0;
		}));
		CHECK(unzipped(zipped) ==
		      std::string(static_cast<std::size_t>((count + 1) / 3), 'x'));
	}
}
