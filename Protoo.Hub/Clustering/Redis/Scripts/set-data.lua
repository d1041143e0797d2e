-- Sets the data of a peer.
-- KEYS[1] the room
-- ARGV[1] the peer's id   ARGV[2] the seat's generation   ARGV[3] the peer's id, JSON   ARGV[4] the room's channel
-- ARGV[5] the data, JSON
-- Returns the version of the room after it; 0 if the seat is not taken any more.
local seat = redis.call('HGET', KEYS[1], 's:' .. ARGV[1])
if not seat or string.match(seat, '^%d+') ~= ARGV[2] then
  return 0
end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('HSET', KEYS[1], 'd:' .. ARGV[1], ARGV[5])
redis.call('PUBLISH', ARGV[4], '{"version":' .. version .. ',"kind":"data","peerId":' .. ARGV[3] .. ',"data":' .. ARGV[5] .. '}')
return version
