// SPDX-License-Identifier: Apache-2.0
// A value or an Error. The interface is that of C++23's std::expected, so that this becomes an
// alias of it when the oldest supported compiler has it.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.h"

namespace stamp {

template <typename T> class [[nodiscard]] Result {
public:
	Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
	Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

	[[nodiscard]] bool has_value() const { return state_.index() == 0; }
	explicit operator bool() const { return has_value(); }

	T &value() & { return std::get<0>(state_); }
	const T &value() const & { return std::get<0>(state_); }
	T &&value() && { return std::get<0>(std::move(state_)); }
	T &operator*() & { return value(); }
	const T &operator*() const & { return value(); }
	T &&operator*() && { return std::move(*this).value(); }
	T *operator->() { return &value(); }
	const T *operator->() const { return &value(); }

	Error &error() & { return std::get<1>(state_); }
	const Error &error() const & { return std::get<1>(state_); }
	Error &&error() && { return std::get<1>(std::move(state_)); }

	template <typename U> T value_or(U &&other) const & {
		return has_value() ? value() : static_cast<T>(std::forward<U>(other));
	}

private:
	std::variant<T, Error> state_;
};

template <> class [[nodiscard]] Result<void> {
public:
	Result() = default;
	Result(Error error) : error_(std::move(error)), failed_(true) {}

	[[nodiscard]] bool has_value() const { return !failed_; }
	explicit operator bool() const { return has_value(); }

	Error &error() & { return error_; }
	const Error &error() const & { return error_; }
	Error &&error() && { return std::move(error_); }

private:
	Error error_;
	bool failed_ = false;
};

} // namespace stamp
