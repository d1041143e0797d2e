-- Brings the seats of an instance in a room in line with its connections: puts back seats that were lost, unless another connection has the
-- place, and removes seats whose connection is gone.
-- KEYS[1] the room
-- ARGV[1] the room's channel   ARGV[2] how long an empty room is remembered, ms
-- ARGV[3] the lease of the instance   ARGV[4] the prefix of all leases of the instance
-- ARGV[5] the message to publish at the end, which shows the instance that it receives the channel, JSON
-- ARGV[6] how long the room lasts unless it is renewed, ms
-- ARGV[7] the data of the room that the instance knows, after its version; '' for none
-- ARGV[8] the version up to which the instance has followed the room; 0 if it has not
-- ARGV[9..] for each connection: 'here' if it has the seat, 'followed' if its seat was in Redis at version ARGV[8], 'claimed' if the seat may
-- exist; the peer's id; its place in the order of joining; the seat, JSON; the data, JSON
-- Returns the fields of the room.
local room, channel, lease = KEYS[1], ARGV[1], ARGV[3]
local known, present = {}, {}
for i = 9, #ARGV, 5 do
  known[ARGV[i + 3]] = true
  if ARGV[i] ~= 'claimed' then
    present[ARGV[i + 1]] = true
  end
end

open(room)

-- If the room has lost nothing, what the instance knows and Redis does not have was given up or closed by others.
local followed, latest = tonumber(ARGV[8]), tonumber(redis.call('HGET', room, 'v'))
local hasLost = latest < followed or tonumber(redis.call('HGET', room, 'l')) > followed

local function isLost(i)
  return (ARGV[i] == 'here' or ARGV[i] == 'followed' and hasLost) and redis.call('HEXISTS', room, 's:' .. ARGV[i + 1]) == 0
end

-- Peers that join from now on come after those that are put back, wherever the latter got their place.
for i = 9, #ARGV, 5 do
  if isLost(i) then
    latest = math.max(latest, tonumber(ARGV[i + 2]))
  end
end
redis.call('HSET', room, 'v', string.format('%.0f', latest))

local function step(kind, order, seat, data)
  local version = string.format('%.0f', redis.call('HINCRBY', room, 'v', 1))
  local event = '{"version":' .. version .. ',"kind":"' .. kind .. '","seat":' .. seat
  if data then
    event = event .. ',"order":' .. order .. ',"data":' .. data
  end
  redis.call('PUBLISH', channel, event .. '}')
  return version
end

local fields = redis.call('HGETALL', room)
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 2) == 's:' then
    local peer = string.sub(fields[i], 3)
    local generation, order, holder, seat = string.match(fields[i + 1], '^(%d+) (%d+) (%S+) (.*)$')
    if string.sub(holder, 1, #ARGV[4]) == ARGV[4] then
      if not known[seat] and not present[peer] then
        redis.call('HDEL', room, 's:' .. peer, 'd:' .. peer)
        step('left', order, seat)
      elseif known[seat] and holder ~= lease then
        redis.call('HSET', room, 's:' .. peer, generation .. ' ' .. order .. ' ' .. lease .. ' ' .. seat)
      end
    end
  end
end

local isAnyBack = false
for i = 9, #ARGV, 5 do
  local peer, order, seat, data = ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  if isLost(i) then
    isAnyBack = true
    local version = step('joined', order, seat, data)
    redis.call('HSET', room, 's:' .. peer, version .. ' ' .. order .. ' ' .. lease .. ' ' .. seat, 'd:' .. peer, data)
  elseif ARGV[i] ~= 'claimed' then
    local field = redis.call('HGET', room, 's:' .. peer) or ''
    local oldOrder, holder, old = string.match(field, '^%d+ (%d+) (%S+) (.*)$')
    if holder and string.sub(holder, 1, #ARGV[4]) == ARGV[4] and not known[old] then
      data = redis.call('HGET', room, 'd:' .. peer)
      local version = step('replaced', oldOrder, seat, data)
      redis.call('HSET', room, 's:' .. peer, version .. ' ' .. oldOrder .. ' ' .. lease .. ' ' .. seat)
    end
  end
end

if countPeers(room) > 0 and (hasLost or isAnyBack) and getDataVersion(ARGV[7]) > getDataVersion(redis.call('HGET', room, 'r')) then
  local number, json = string.match(ARGV[7], '^(%d+) (.*)$')
  local version = string.format('%.0f', redis.call('HINCRBY', room, 'v', 1))
  if not hasLost then
    -- The data went when others closed the room. Peers that have joined it here since then know the data: for them, this is a change.
    number, json = version, '{}'
  end
  redis.call('HSET', room, 'r', number .. ' ' .. json)
  redis.call('PUBLISH', channel, '{"version":' .. version .. ',"kind":"roomData","dataVersion":' .. number .. ',"data":' .. json .. '}')
end

redis.call('PEXPIRE', room, ARGV[6])
endIfEmpty(room, ARGV[2])
redis.call('PUBLISH', channel, ARGV[5])
return redis.call('HGETALL', room)
