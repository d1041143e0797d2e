-- Prepended to the scripts that may need to create a room.

-- Returns the time, µs since 1970, as text.
local function clock()
  local time = redis.call('TIME')
  return time[1] .. string.format('%06d', tonumber(time[2]))
end

-- Creates a room if it does not exist.
local function open(room)
  if redis.call('EXISTS', room) == 0 then
    -- Later than all versions of an earlier room with that id, even if Redis has lost its data.
    redis.call('HSET', room, 'v', clock())
  end
end

