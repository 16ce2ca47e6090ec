-- Reads the oldest place of each list by queue and name that is of one state.
-- KEYS[1]   counts, whose fields name the lists
-- ARGV[1]   what keys of lists begin with
-- ARGV[2]   pattern of the state's letter
-- Returns   list, id, score, list, id, score ...
local result = {}
local pattern = '^state:' .. ARGV[2] .. ':'
for _, list in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.match(list, pattern) then
    local first = redis.call('ZRANGE', ARGV[1] .. list, 0, 0, 'WITHSCORES')
    if first[1] then
      result[#result + 1] = list
      result[#result + 1] = first[1]
      result[#result + 1] = first[2]
    end
  end
end
return result
