-- Closes a room.
-- KEYS[1] the room
-- ARGV[1] the room's channel   ARGV[2] how long an empty room is remembered, ms
-- Returns the new version of the room; 0 if the room is empty.
if countPeers(KEYS[1]) == 0 then
  return 0
end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
local text = string.format('%.0f', version)
local lost = redis.call('HGET', KEYS[1], 'l')
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'v', text, 'l', lost)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[1], '{"version":' .. text .. ',"kind":"closed"}')
return version
