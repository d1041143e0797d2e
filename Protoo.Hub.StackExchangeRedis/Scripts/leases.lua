-- Finds the leases.
-- KEYS[1] the leases   ARGV[1] how long a lease lasts, ms
-- Returns each lease, followed by how long ago it was renewed, ms.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local leases = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '+inf', 'WITHSCORES')
for i = 2, #leases, 2 do
  leases[i] = string.format('%.0f', now + ARGV[1] - tonumber(leases[i]))
end
return leases
