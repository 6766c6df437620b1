// SPDX-License-Identifier: Apache-2.0
// main() of the unit tests, where Catch2 does not bring one along.
#define CATCH_CONFIG_MAIN
#include "support/catch.h"
