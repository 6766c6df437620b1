// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include <curl/curl.h>

#include "discovery/finder.h"
#include "discovery/target_list.h"

namespace stamp::discovery {
namespace {

constexpr long connect_seconds = 10, whole_seconds = 30, most_redirects = 5;

struct Free {
	void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
	void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};

std::size_t take(char *octets, std::size_t, std::size_t count, void *into) {
	auto &body = *static_cast<std::string *>(into);
	if (body.size() + count > max_list_octets)
		return 0;
	body.append(octets, count);
	return count;
}

class HttpFinder : public Finder {
public:
	HttpFinder(std::string url, Duration refresh) : url_(std::move(url)) {
		const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(refresh);
		headers_.reset(
			curl_slist_append(curl_slist_append(nullptr, "Accept: application/json"),
					  ("X-Prometheus-Refresh-Interval-Seconds: " +
					   std::to_string(seconds.count()))
						  .c_str()));
	}

	Result<Found> find() override {
		const std::string doing = "get " + url_;
		const std::unique_ptr<CURL, Free> handle(curl_easy_init());
		if (!handle)
			return Error{ENOMEM, doing};
		std::string body;
		std::array<char, CURL_ERROR_SIZE> words{};
		set_up(handle.get(), body, words.data());
		const CURLcode done = curl_easy_perform(handle.get());
		if (done == CURLE_WRITE_ERROR)
			return Error{EFBIG, doing};
		if (done != CURLE_OK)
			return Error{0, doing + ": " +
						(words[0] != 0 ? words.data()
							       : curl_easy_strerror(done))};
		auto targets = read_target_list(body, url_);
		if (!targets)
			return std::move(targets).error();
		return Found{std::move(targets).value(), std::nullopt};
	}

private:
	void set_up(CURL *handle, std::string &body, char *words) const {
		curl_easy_setopt(handle, CURLOPT_URL, url_.c_str());
		curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
		curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
		curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "");
		curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
		curl_easy_setopt(handle, CURLOPT_MAXREDIRS, most_redirects);
		curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
		curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, connect_seconds);
		curl_easy_setopt(handle, CURLOPT_TIMEOUT, whole_seconds);
		curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
		curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, words);
		curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
		curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
	}

	std::string url_;
	std::unique_ptr<curl_slist, Free> headers_;
};

} // namespace

std::unique_ptr<Finder> http_finder(std::string url, Duration refresh) {
	return std::make_unique<HttpFinder>(std::move(url), refresh);
}

} // namespace stamp::discovery
