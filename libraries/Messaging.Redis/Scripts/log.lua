-- Takes lines of a task's log.
-- KEYS[1]   the log
-- ARGV[1]   most lines to keep
-- ARGV[2]   milliseconds to live
-- ARGV[3..] per line: its place, the line
-- Returns   how many lines are kept
for i = 3, #ARGV, 2 do
  redis.call('ZREMRANGEBYSCORE', KEYS[1], ARGV[i], ARGV[i])
  redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1])
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[1])
