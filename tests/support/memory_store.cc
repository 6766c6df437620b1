// SPDX-License-Identifier: Apache-2.0
#include "bpf/lib/store.h"

struct stamp_cfg cfg;
struct stamp_live live;
__u64 hash_seed[STAMP_SEED_WORDS] = {3, 5, 7, 11};
__u64 total_next_ns;
