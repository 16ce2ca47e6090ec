-- Takes ids off the counted lists, and one other, that their rows do not belong to; off the indexes too when there is no row.
-- KEYS[1..n]    rows
-- KEYS[n+1..]   indexes, then the counts
-- ARGV[1]       n
-- ARGV[2]       what keys of lists begin with
-- ARGV[3]       a list that is not counted, or ''
-- ARGV[4..]     per row: id, header as it was read, the list by state that the row belongs to, the list by failure that it belongs to or '',
--               '1' if it belongs to that other list, '1' if it does not belong to the first index
-- Returns       how many entries were wrong
local count = tonumber(ARGV[1])
local counts, found = KEYS[#KEYS], 0
for row = 1, count do
  local first = 6 * row - 2
  local id, header, own, own_failure, is_other_right = ARGV[first], ARGV[first + 1], ARGV[first + 2], ARGV[first + 3], ARGV[first + 4]
  -- A row that has changed since it was read is somebody else's to place.
  -- What is of another type than a row was read as none.
  local present = redis.pcall('GETRANGE', KEYS[row], 0, 15)
  if (type(present) == 'string' and present or '') == header then
    for _, list in ipairs(redis.call('HKEYS', counts)) do
      local is_counted = string.sub(list, 1, 6) == 'state:' or string.sub(list, 1, 8) == 'failure:'
      if is_counted and list ~= own and list ~= own_failure and redis.call('ZREM', ARGV[2] .. list, id) == 1 then
        found = found + 1
        if redis.call('HINCRBY', counts, list, -1) == 0 then
          redis.call('HDEL', counts, list)
        end
      end
    end
    if ARGV[3] ~= '' and is_other_right == '' then
      found = found + redis.call('ZREM', ARGV[2] .. ARGV[3], id)
    end
    if ARGV[first + 5] == '1' then
      found = found + redis.call('ZREM', KEYS[count + 1], id)
    end
    if own == '' then
      for index = count + 1, #KEYS - 1 do
        found = found + redis.call('ZREM', KEYS[index], id)
      end
    end
  end
end
return found
