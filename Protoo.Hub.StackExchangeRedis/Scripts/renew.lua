-- Renews a lease.
-- KEYS[1] the leases   KEYS[2] the leases that are adopted to be swept
-- ARGV[1] the lease   ARGV[2] how long it lasts, ms   ARGV[3] '1' if the lease is new
-- ARGV[4] the instance's channel   ARGV[5] the message to publish there, which shows the instance that it receives the channel, JSON
-- ARGV[6] how long the keys last unless an instance renews a lease, ms
-- Returns 0 if the lease is gone; otherwise 1, or 2 if another lease has expired.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if ARGV[3] ~= '1' and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  return 0
end
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
redis.call('PEXPIRE', KEYS[2], ARGV[6])
redis.call('PUBLISH', ARGV[4], ARGV[5])
local text = string.format('%.0f', now)
local expired = redis.call('ZCOUNT', KEYS[1], '-inf', text) + redis.call('ZCOUNT', KEYS[2], '-inf', text)
return expired > 0 and 2 or 1
