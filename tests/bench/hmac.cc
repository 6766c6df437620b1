// SPDX-License-Identifier: Apache-2.0
// What signatures cost in the kernel: a block of SHA-256, a base packet verified (three blocks),
// verified and signed (six), next to OpenSSL on the same core. The programs are loaded without
// CAP_PERFMON, with the kernel's guards against Spectre, and with it.
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "bench/cases.h"
#include "support/few_capabilities.h"
#include "support/golden_auth.h"
#include "support/hmac.h"
#include "support/hmac_object.h"

namespace {

using namespace stamp::test;
using stamp::bench::Case;
using stamp::bench::Cases;
using stamp::bench::Floor;
using stamp::bench::Hook;

constexpr int skipped = 77, blocks = 16;
constexpr std::size_t ethernet_octets = 14;
constexpr std::size_t many_octets = 16384; // beginning and end of a hash weigh nothing

struct Ns {
	double block, verify, verify_and_sign;
};

HmacObject loaded() {
	HmacObject object(hmac_bpf__open_and_load());

	if (!object && errno == EPERM) {
		std::printf("skipped: CAP_BPF and CAP_NET_ADMIN are needed to load a program\n");
		std::exit(skipped);
	}
	if (!object)
		stamp::bench::give_up("cannot load the HMAC programs");
	object->bss->key = midstate_of(golden::key());
	return object;
}

HmacObject loaded_with_few() {
	const FewCapabilities few;

	return loaded();
}

void add(Cases &cases, const char *how, const HmacObject &object) {
	Octets frame(ethernet_octets);

	append(frame, golden::auth_request());
	for (const bpf_program *program : {object->progs.nothing, object->progs.sixteen_blocks,
					   object->progs.verify, object->progs.verify_and_sign})
		cases.add({bpf_program__name(program), how, Hook::tc, bpf_program__fd(program),
			   frame, 1});
}

Ns measured(const Cases &cases, const char *how) {
	const auto ns = [&](const char *program) {
		return cases.find(program, how).median_ns - cases.find("nothing", how).median_ns;
	};

	return {ns("sixteen_blocks") / blocks, ns("verify"), ns("verify_and_sign")};
}

// Nanoseconds for a hash over `octets`; 0: there is no openssl. Its last line ends with thousands
// of octets a second: "sha256          281234.56k".
double openssl_ns(std::size_t octets, const std::string &environment) {
	const std::string command = environment + " openssl speed -seconds 1 -bytes " +
				    std::to_string(octets) + " sha256 2>/dev/null";
	std::array<char, 256> line = {};
	double thousands = 0;
	FILE *output = popen(command.c_str(), "r");

	if (!output)
		return 0;
	while (std::fgets(line.data(), line.size(), output))
		std::sscanf(line.data(), "sha256 %lfk", &thousands);
	pclose(output);
	return thousands > 0 ? static_cast<double>(octets) * 1e6 / thousands : 0;
}

struct OpenSsl {
	const char *name, *environment;
	double hash_64 = 0, block = 0;
};

void print(const char *how, const Ns &ns) {
	std::printf("%s: a block %.0f ns; verify a base packet %.0f, verify and sign %.0f ns "
		    "(%.2f and %.2f blocks)\n",
		    how, ns.block, ns.verify, ns.verify_and_sign, ns.verify / ns.block,
		    ns.verify_and_sign / ns.block);
}

// Times as long as OpenSSL takes.
void print(const Ns &ns, const OpenSsl &ssl) {
	std::printf("%s: a block %.0f ns, a hash of 64 octets (two blocks) %.0f ns. Here it takes "
		    "%.1f and %.1f times as long\n",
		    ssl.name, ssl.block, ssl.hash_64, ns.block / ssl.block,
		    2 * ns.block / ssl.hash_64);
}

} // namespace

int main() {
	const HmacObject few = loaded_with_few(), all = loaded();
	const Floor floor(floor_bpf__open_and_load());

	if (!floor)
		stamp::bench::give_up("cannot load the floor");
	Cases cases(floor.get());

	add(cases, "guarded", few);
	add(cases, "CAP_PERFMON", all);
	cases.run();
	cases.print();
	const Ns ns = measured(cases, "guarded"), unguarded = measured(cases, "CAP_PERFMON");

	std::printf("\n");
	print("guarded", ns);
	print("with CAP_PERFMON", unguarded);
	OpenSsl kinds[] = {
		{"OpenSSL", ""},
#ifdef __x86_64__
		{"OpenSSL without SHA instructions", "OPENSSL_ia32cap=:~0x20000000"},
#endif
	};
	for (auto &ssl : kinds) {
		ssl.hash_64 = openssl_ns(64, ssl.environment);
		ssl.block = openssl_ns(many_octets, ssl.environment) * 64 / many_octets;
		if (ssl.hash_64 > 0 && ssl.block > 0)
			print(ns, ssl);
		else
			std::printf("skipped: %s: no openssl to compare with\n", ssl.name);
	}
	std::printf("{\"bench\": \"hmac\", \"block_ns\": %.1f, \"verify_ns\": %.1f, "
		    "\"verify_and_sign_ns\": %.1f, \"openssl_block_ns\": %.1f}\n",
		    ns.block, ns.verify, ns.verify_and_sign, kinds[0].block);
	return EXIT_SUCCESS;
}
