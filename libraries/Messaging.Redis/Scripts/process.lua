-- Remembers what a process told, or forgets it, and forgets those whose lives have ended.
-- KEYS[1]   processes: what each told
-- KEYS[2]   processes by when their lives end
-- ARGV[1]   now (milliseconds since 1970), or '' for the server's own time, which all processes share
-- ARGV[2]   the process, or '' to change none
-- ARGV[3]   what it told, or '' to forget it
-- ARGV[4]   milliseconds of a life
-- Returns   what each of those told that live
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local gone = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)
if ARGV[2] ~= '' then
  gone[#gone + 1] = ARGV[2]
end
for _, process in ipairs(gone) do
  redis.call('HDEL', KEYS[1], process)
  redis.call('ZREM', KEYS[2], process)
end

if ARGV[3] ~= '' then
  redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
  redis.call('ZADD', KEYS[2], now + ARGV[4], ARGV[2])
  -- A minute longer than it counts: what has expired must never be what still counts.
  redis.call('PEXPIRE', KEYS[1], ARGV[4] + 60000)
  redis.call('PEXPIRE', KEYS[2], ARGV[4] + 60000)
end
return redis.call('HVALS', KEYS[1])
