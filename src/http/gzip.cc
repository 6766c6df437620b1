// SPDX-License-Identifier: Apache-2.0
#include "http/gzip.h"

#include <array>
#include <cstdlib>
#include <memory>
#include <utility>

#include <zlib.h>

#include "http/accept.h"

namespace stamp::http {
namespace {

constexpr int gzip_window = 15 + 16; // 32 KiB, with the header of gzip
constexpr int memory_level = 7;

class Deflater {
public:
	explicit Deflater(Pieces plain) : plain_(std::move(plain)) {
		is_open_ = deflateInit2(&stream_, Z_BEST_SPEED, Z_DEFLATED, gzip_window,
					memory_level, Z_DEFAULT_STRATEGY) == Z_OK;
	}
	Deflater(const Deflater &) = delete;
	Deflater &operator=(const Deflater &) = delete;
	~Deflater() { deflateEnd(&stream_); }

	bool next(std::string &out) {
		if (!is_open_)
			return false;
		input_.clear();
		const bool more = plain_(input_);
		stream_.next_in = reinterpret_cast<Bytef *>(input_.data());
		stream_.avail_in = static_cast<uInt>(input_.size());
		do {
			std::array<char, 16384> part{};
			stream_.next_out = reinterpret_cast<Bytef *>(part.data());
			stream_.avail_out = part.size();
			deflate(&stream_, more ? Z_NO_FLUSH : Z_FINISH);
			out.append(part.data(), part.size() - stream_.avail_out);
		} while (stream_.avail_out == 0);
		return more;
	}

private:
	Pieces plain_;
	z_stream stream_{};
	std::string input_;
	bool is_open_ = false;
};

} // namespace

bool accepts_gzip(std::string_view accept_encoding) {
	return quality_of(accept_encoding, "gzip") > 0;
}

Pieces gzipped(Pieces plain) {
	return [deflater = std::make_shared<Deflater>(std::move(plain))](std::string &out) {
		return deflater->next(out);
	};
}

} // namespace stamp::http
