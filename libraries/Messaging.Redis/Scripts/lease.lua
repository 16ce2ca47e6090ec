-- Takes ids whose time has come and moves that time to the end of a lease.
-- KEYS[1]   index
-- ARGV[1]   now (milliseconds since 1970)
-- ARGV[2]   end of the lease
-- ARGV[3]   most ids to take
-- Returns   the ids
local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, id in ipairs(ids) do
  redis.call('ZADD', KEYS[1], ARGV[2], id)
end
return ids
