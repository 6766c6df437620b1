// SPDX-License-Identifier: Apache-2.0
// A BPF map by the types of its keys and values. Nobody else calls bpf_map_*().
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include <linux/bpf.h>
#include <sys/mman.h>

#include "base/fd.h"
#include "base/pages.h"
#include "base/result.h"

namespace stamp::bpf {

// The calls themselves. Each sets errno when it returns false.
namespace raw {
[[nodiscard]] bool read(int map, const void *key, void *value);
[[nodiscard]] bool write(int map, const void *key, const void *value, std::uint64_t flags);
bool remove(int map, const void *key);
// `key` may be null: the first key.
[[nodiscard]] bool next_key(int map, const void *key, void *next);
// Returns 0 or an errno; ENOENT comes with the last entries.
[[nodiscard]] int read_batch(int map, const std::uint32_t *from, std::uint32_t *next, void *keys,
			     void *values, std::uint32_t *count);
} // namespace raw

// How many values a per-CPU map has for a key.
[[nodiscard]] std::size_t cpu_count();

Result<bpf_map_info> info_of(const Fd &map);

// Refers to a map with another owner. -1 is a map on which every call fails.
template <typename Key, typename Value> class Map {
	static_assert(std::is_trivially_copyable_v<Key> && std::is_trivially_copyable_v<Value>);

public:
	explicit Map(int fd) : fd_(fd) {}
	explicit Map(const Fd &fd) : fd_(fd.get()) {}

	// Each sets errno when it returns false.
	[[nodiscard]] bool read(const Key &key, Value &value) const {
		return raw::read(fd_, &key, &value);
	}
	// BPF_ANY, BPF_NOEXIST
	[[nodiscard]] bool write(const Key &key, const Value &value,
				 std::uint64_t flags = BPF_ANY) const {
		return raw::write(fd_, &key, &value, flags);
	}
	// What is not there is removed already.
	void remove(const Key &key) const { raw::remove(fd_, &key); }

	[[nodiscard]] std::vector<Key> keys() const {
		std::vector<Key> all;
		Key key{}, next{};
		for (const Key *at = nullptr; raw::next_key(fd_, at, &next); at = &key)
			all.push_back(key = next);
		return all;
	}

	// Calls take(key, value) for every entry, reading `batch` of them at a time; `most`:
	// entries that the map has room for. In no order; one that is added meanwhile may be among
	// them.
	template <typename Take>
	Result<void> for_each(std::size_t batch, std::size_t most, Take take) const {
		std::vector<Key> keys(batch);
		std::vector<Value> values(batch);
		std::uint32_t from = 0, next = 0; // the kernel's own marks
		for (bool first = true;;) {
			auto count = static_cast<std::uint32_t>(keys.size());
			const int error = raw::read_batch(fd_, first ? nullptr : &from, &next,
							  keys.data(), values.data(), &count);
			// Entries with one hash come in one piece.
			if (error == ENOSPC && keys.size() < most) {
				keys.resize(keys.size() * 2);
				values.resize(keys.size());
				continue;
			}
			if (error != 0 && error != ENOENT)
				return Error{error, "read a map"};
			for (std::uint32_t i = 0; i < count; i++)
				take(keys[i], values[i]);
			if (error == ENOENT)
				return {};
			from = next;
			first = false;
		}
	}

private:
	int fd_;
};

// A map with a value for each CPU.
template <typename Key, typename Value> class PerCpuMap {
	static_assert(sizeof(Value) % 8 == 0, "the kernel rounds the values up to 8 octets");

public:
	explicit PerCpuMap(int fd) : fd_(fd) {}

	// Absent: there is no such entry.
	[[nodiscard]] std::optional<std::vector<Value>> read(const Key &key) const {
		std::vector<Value> values(cpu_count());
		if (!raw::read(fd_, &key, values.data()))
			return std::nullopt;
		return values;
	}

private:
	int fd_;
};

// The one entry of an array.
inline constexpr std::uint32_t only_entry = 0;
template <typename Value> using SingleMap = Map<std::uint32_t, Value>;

// A new array of `count` values.
Result<Fd> create_array(const char *name, std::size_t value_octets, std::uint32_t count,
			std::uint32_t flags = 0);

// The values of an array with BPF_F_MMAPABLE, in memory that is shared with the kernel: reading and
// writing takes neither a system call nor a capability. Of a const Value: read alone.
template <typename Value> class MappedArray {
public:
	static constexpr int all_access =
		std::is_const_v<Value> ? PROT_READ : PROT_READ | PROT_WRITE;

	static Result<MappedArray> create(int map, std::size_t count, const char *what,
					  int protection = all_access) {
		const std::size_t octets = whole_pages(count * sizeof(Value));
		void *memory = mmap(nullptr, octets, protection, MAP_SHARED, map, 0);
		if (memory == MAP_FAILED)
			return last_error(what);
		return MappedArray(static_cast<Value *>(memory), octets, count);
	}

	[[nodiscard]] Value &operator[](std::size_t at) const { return memory_.get()[at]; }
	[[nodiscard]] std::size_t size() const { return count_; }

private:
	struct Unmap {
		std::size_t octets = 0;
		void operator()(Value *memory) const {
			munmap(const_cast<std::remove_cv_t<Value> *>(memory), octets);
		}
	};

	MappedArray(Value *memory, std::size_t octets, std::size_t count)
		: memory_(memory, Unmap{octets}), count_(count) {}

	std::unique_ptr<Value, Unmap> memory_;
	std::size_t count_ = 0;
};

} // namespace stamp::bpf
