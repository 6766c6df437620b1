// SPDX-License-Identifier: Apache-2.0
#include "socket/fast_sha256.h"

#include "bpf/lib/sha256.h"

#ifdef STAMP_HAS_LIBCRYPTO
#define OPENSSL_SUPPRESS_DEPRECATED // EVP has no way to begin from a midstate
#include <algorithm>

#include <openssl/sha.h>
#endif

namespace stamp::socket {

#ifdef STAMP_HAS_LIBCRYPTO

namespace {

int compress(sha256 *hash) {
	SHA256_CTX context{};
	std::copy_n(hash->state, SHA256_WORDS, context.h);
	SHA256_Transform(&context, reinterpret_cast<const unsigned char *>(hash->text));
	std::copy_n(context.h, SHA256_WORDS, hash->state);
	return 1;
}

} // namespace

bool use_fast_sha256() {
	sha256_faster = compress;
	return true;
}

#else

bool use_fast_sha256() {
	return false;
}

#endif

} // namespace stamp::socket
