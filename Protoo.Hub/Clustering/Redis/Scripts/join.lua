-- Takes a seat.
-- KEYS[1] the room
-- ARGV[1] the peer's id   ARGV[2] the seat, JSON   ARGV[3] the data, JSON
-- ARGV[4] '1' if a peer that is there is replaced   ARGV[5] the room's channel
-- Returns the version of the room with which the seat was taken; 0 if the peer is there, and stays.
local seat = redis.call('HGET', KEYS[1], 's:' .. ARGV[1])
if seat and ARGV[4] ~= '1' then
  return 0
end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
local kind, order, data = 'joined', version, ARGV[3]
if seat then
  kind = 'replaced'
  order = string.match(seat, '^%d+ (%d+) ')
  data = redis.call('HGET', KEYS[1], 'd:' .. ARGV[1])
end
redis.call('HSET', KEYS[1], 's:' .. ARGV[1], version .. ' ' .. order .. ' ' .. ARGV[2], 'd:' .. ARGV[1], data)
redis.call('PERSIST', KEYS[1])
redis.call('PUBLISH', ARGV[5], '{"version":' .. version .. ',"kind":"' .. kind .. '","seat":' .. ARGV[2] .. ',"data":' .. data .. '}')
return version
