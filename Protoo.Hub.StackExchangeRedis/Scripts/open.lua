-- Creates a room if it does not exist. Prepended to the scripts that may need to.
local function open(room)
  if redis.call('EXISTS', room) == 0 then
    -- Later than all versions of an earlier room with that id, even if Redis has lost its data.
    local time = redis.call('TIME')
    redis.call('HSET', room, 'v', time[1] .. string.format('%06d', tonumber(time[2])))
  end
end

