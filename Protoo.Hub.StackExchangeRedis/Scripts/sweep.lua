-- Removes the seats of an expired lease.
-- KEYS[1] the room
-- ARGV[1] the room's channel   ARGV[2] how long an empty room is remembered, ms   ARGV[3] the lease
-- Returns the number of removed seats.
local fields, count = redis.call('HGETALL', KEYS[1]), 0
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 2) == 's:' then
    local lease, seat = string.match(fields[i + 1], '^%d+ %d+ (%S+) (.*)$')
    if lease == ARGV[3] then
      redis.call('HDEL', KEYS[1], fields[i], 'd:' .. string.sub(fields[i], 3))
      local version = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'v', 1))
      redis.call('HSET', KEYS[1], 'l', version)
      redis.call('PUBLISH', ARGV[1], '{"version":' .. version .. ',"kind":"lost","seat":' .. seat .. '}')
      count = count + 1
    end
  end
end
endIfEmpty(KEYS[1], ARGV[2])
return count
