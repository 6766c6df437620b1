// SPDX-License-Identifier: Apache-2.0
// Compiled once for all files of a test program, which takes half of their time. No test may rely
// on it: each includes what it uses, and -Db_pch=false builds without.
#include "support/catch.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>
