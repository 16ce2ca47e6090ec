-- Asks for a place of a limit.
-- KEYS[1]   who holds a place, by when the lease passes
-- KEYS[2]   when the latest attempts began, the newest first
-- KEYS[3]   the latest time that somebody was told to come back at
-- ARGV[1]   now (milliseconds since 1970), or '' for the server's own time, which all workers share
-- ARGV[2]   who asks
-- ARGV[3]   milliseconds of a lease
-- ARGV[4]   most holders at a time, or '' for any number
-- ARGV[5]   most grants within a period, or '' for any number
-- ARGV[6]   milliseconds of the period
-- ARGV[7]   milliseconds that one is told to wait at most, unless the rate itself takes longer
-- Returns   '' when granted, 'full' when all places are taken, else after how many milliseconds to come back
-- Keys live a minute longer than they count: what has expired must never be what still counts.
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

if ARGV[4] ~= '' then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[4]) and not redis.call('ZSCORE', KEYS[1], ARGV[2]) then
    return 'full'
  end
end

if ARGV[5] ~= '' then
  local count, period = tonumber(ARGV[5]), tonumber(ARGV[6])
  -- A clock that was set back must not let more begin.
  now = math.max(now, tonumber(redis.call('LINDEX', KEYS[2], 0) or now))
  local oldest = redis.call('LINDEX', KEYS[2], count - 1)
  if oldest and oldest + period > now then
    local free, last = oldest + period, now + ARGV[7]
    local turn = math.max(free, math.min(tonumber(redis.call('GET', KEYS[3]) or 0) + period / count, last))
    local wait = math.ceil(turn - now)
    redis.call('SET', KEYS[3], string.format('%.3f', turn), 'PX', wait)
    return tostring(wait)
  end
  redis.call('LPUSH', KEYS[2], string.format('%.0f', now))
  redis.call('LTRIM', KEYS[2], 0, count - 1)
  redis.call('PEXPIRE', KEYS[2], period + 60000)
end

if ARGV[4] ~= '' then
  redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[2])
  local latest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
  redis.call('PEXPIRE', KEYS[1], math.ceil(latest[2] - now) + 60000)
end
return ''
