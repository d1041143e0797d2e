-- Makes a room, if it is not there. It stands before the scripts that may.
local function open(room)
  if redis.call('EXISTS', room) == 0 then
    -- Later than all versions of an earlier room of that id, even if Redis has lost its data.
    local time = redis.call('TIME')
    redis.call('HSET', room, 'v', time[1] .. string.format('%06d', tonumber(time[2])))
  end
end

