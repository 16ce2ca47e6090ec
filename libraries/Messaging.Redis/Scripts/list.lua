-- Reads a part of one list, or of all counted lists that agree with what is asked as if they were one: in one step, so that a row that moves from list to list is never missed.
-- KEYS[1]   counts, whose fields name the counted lists
-- ARGV[1]   what keys of lists begin with
-- ARGV[2]   the list, or '' for the counted ones
-- ARGV[3]   pattern of the state's letter, '.' for any
-- ARGV[4]   'q' and the queue, escaped, or '' for any
-- ARGV[5]   'n' and the name, or '' for any
-- ARGV[6]   greatest score
-- ARGV[7]   least score
-- ARGV[8]   id of the place to begin behind, whose score is the greatest, or ''
-- ARGV[9]   most places
-- Returns   id, score, id, score ... the greatest first
local limit = tonumber(ARGV[9])
local lists = {ARGV[2]}
if ARGV[2] == '' then
  lists = {}
  for _, list in ipairs(redis.call('HKEYS', KEYS[1])) do
    local letter, queue, name = string.match(list, '^state:(.):([^:]*):(.*)$')
    if letter and string.match(letter, ARGV[3]) and (ARGV[4] == '' or ARGV[4] == 'q' .. queue) and (ARGV[5] == '' or ARGV[5] == 'n' .. name) then
      lists[#lists + 1] = list
    end
  end
end

local places = {}
for _, list in ipairs(lists) do
  local taken, offset, read = 0, 0, nil
  repeat
    read = redis.call('ZREVRANGEBYSCORE', ARGV[1] .. list, ARGV[6], ARGV[7], 'WITHSCORES', 'LIMIT', offset, limit)
    for i = 1, #read, 2 do
      if taken < limit and (ARGV[8] == '' or read[i + 1] ~= ARGV[6] or read[i] < ARGV[8]) then
        places[#places + 1] = {read[i], read[i + 1], tonumber(read[i + 1])}
        taken = taken + 1
      end
    end
    offset = offset + limit
  until taken >= limit or #read < 2 * limit
end

table.sort(places, function(left, right)
  if left[3] == right[3] then
    return left[1] > right[1]
  end
  return left[3] > right[3]
end)
local result = {}
for i = 1, math.min(limit, #places) do
  result[2 * i - 1] = places[i][1]
  result[2 * i] = places[i][2]
end
return result
