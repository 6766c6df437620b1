// SPDX-License-Identifier: Apache-2.0
// The only includer of Catch2: version 3, or 2.13 where the system has that.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
