-- Sets the data of a peer.
-- KEYS[1] the room
-- ARGV[1] the room's channel
-- ARGV[2] the peer's id   ARGV[3] the seat's generation   ARGV[4] the data, JSON
-- Returns the new version of the room; 0 if the seat is no longer taken.
local seat = redis.call('HGET', KEYS[1], 's:' .. ARGV[2])
if not seat or string.match(seat, '^%d+') ~= ARGV[3] then
  return 0
end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('HSET', KEYS[1], 'd:' .. ARGV[2], ARGV[4])
local json = string.match(seat, '^%d+ %d+ %S+ (.*)$')
redis.call('PUBLISH', ARGV[1], '{"version":' .. string.format('%.0f', version) .. ',"kind":"data","seat":' .. json .. ',"data":' .. ARGV[4] .. '}')
return version
