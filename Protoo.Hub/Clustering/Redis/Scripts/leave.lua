-- Gives up a seat.
-- KEYS[1] the room
-- ARGV[1] the peer's id   ARGV[2] the seat's generation   ARGV[3] the peer's id, JSON   ARGV[4] the room's channel
-- ARGV[5] for how long an empty room is remembered, ms, so that no generation is given twice
-- Returns the version of the room after it; 0 if the seat is not taken any more.
local seat = redis.call('HGET', KEYS[1], 's:' .. ARGV[1])
if not seat or string.match(seat, '^%d+') ~= ARGV[2] then
  return 0
end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('HDEL', KEYS[1], 's:' .. ARGV[1], 'd:' .. ARGV[1])
if redis.call('HLEN', KEYS[1]) == 1 then
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
redis.call('PUBLISH', ARGV[4], '{"version":' .. version .. ',"kind":"left","peerId":' .. ARGV[3] .. '}')
return version
