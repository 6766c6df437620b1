// SPDX-License-Identifier: Apache-2.0
// Numbers by the rows of the tables of include/stamp. The rows' names are those of render/names.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "stamp/not_sent.h"
#include "stamp/outcome.h"
#include "stamp/unexpected.h"

namespace stamp::stats {

using Verdicts = std::array<std::uint64_t, STAMP_V_COUNT>;	   // by enum stamp_verdict
using TlvNotes = std::array<std::uint64_t, STAMP_TLV_NOTES_COUNT>; // by enum stamp_tlv_note
using HardwareTimes = std::array<std::uint64_t, STAMP_HW_COUNT>;   // by enum stamp_hw_time
using NotSent = std::array<std::uint64_t, STAMP_NOT_SENT_COUNT>;   // by enum stamp_not_sent
using Unexpected = std::array<std::uint64_t, STAMP_U_COUNT>;	   // by enum stamp_unexpected

template <std::size_t rows>
void add(std::array<std::uint64_t, rows> &sum, const std::array<std::uint64_t, rows> &more) {
	for (std::size_t i = 0; i < rows; i++)
		sum[i] += more[i];
}

template <std::size_t rows>
void subtract(std::array<std::uint64_t, rows> &sum, const std::array<std::uint64_t, rows> &less) {
	for (std::size_t i = 0; i < rows; i++)
		sum[i] -= less[i];
}

} // namespace stamp::stats
