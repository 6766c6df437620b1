// SPDX-License-Identifier: Apache-2.0
// Keys as the options name them, and what is said when they cannot be had.
#pragma once

#include <optional>
#include <variant>

#include "session/spec.h"

namespace stamp::cli {

// Tells the error; the exit code: the files are configuration.
int complain_of_keys(const Error &error);

// Of a sender: its key or none, or the exit code after the reason has been told.
std::variant<std::optional<session::KeyRing>, int>
read_sender_key(const session::SenderSpec &spec);
// Of a reflector: nothing, or the exit code after the reason has been told. They are read again
// when the kernel is to have them.
std::optional<int> refuse_bad_keys(const session::ReflectorSpec &spec);

} // namespace stamp::cli
