# SPDX-License-Identifier: Apache-2.0
# Completion of stamp(1) for fish. Written by stamp-pages from the option tables: do not edit.

# Interfaces of this network namespace.
function __stamp_interfaces
    string match -rg '^ *([^:| ]+):' < /proc/net/dev
end

# Interfaces on which something of stamp is pinned; all of them where that cannot be seen.
function __stamp_running
    set -l names
    for path in /sys/fs/bpf/stamp/*/*/
        set -a names (string replace -a : . (string split / $path)[6])
    end
    set names (printf '%s\n' $names | string match -v 'network-namespace-*' | sort -u)
    if test -n "$names"
        printf '%s\n' $names
    else
        __stamp_interfaces
    end
end

# The words behind the command that are no options.
function __stamp_operands
    string match -v -- '-*' (commandline -opc)[3..]
end

complete -c stamp -f
complete -c stamp -n 'not __fish_seen_subcommand_from sender reflector stats agent doctor version help' -a sender -d 'measure the path to one or more reflectors'
complete -c stamp -n 'not __fish_seen_subcommand_from sender reflector stats agent doctor version help' -a reflector -d 'answer test packets on one or more interfaces'
complete -c stamp -n 'not __fish_seen_subcommand_from sender reflector stats agent doctor version help' -a stats -d 'read the counters, sessions and measurements of this host'
complete -c stamp -n 'not __fish_seen_subcommand_from sender reflector stats agent doctor version help' -a agent -d 'many sessions and reflectors from a configuration file'
complete -c stamp -n 'not __fish_seen_subcommand_from sender reflector stats agent doctor version help' -a doctor -d 'check what this host can do, what is in the way, and the cure'
complete -c stamp -n 'not __fish_seen_subcommand_from sender reflector stats agent doctor version help' -a version -d 'print versions, usable kernel hooks and supported RFCs'
complete -c stamp -n 'not __fish_seen_subcommand_from sender reflector stats agent doctor version help' -a help -d 'print this help, or that of a command: stamp help sender'
complete -c stamp -n '__fish_seen_subcommand_from help; and test (count (__stamp_operands)) -eq 0' -a 'sender reflector stats agent doctor version help'
complete -c stamp -n '__fish_seen_subcommand_from sender; and test (count (__stamp_operands)) -eq 0' -a 'auto (__stamp_interfaces)'
complete -c stamp -n '__fish_seen_subcommand_from sender; and test (count (__stamp_operands)) -ge 1' -a '(__fish_print_hostnames)'
complete -c stamp -n '__fish_seen_subcommand_from reflector; and test (count (__stamp_operands)) -eq 0' -a 'add change del show dev (__stamp_interfaces)'
complete -c stamp -n '__fish_seen_subcommand_from reflector; and test (count (__stamp_operands)) -ge 1; and contains -- (__stamp_operands)[1] change del show' -a '(__stamp_running)'
complete -c stamp -n '__fish_seen_subcommand_from reflector; and test (count (__stamp_operands)) -ge 1; and not contains -- (__stamp_operands)[1] change del show' -a '(__stamp_interfaces)'
complete -c stamp -n '__fish_seen_subcommand_from stats; and test (count (__stamp_operands)) -eq 0' -a '(__stamp_running)'
complete -c stamp -n '__fish_seen_subcommand_from doctor; and test (count (__stamp_operands)) -eq 0' -a '(__stamp_interfaces)'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s c -l count -x -d 'packets per target; 0 = until stopped'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s i -l interval -x -d 'time between packets to one target'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s t -l duration -x -d 'stop sending after this time'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s w -l timeout -x -d 'a packet without a reply for this long is lost'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l precise -d 'busy-wait during the 10 ms before each send time; uses a whole CPU at intervals up to 10 ms'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l force -d 'allow intervals below 1 ms, as a load test'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s d -l dest-port -x -d 'port of targets that are given without one'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s s -l source-port -x -a 'auto' -d 'source port; auto = an ephemeral one, which is also used (and reported) when the default is in use'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l source -x -d 'source address'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s 4 -d 'IPv4 only'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s 6 -d 'IPv6 only'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l mark -x -d 'mark of requests (SO_MARK), for policy routing'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l reflector-mode -x -a 'auto stateless stateful' -d 'whether reflectors are stateful, that is, number their replies, which shows the direction of loss; auto = stateful once a reply has a different number than its request'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l reflector-utc-offset -x -a 'auto' -d 'seconds by which the reflector\'s timestamps are ahead of UTC, to subtract: 37 if it puts TAI into NTP timestamps; auto = detect'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s l -l length -x -d 'UDP payload octets: 44, or 48 and more; authenticated: 112, or 116 and more'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l dscp -x -d '0 to 63, or ef, af11, cs6, le, ...'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l ecn -x -d '0 to 3, or not-ect, ect1, ect0, ce'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l ttl -x -d 'TTL or hop limit'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l ssid -x -d 'session identifier; 0 = none'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l zero-ssid -x -a 'continue stop' -d 'for a target that does not return the session identifier (no RFC 8972): continue, or stop sending to it'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l timestamp -x -a 'ntp ptp' -d 'format of transmitted timestamps'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l tlv -x -a 'padding location timestamp-information class-of-service direct-measurement access-report follow-up-telemetry hmac destination-node-address return-path micro-session-id reflect-control' -d 'a TLV in each request: padding, location, timestamp-information, class-of-service, direct-measurement, access-report, follow-up-telemetry, hmac, destination-node-address, return-path, micro-session-id, reflect-control, or type=N:HEX; may be given several times'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l access-report-timer -x -d 'retransmit an Access Report that is not echoed for this long'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l access-report-retries -x -d 'maximum number of retransmissions of an Access Report'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l key-file -r -F -d 'authenticated mode: sign requests and accept only replies signed with the key in FILE (hex digits, or base64: and base64)'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l tlv-key-file -r -F -d 'unauthenticated mode: sign only the TLVs, with the key in FILE'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l json -d 'JSON Lines instead of text'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s o -r -F -d 'write output to FILE'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s q -l quiet -d 'print only the summary'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s v -l verbose -d 'print more, such as how late requests left'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s D -d 'prefix each line with the wall-clock time'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l lines -d 'print a line per packet on a terminal, too'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l report -x -d 'print a summary of each interval of this length while running'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l hist -d 'draw a histogram of round-trip times; with bounds (in ms), write it to a file as one line of BINS counts'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l histpath -r -F -d 'file written by --hist with bounds'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l fail-loss -x -d 'exit with code 6 if a target loses more than this percentage'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l fail-rtt -x -d 'exit with code 6 if this quantile of a target\'s round-trip times is longer: p99:10ms, p99.9:20ms, max:1s'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l timestamp-source -x -a 'auto hw sw' -d 'receive timestamps with --hook xdp: sw = kernel clock; hw = network card, which is set to stamp every packet; auto = hw if the card does so already. With hw, the kernel may crash when the interface is removed'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l enforce-sync -d 'exit with code 5 if the clock is not synchronised at the start'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l enforce-ptp -d 'exit with code 5 if the clock is not synchronised by PTP at the start'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l hook -x -a 'auto xdp tcx clsact socket' -d 'where packets are stamped: auto = tcx, else clsact, else socket; xdp = native, else generic; socket = no BPF program and no capability; the one in use is reported'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l config -r -F -d 'read options from FILE: lines NAME = VALUE under [sender] or [reflector]'
complete -c stamp -n '__fish_seen_subcommand_from sender' -l debug -d 'print messages of libbpf and the verifier on stderr'
complete -c stamp -n '__fish_seen_subcommand_from sender' -s h -l help -d 'print this help'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -s p -l port -x -d 'UDP port to answer on; repeatable'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l address -x -d 'answer only requests to this local address; repeatable'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l allow -x -d 'answer only requests from this prefix; repeatable'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l ssid -x -d 'answer only this session identifier, 0 = requests without one; repeatable'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l rate -x -d 'maximum replies per second to one source address; 0 = no limit'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l total-rate -x -d 'maximum replies per second in total; 0 = no limit'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l timestamp -x -a 'ntp ptp' -d 'format of transmitted timestamps'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l stateful -d 'number the replies of each session, which shows the sender in which direction packets are lost'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l stateless -d 'with change: return the number of the request again'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l session-timeout -x -d 'with --stateful: a session that is idle for this long expires'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l max-sessions -x -d 'with --stateful: maximum number of sessions; requests of further ones are dropped'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l sessions-per-source -x -d 'with --stateful: maximum number of sessions of one source address, at most 15/16 of --max-sessions'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l key-file -r -F -d 'authenticated mode: answer only requests signed with a key in FILE (one per line: hex digits, or base64: and base64)'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l key-dir -x -a '(__fish_complete_directories)' -d 'one key file per SSID, named 5 or 0x1a2b; the file named default, or --key-file, is for all other SSIDs'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l tlv-key-file -r -F -d 'unauthenticated mode: verify and sign only the TLVs, with a key in FILE'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l tlv-key-dir -x -a '(__fish_complete_directories)' -d 'the same, with one file per SSID, named as for --key-dir; the file named default, or --tlv-key-file, is for all other SSIDs'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l tlv-policy -x -a 'process echo' -d 'what follows the base packet: process = TLVs (RFC 8972); echo = padding, returned unchanged (TWAMP Light)'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l dscp-allow -x -d 'DSCPs that a Class of Service TLV may request for replies: a DSCP, own (that of the request), all, none; repeatable'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l location-blank -x -d 'fields to leave blank in Location TLVs: ports, mac, destination, source, all; repeatable'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l return-path -x -d 'what a Return Path TLV (RFC 9503) may request: no-reply (the request is counted, not answered), same-link (a reply through this interface), none; repeatable'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l reflect-control -x -d 'obey Reflected Test Packet Control TLVs (RFC 10052) within SOURCE[,TOTAL]: octets of replies per second for each source, and for all together (SOURCE); k and M multiply; only --hook socket'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l micro-session-id -x -d 'ID of this LAG member link (RFC 9534); 0 = none'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l all -d 'remove all persistent reflectors'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l stale -d 'remove what killed processes left behind'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l output -d 'print a line per answered packet'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l json -d 'JSON Lines instead of text'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -s q -l quiet -d 'print less on stderr'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -s v -l verbose -d 'print more on stderr'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l timestamp-source -x -a 'auto hw sw' -d 'receive timestamps with --hook xdp: sw = kernel clock; hw = network card, which is set to stamp every packet; auto = hw if the card does so already. With hw, the kernel may crash when the interface is removed'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l enforce-sync -d 'exit with code 5 if the clock is not synchronised at the start'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l enforce-ptp -d 'exit with code 5 if the clock is not synchronised by PTP at the start'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l hook -x -a 'auto xdp tcx clsact socket' -d 'where packets are stamped: auto = tcx, else clsact, else socket; xdp = native, else generic; socket = no BPF program and no capability; the one in use is reported'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l config -r -F -d 'read options from FILE: lines NAME = VALUE under [sender] or [reflector]'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -l debug -d 'print messages of libbpf and the verifier on stderr'
complete -c stamp -n '__fish_seen_subcommand_from reflector' -s h -l help -d 'print this help'
complete -c stamp -n '__fish_seen_subcommand_from stats' -l json -d 'one JSON object instead of text'
complete -c stamp -n '__fish_seen_subcommand_from stats' -l openmetrics -d 'OpenMetrics (for Prometheus) instead of text'
complete -c stamp -n '__fish_seen_subcommand_from stats' -l watch -x -d 'repeat at this interval; on a terminal, redraw a table'
complete -c stamp -n '__fish_seen_subcommand_from stats' -l sessions -d 'list the sessions of stateful reflectors, too'
complete -c stamp -n '__fish_seen_subcommand_from stats' -l top -x -d 'list only the N busiest sessions'
complete -c stamp -n '__fish_seen_subcommand_from stats' -s h -l help -d 'print this help'
complete -c stamp -n '__fish_seen_subcommand_from agent' -l config -r -F -d 'the configuration'
complete -c stamp -n '__fish_seen_subcommand_from agent' -l check -d 'read the configuration, report what is wrong, and end'
complete -c stamp -n '__fish_seen_subcommand_from agent' -l print-config -d 'print what holds as a configuration, with the defaults, and end'
complete -c stamp -n '__fish_seen_subcommand_from agent' -l log -x -a 'text json' -d 'form of what is logged on stderr'
complete -c stamp -n '__fish_seen_subcommand_from agent' -s q -l quiet -d 'log only warnings'
complete -c stamp -n '__fish_seen_subcommand_from agent' -s v -l verbose -d 'log more'
complete -c stamp -n '__fish_seen_subcommand_from agent' -l debug -d 'print messages of libbpf and the verifier on stderr'
complete -c stamp -n '__fish_seen_subcommand_from agent' -s h -l help -d 'print this help'
complete -c stamp -n '__fish_seen_subcommand_from doctor' -l json -d 'one JSON object instead of text'
complete -c stamp -n '__fish_seen_subcommand_from doctor' -s h -l help -d 'print this help'
complete -c stamp -n '__fish_seen_subcommand_from version' -l json -d 'JSON instead of text'
complete -c stamp -n '__fish_seen_subcommand_from version' -s h -l help -d 'print this help'
