-- Writes or removes a replay of failed tasks whose version is as expected.
-- KEYS[1]   replays
-- ARGV[1]   id
-- ARGV[2]   expected version, or '' when there must be none
-- ARGV[3]   new version, a space and the replay; or '' to remove it
-- Returns   1 when written, else 0
local known = redis.call('HGET', KEYS[1], ARGV[1])
local version = known and string.match(known, '^%d+') or ''
if version ~= ARGV[2] then
  return 0
end
if ARGV[3] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
end
return 1
