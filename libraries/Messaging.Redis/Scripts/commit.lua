-- Writes rows whose versions are as expected, each with its places in the indexes and lists. All keys share one hash tag.
-- KEYS[1..n]    rows
-- KEYS[n+1..]   indexes, then the counts, then the changes
-- ARGV[1]       n
-- ARGV[2]       channel that is told of ended tasks
-- ARGV[3]       what keys of lists begin with: they are made here, as there are too many to name them all
-- ARGV[4]       entries of the stream of changes to keep
-- ARGV[5]       lists by cause of failure to count
-- ARGV[6..]     per row: id, expected version (8 hex digits, '' when there must be no row), new value,
--               milliseconds to live ('' for ever), '1' if the task has just ended,
--               then per index: score, '' to leave the index, '=' to stay as it is,
--               then the place in lists, how many lists to leave, their names, how many to enter, their names
-- Returns       per row: '' when written, else the value that is there, or nil when there is none
local count = tonumber(ARGV[1])
local indexes = #KEYS - count - 2
local counts, changes = KEYS[#KEYS - 1], KEYS[#KEYS]
local most_causes = tonumber(ARGV[5])
local results, ended, changed, left, entered, next = {}, {}, {}, {}, {}, 6

local function append(table_of_lists, list, ...)
  local known = table_of_lists[list]
  if not known then
    known = {}
    table_of_lists[list] = known
  end
  for _, value in ipairs({...}) do
    known[#known + 1] = value
  end
end

local causes
-- Whether a list by cause of failure, which is not among the counts, is to be counted. There may be as many as there are messages of errors, and
-- whoever reads a list reads the names of all that are counted. When there are too many, one takes the place of shorter ones, of some that are
-- looked at.
local function is_worth_counting(list, length)
  if string.sub(list, 1, 8) ~= 'failure:' then
    return true
  end
  if not causes then
    causes = 0
    for _, field in ipairs(redis.call('HKEYS', counts)) do
      if string.sub(field, 1, 8) == 'failure:' then
        causes = causes + 1
      end
    end
  end
  if causes >= most_causes then
    -- A store of an earlier release may hold many more.
    local surplus = causes - most_causes + 1
    local some = redis.call('HRANDFIELD', counts, math.min(20 * surplus, 1000), 'WITHVALUES')
    local shorter = {}
    for i = 1, #some, 2 do
      if string.sub(some[i], 1, 8) == 'failure:' and tonumber(some[i + 1]) < length then
        shorter[#shorter + 1] = {some[i], tonumber(some[i + 1])}
      end
    end
    table.sort(shorter, function(left, right) return left[2] < right[2] end)
    for i = 1, math.min(surplus, #shorter) do
      redis.call('HDEL', counts, shorter[i][1])
      causes = causes - 1
    end
  end
  if causes >= most_causes then
    return false
  end
  causes = causes + 1
  return true
end

-- A call takes no more arguments than the stack has room for.
local function each_part(table_of_lists, command)
  for list, members in pairs(table_of_lists) do
    local moved = 0
    for first = 1, #members, 1000 do
      moved = moved + redis.call(command, ARGV[3] .. list, unpack(members, first, math.min(first + 999, #members)))
    end
    if command == 'ZREM' then
      moved = -moved
    end
    local is_counted = string.sub(list, 1, 6) == 'state:' or string.sub(list, 1, 8) == 'failure:'
    if moved ~= 0 and is_counted then
      local length = redis.call('HINCRBY', counts, list, moved)
      -- Where a list seems to begin or to end, its own length tells: somebody may have deleted the counts.
      if length <= 0 or length == moved then
        redis.call('HDEL', counts, list)
        length = redis.call('ZCARD', ARGV[3] .. list)
        if length > 0 and is_worth_counting(list, length) then
          redis.call('HSET', counts, list, length)
        end
      end
    end
  end
end

for row = 1, count do
  local id, expected, value, life, has_ended = ARGV[next], ARGV[next + 1], ARGV[next + 2], ARGV[next + 3], ARGV[next + 4]
  next = next + 5
  -- An error: what is there is no row at all.
  local version = redis.pcall('GETRANGE', KEYS[row], 1, 8)
  local is_expected = version == expected
  if is_expected then
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
    changed[#changed + 1] = id .. string.sub(value, 1, 16)
    results[row] = ''
  elseif type(version) == 'string' then
    results[row] = redis.call('GET', KEYS[row])
  else
    results[row] = 'of another type'
  end
  next = next + indexes

  local place, leaves = ARGV[next], tonumber(ARGV[next + 1])
  next = next + 2
  local enters = tonumber(ARGV[next + leaves])
  if is_expected then
    for list = next, next + leaves - 1 do
      append(left, ARGV[list], id)
    end
    for list = next + leaves + 1, next + leaves + enters do
      append(entered, ARGV[list], place, id)
    end
  end
  next = next + leaves + 1 + enters
end

each_part(left, 'ZREM')
each_part(entered, 'ZADD')
if #changed > 0 then
  -- Numbered without gaps, so that a reader can tell whether entries between two it knows were forgotten.
  local number = redis.call('HINCRBY', counts, 'changes', 1)
  if number == 1 then
    -- The counts are new, but the stream may not be: it takes no number below its last.
    local last = redis.call('XREVRANGE', changes, '+', '-', 'COUNT', 1)[1]
    if last then
      number = tonumber(string.match(last[1], '^%d+')) + 1
      redis.call('HSET', counts, 'changes', number)
    end
  end
  redis.call('XADD', changes, 'MAXLEN', '~', ARGV[4], number .. '-0', 'rows', table.concat(changed))
end
if #ended > 0 then
  redis.call('PUBLISH', ARGV[2], table.concat(ended))
end
return results
