-- SPDX-License-Identifier: Apache-2.0
-- Test packets of STAMP (RFC 8762) and TWAMP Light, with TLVs (RFC 8972, 9503, 9534, 10052).
-- Use: tshark -X lua_script:stamp.lua, or put it with stamp_tlv.lua into Wireshark's plugin folder.

local here = debug.getinfo(1, "S").source:match("^@(.*[/\\])") or ""
local tlv = dofile(here .. "stamp_tlv.lua")

local stamp = Proto("stamp", "Simple Two-way Active Measurement Protocol")
local NTP_EPOCH_S, NTP_ERA_S = 2208988800, 4294967296
local OPEN_OCTETS, SIGNED_OCTETS, SHORTEST_OCTETS, HMAC_OCTETS = 44, 112, 14, 16

stamp.prefs.port = Pref.uint("UDP port", 862, "Port of reflectors")
stamp.prefs.mode = Pref.enum("Mode", 0, "Layout of packets; the packet does not say",
	{ { 1, "By content", 0 }, { 2, "Unauthenticated", 1 }, { 3, "Authenticated", 2 } }, false)
stamp.prefs.tlvs = Pref.bool("TLVs", true, "What follows the base packet is TLVs; off: padding")

local f = {
	role = ProtoField.string("stamp.role", "Role"),
	mode = ProtoField.string("stamp.mode", "Mode"),
	seq = ProtoField.uint32("stamp.seq", "Sequence Number"),
	timestamp = ProtoField.absolute_time("stamp.timestamp", "Timestamp", base.UTC),
	error = ProtoField.uint16("stamp.error_estimate", "Error Estimate", base.HEX),
	ssid = ProtoField.uint16("stamp.ssid", "SSID", base.DEC_HEX),
	receive = ProtoField.absolute_time("stamp.receive", "Receive Timestamp (T2)", base.UTC),
	s_seq = ProtoField.uint32("stamp.sender.seq", "Session-Sender Sequence Number"),
	s_timestamp = ProtoField.absolute_time("stamp.sender.timestamp",
		"Session-Sender Timestamp (T1)", base.UTC),
	s_error = ProtoField.uint16("stamp.sender.error_estimate", "Session-Sender Error Estimate",
		base.HEX),
	s_ttl = ProtoField.uint8("stamp.sender.ttl", "Session-Sender TTL"),
	mbz = ProtoField.bytes("stamp.mbz", "MBZ"),
	hmac = ProtoField.bytes("stamp.hmac", "HMAC"),
	s = ProtoField.bool("stamp.error_estimate.s", "S: synchronised to UTC", 16, nil, 0x8000),
	z = ProtoField.uint16("stamp.error_estimate.z", "Z: format", base.DEC,
		{ [0] = "NTP", [1] = "PTPv2 truncated" }, 0x4000),
	scale = ProtoField.uint16("stamp.error_estimate.scale", "Scale", base.DEC, nil, 0x3f00),
	multiplier = ProtoField.uint16("stamp.error_estimate.multiplier", "Multiplier", base.DEC, nil,
		0x00ff),
	error_s = ProtoField.double("stamp.error_estimate.seconds", "Error in seconds"),
	forward = ProtoField.double("stamp.forward", "T2 - T1 in seconds"),
	processing = ProtoField.double("stamp.processing", "T3 - T2 in seconds"),
	padding = ProtoField.bytes("stamp.padding", "Padding"),
}
for _, field in ipairs(tlv.fields) do f[#f + 1] = field end
stamp.fields = f

local e = {
	short = ProtoExpert.new("stamp.short", "Shorter than a test packet of TWAMP Light (14)",
		expert.group.MALFORMED, expert.severity.ERROR),
	twamp = ProtoExpert.new("stamp.twamp_light", "Shorter than the base packet: TWAMP Light",
		expert.group.PROTOCOL, expert.severity.NOTE),
	multiplier = ProtoExpert.new("stamp.multiplier_zero", "Multiplier is 0 (RFC 4656 4.1.2)",
		expert.group.PROTOCOL, expert.severity.WARN),
	nanoseconds = ProtoExpert.new("stamp.nanoseconds", "PTP timestamp with 10^9 ns or more",
		expert.group.MALFORMED, expert.severity.ERROR),
	mbz = ProtoExpert.new("stamp.mbz_nonzero", "MBZ is not zero",
		expert.group.PROTOCOL, expert.severity.NOTE),
}
for _, one in ipairs(tlv.experts) do e[#e + 1] = one end
stamp.experts = e

-- Offsets: {open, authenticated}; RFC 8762 4.2 and 4.3, RFC 8972 3.
local BOTH = { seq = { 0, 0 }, timestamp = { 4, 16 }, error = { 12, 24 }, ssid = { 14, 26 } }
local REPLY = { receive = { 16, 32 }, s_seq = { 24, 48 }, s_timestamp = { 28, 64 },
	s_error = { 36, 72 }, s_ttl = { 40, 80 } }
local MBZ = {
	request = { { { 16, 28 } }, { { 4, 12 }, { 28, 68 } } },
	reply = { { { 38, 2 }, { 41, 3 } },
		{ { 4, 12 }, { 28, 4 }, { 40, 8 }, { 52, 12 }, { 74, 6 }, { 81, 15 } } },
}

local function zeros(buffer, from, count)
	if buffer:len() < from + count then return false end
	return not buffer(from, count):bytes():tohex():find("[^0]")
end

-- The mode is nowhere in the packet. An authenticated one has 12 octets of zeros where an open
-- one has T1 or T3.
local function is_signed(buffer)
	if stamp.prefs.mode ~= 0 then return stamp.prefs.mode == 2 end
	return buffer:len() >= SIGNED_OCTETS and zeros(buffer, 4, 12)
end

-- Both ports may be 862: then a request is what has zeros where a reply has T2 and T1.
local function is_request(buffer, pinfo, signed)
	local port = stamp.prefs.port
	if pinfo.src_port ~= port or pinfo.dst_port ~= port then return pinfo.dst_port == port end
	if signed then return zeros(buffer, 28, 68) end
	local compared = math.min(buffer:len(), OPEN_OCTETS) - 16
	return compared <= 0 or zeros(buffer, 16, compared)
end

-- Seconds and nanoseconds since 1970; PTP counts TAI, which is left as it is.
local function add_time(tree, field, range, is_ptp)
	local seconds, low = range(0, 4):uint(), range(4, 4):uint()
	local ns = is_ptp and low or math.floor(low * 1e9 / NTP_ERA_S + 0.5)
	if not is_ptp and (seconds ~= 0 or low ~= 0) then
		seconds = seconds - NTP_EPOCH_S
		if seconds < 0 then seconds = seconds + NTP_ERA_S end
	end
	local item = tree:add(field, range, NSTime.new(seconds, ns))
	item:append_text(is_ptp and " (PTP: TAI)" or " (NTP)")
	if is_ptp and low >= 1e9 then item:add_proto_expert_info(e.nanoseconds) end
	return seconds, ns
end

local function add_error(tree, field, range)
	local item = tree:add(field, range)
	local multiplier, scale = range(1, 1):uint(), range(0, 1):uint() % 64
	item:add(f.s, range)
	item:add(f.z, range)
	item:add(f.scale, range)
	item:add(f.multiplier, range)
	item:add(f.error_s, range, multiplier * 2 ^ (scale - 32)):set_generated()
	if multiplier == 0 then item:add_proto_expert_info(e.multiplier) end
end

local function since(later, earlier) -- of {seconds, ns}
	return (later[1] - earlier[1]) + (later[2] - earlier[2]) / 1e9
end

local function dissect(buffer, tree, pinfo)
	local length, signed = buffer:len(), is_signed(buffer)
	local request = is_request(buffer, pinfo, signed)
	local layout, size = signed and 2 or 1, signed and SIGNED_OCTETS or OPEN_OCTETS
	tree:add(f.role, request and "Session-Sender" or "Session-Reflector"):set_generated()
	tree:add(f.mode, signed and "authenticated" or "unauthenticated"):set_generated()
	local function at(places, name, octets)
		local from = places[name][layout]
		return length >= from + octets and buffer(from, octets) or nil
	end
	local function is_ptp(range)
		return range ~= nil and range:bitfield(1, 1) == 1
	end
	local own_error = at(BOTH, "error", 2)
	local ptp, times = is_ptp(own_error), {}
	local function time(places, name, in_ptp)
		local range = at(places, name, 8)
		if range then times[name] = { add_time(tree, f[name], range, in_ptp) } end
	end
	local seq = at(BOTH, "seq", 4)
	tree:add(f.seq, seq)
	time(BOTH, "timestamp", ptp)
	if own_error then add_error(tree, f.error, own_error) end
	local ssid = at(BOTH, "ssid", 2)
	if ssid then tree:add(f.ssid, ssid) end
	if not request then
		local echoed = at(REPLY, "s_error", 2)
		local s_ptp = is_ptp(echoed)
		time(REPLY, "receive", ptp)
		local number, ttl = at(REPLY, "s_seq", 4), at(REPLY, "s_ttl", 1)
		if number then tree:add(f.s_seq, number) end
		time(REPLY, "s_timestamp", s_ptp)
		if echoed then add_error(tree, f.s_error, echoed) end
		if ttl then tree:add(f.s_ttl, ttl) end
		if times.receive and times.s_timestamp then
			if ptp == s_ptp then
				tree:add(f.forward, since(times.receive, times.s_timestamp)):set_generated()
			end
			tree:add(f.processing, since(times.timestamp, times.receive)):set_generated()
		end
	end
	for _, place in ipairs(MBZ[request and "request" or "reply"][layout]) do
		if length >= place[1] + place[2] then
			local item = tree:add(f.mbz, buffer(place[1], place[2]))
			if not zeros(buffer, place[1], place[2]) then item:add_proto_expert_info(e.mbz) end
		end
	end
	if signed and length >= size then
		tree:add(f.hmac, buffer(size - HMAC_OCTETS, HMAC_OCTETS))
	end
	pinfo.cols.info = string.format("%s, %s, Seq %u", request and "Request" or "Reply",
		signed and "authenticated" or "unauthenticated", seq:uint())
	if length < size then
		tree:add_proto_expert_info(e.twamp)
	elseif length > size then
		if stamp.prefs.tlvs then
			tlv.dissect(buffer(size):tvb(), tree, not request,
				function(parent, field, range) add_time(parent, field, range, ptp) end)
		else
			tree:add(f.padding, buffer(size))
		end
	end
end

function stamp.dissector(buffer, pinfo, root)
	pinfo.cols.protocol = "STAMP"
	local tree = root:add(stamp, buffer())
	if buffer:len() < SHORTEST_OCTETS then
		tree:add_proto_expert_info(e.short)
		return buffer:len()
	end
	dissect(buffer, tree, pinfo)
	return buffer:len()
end

local table_of_ports, registered = DissectorTable.get("udp.port"), nil

local function register()
	if registered then table_of_ports:remove(registered, stamp) end
	registered = stamp.prefs.port
	table_of_ports:add(registered, stamp)
end

stamp.prefs_changed = register
register()
