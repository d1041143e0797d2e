-- Closes a room.
-- KEYS[1] the room
-- ARGV[1] the room's channel   ARGV[2] for how long an empty room is remembered, ms
-- Returns the version of the room after it; 0 if there is nobody.
if redis.call('HLEN', KEYS[1]) < 2 then
  return 0
end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
local text = string.format('%.0f', version)
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'v', text)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[1], '{"version":' .. text .. ',"kind":"closed"}')
return version
