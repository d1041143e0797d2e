-- Adopts an expired lease in order to sweep it. No other instance does so, unless the sweep takes too long.
-- KEYS[1] the leases   KEYS[2] the leases that are adopted to be swept
-- ARGV[1] how long the sweep may take, ms   ARGV[2] the channel of all instances
-- ARGV[3] how long the keys last unless an instance renews a lease, ms
-- Returns the lease; nil if none has expired.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local text = string.format('%.0f', now)
local lease = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text, 'LIMIT', 0, 1)[1]
if not lease then
  lease = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', text, 'LIMIT', 0, 1)[1]
end
if not lease then
  return false
end
redis.call('ZREM', KEYS[1], lease)
redis.call('ZADD', KEYS[2], string.format('%.0f', now + ARGV[1]), lease)
redis.call('PEXPIRE', KEYS[2], ARGV[3])
redis.call('PUBLISH', ARGV[2], lease)
return lease
