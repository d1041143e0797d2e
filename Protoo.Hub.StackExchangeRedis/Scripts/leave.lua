-- Gives up a seat.
-- KEYS[1] the room
-- ARGV[1] the room's channel   ARGV[2] how long an empty room is remembered, ms
-- ARGV[3] the peer's id   ARGV[4] the seat's generation
-- Returns the new version of the room; 0 if the seat is no longer taken.
local seat = redis.call('HGET', KEYS[1], 's:' .. ARGV[3])
if not seat or string.match(seat, '^%d+') ~= ARGV[4] then
  return 0
end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
redis.call('HDEL', KEYS[1], 's:' .. ARGV[3], 'd:' .. ARGV[3])
endIfEmpty(KEYS[1], ARGV[2])
local json = string.match(seat, '^%d+ %d+ %S+ (.*)$')
redis.call('PUBLISH', ARGV[1], '{"version":' .. string.format('%.0f', version) .. ',"kind":"left","seat":' .. json .. '}')
return version
