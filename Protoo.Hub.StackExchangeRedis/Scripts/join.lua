-- Takes a seat.
-- KEYS[1] the room
-- ARGV[1] the room's channel   ARGV[2] the lease of the instance
-- ARGV[3] the peer's id   ARGV[4] the seat, JSON   ARGV[5] the data, JSON
-- ARGV[6] '1' to replace a peer that is already there   ARGV[7] how long the room lasts unless it is renewed, ms
-- ARGV[8] how many peers the room may have
-- Returns the version of the room with which the seat was taken; 0 if the peer is already there and stays; -1 if the room is full.
local seat = redis.call('HGET', KEYS[1], 's:' .. ARGV[3])
if seat and ARGV[6] ~= '1' then
  return 0
end
if not seat and countPeers(KEYS[1]) >= tonumber(ARGV[8]) then
  return -1
end
open(KEYS[1])
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
local text = string.format('%.0f', version)
local kind, order, data = 'joined', nil, ARGV[5]
if seat then
  kind = 'replaced'
  order = string.match(seat, '^%d+ (%d+) ')
  data = redis.call('HGET', KEYS[1], 'd:' .. ARGV[3])
else
  -- By the clock, because an instance that is cut off from Redis orders its peers by its own; but after all that were put back.
  order = string.format('%.0f', math.max(tonumber(clock()), version))
end
redis.call('HSET', KEYS[1], 's:' .. ARGV[3], text .. ' ' .. order .. ' ' .. ARGV[2] .. ' ' .. ARGV[4], 'd:' .. ARGV[3], data)
redis.call('PEXPIRE', KEYS[1], ARGV[7])
redis.call('PUBLISH', ARGV[1], '{"version":' .. text .. ',"kind":"' .. kind .. '","order":' .. order .. ',"seat":' .. ARGV[4] .. ',"data":' .. data .. '}')
return version
