-- Sets the data that the peers of a room share.
-- KEYS[1] the room
-- ARGV[1] the room's channel   ARGV[2] the data, JSON   ARGV[3] the version that the present data must have; '' for any
-- ARGV[4] the id of the peer that sets it, JSON; 'null' for none   ARGV[5] the same as text   ARGV[6] its seat's generation
-- Returns the new version of the room, which is also that of the data; 0 if the room is empty, or the seat no longer taken; -1 if the
-- present data has another version.
if countPeers(KEYS[1]) == 0 then
  return 0
end
if ARGV[4] ~= 'null' then
  local seat = redis.call('HGET', KEYS[1], 's:' .. ARGV[5])
  if not seat or string.match(seat, '^%d+') ~= ARGV[6] then
    return 0
  end
end
if ARGV[3] ~= '' and tonumber(ARGV[3]) ~= getDataVersion(redis.call('HGET', KEYS[1], 'r')) then
  return -1
end
local version = redis.call('HINCRBY', KEYS[1], 'v', 1)
local text = string.format('%.0f', version)
redis.call('HSET', KEYS[1], 'r', text .. ' ' .. ARGV[2])
redis.call('PUBLISH', ARGV[1], '{"version":' .. text .. ',"kind":"roomData","dataVersion":' .. text .. ',"peerId":' .. ARGV[4] .. ',"data":' .. ARGV[2] .. '}')
return version
