-- Holds a place of a limit for another lease, and counts a holder again whose lease has passed: it runs.
-- KEYS[1]   who holds a place, by when the lease passes
-- ARGV[1]   now (milliseconds since 1970), or '' for the server's own time
-- ARGV[2]   the holder
-- ARGV[3]   milliseconds of a lease
-- Returns   1 when the lease had not passed, else 0
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local known = redis.call('ZSCORE', KEYS[1], ARGV[2])
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[2])
local latest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIRE', KEYS[1], math.ceil(latest[2] - now) + 60000)
return known and tonumber(known) > now and 1 or 0
