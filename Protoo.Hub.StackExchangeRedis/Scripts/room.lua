-- Prepended to the scripts of rooms. A room is a hash: 'v' is its version, 's:' and 'd:' followed by the id are the seat and the data of a
-- peer, and 'r' is the data that the peers share, after its version, if anybody has set it. 'l' is the version since which no seat was lost:
-- each one that is gone was given up. It is that of the last sweep; otherwise the first one.

-- Returns the time, µs since 1970, as text.
local function clock()
  local time = redis.call('TIME')
  return time[1] .. string.format('%06d', tonumber(time[2]))
end

-- Creates a room if it does not exist.
local function open(room)
  if redis.call('EXISTS', room) == 0 then
    -- Later than all versions of an earlier room with that id, even if Redis has lost its data.
    local version = clock()
    redis.call('HSET', room, 'v', version, 'l', version)
  end
end

local function countPeers(room)
  return math.max(0, (redis.call('HLEN', room) - 2 - redis.call('HEXISTS', room, 'r')) / 2)
end

-- Keeps the version of a room for a while if it has no more peers.
local function endIfEmpty(room, milliseconds)
  if countPeers(room) == 0 then
    redis.call('HDEL', room, 'r')
    redis.call('PEXPIRE', room, milliseconds)
  end
end

-- Returns the version of a room's data as it is stored; 0 if there is none.
local function getDataVersion(data)
  return data and tonumber(string.match(data, '^%d+')) or 0
end

