// SPDX-License-Identifier: Apache-2.0
// The TLVs of one session of a sender: what each request and each reply has in them, and what that
// comes to. No I/O.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "stamp/abi.h"
#include "stats/tlv_report.h"
#include "tlv/kind.h"
#include "tlv/reply.h"
#include "tlv/tail.h"

namespace stamp::tlv {

class Account {
public:
	Account(const Plan &plan, const Session &session);

	// What changes from request to request. `tail`: of the request that leaves now.
	void write(std::span<std::byte> tail, const Departure &departure);

	struct Tlvs {
		std::vector<ReplyTlv> read;
		bool has_more = false; // behind what is read
	};
	// `octets`: behind the base packet, of which these are known. They outlive the result.
	[[nodiscard]] Tlvs read(std::span<const std::uint8_t> known, std::size_t octets,
				stamp_hmac_tlv hmac) const;
	// Whether the reply belongs to the session. Counts it if not.
	bool accepts(const Tlvs &tlvs);
	std::vector<stats::Tlv> add(const Tlvs &all, const Reply &reply);

	[[nodiscard]] std::vector<stats::TlvTally> report() const;

private:
	struct Counted {
		std::uint8_t type;
		const Kind *kind; // null: of a type without a name
		std::unique_ptr<TypeAccount> account;
		stats::TlvTally tally;
	};

	void start(const Request &first, const Session &session);
	Counted *find_counted(std::uint8_t type);
	static void count(Counted &counted, const Tlvs &all);

	std::vector<Counted> counted_; // each type once, in the order it is sent
	std::vector<Tail::Changing> changes_;
	bool is_signed_ = false;
};

} // namespace stamp::tlv
