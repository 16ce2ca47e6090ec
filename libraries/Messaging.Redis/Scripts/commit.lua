-- Writes rows whose versions are as expected, each with its places in the indexes. All keys share one hash tag.
-- KEYS[1..n]    rows
-- KEYS[n+1..]   indexes
-- ARGV[1]       n
-- ARGV[2]       channel that is told of ended tasks
-- ARGV[3..]     per row: id, expected version (8 hex digits, '' when there must be no row), new value,
--               milliseconds to live ('' for ever), '1' if the task has just ended,
--               then per index: score, '' to leave the index, '=' to stay as it is
-- Returns       per row: '' when written, else the value that is there, or nil when there is none
local count = tonumber(ARGV[1])
local indexes = #KEYS - count
local results, ended, next = {}, {}, 3

for row = 1, count do
  local id, expected, value, life, has_ended = ARGV[next], ARGV[next + 1], ARGV[next + 2], ARGV[next + 3], ARGV[next + 4]
  next = next + 5
  if redis.call('GETRANGE', KEYS[row], 1, 8) == expected then
    if life == '' then
      redis.call('SET', KEYS[row], value)
    else
      redis.call('SET', KEYS[row], value, 'PX', life)
    end
    for index = 1, indexes do
      local score = ARGV[next + index - 1]
      if score == '' then
        redis.call('ZREM', KEYS[count + index], id)
      elseif score ~= '=' then
        redis.call('ZADD', KEYS[count + index], score, id)
      end
    end
    if has_ended == '1' then
      ended[#ended + 1] = id
    end
    results[row] = ''
  else
    results[row] = redis.call('GET', KEYS[row])
  end
  next = next + indexes
end

if #ended > 0 then
  redis.call('PUBLISH', ARGV[2], table.concat(ended))
end
return results
