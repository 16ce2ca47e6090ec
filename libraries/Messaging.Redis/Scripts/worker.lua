-- Remembers the latest word of a worker, and forgets who has not been heard of for long.
-- KEYS[1]   workers: per worker 16 digits of when it was sent, then what it told
-- KEYS[2]   workers by when they were heard of
-- ARGV[1]   the worker
-- ARGV[2]   when it was sent (milliseconds since 1970, by the worker's clock)
-- ARGV[3]   when it was heard (by the clock of who asks)
-- ARGV[4]   what it told
-- ARGV[5]   milliseconds that a worker is remembered
-- ARGV[6]   most workers
-- ARGV[7]   milliseconds that a word which is not news can be older than the latest: what is older still comes from a worker whose clock was set back
-- Returns   1 when it was news, else 0
local sent = string.format('%016d', ARGV[2])
local known = redis.call('HGET', KEYS[1], ARGV[1])
local later = known and tonumber(string.sub(known, 1, 16)) - ARGV[2] or 0
if later > 0 and later <= tonumber(ARGV[7]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], sent .. ARGV[4])
redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
local old = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', ARGV[3] - ARGV[5], 'LIMIT', 0, 100)
local surplus = redis.call('ZCARD', KEYS[2]) - #old - ARGV[6]
if surplus > 0 then
  for _, worker in ipairs(redis.call('ZRANGE', KEYS[2], #old, #old + surplus - 1)) do
    old[#old + 1] = worker
  end
end
for _, worker in ipairs(old) do
  redis.call('HDEL', KEYS[1], worker)
  redis.call('ZREM', KEYS[2], worker)
end
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.call('PEXPIRE', KEYS[2], ARGV[5])
return 1
