-- Reads the stream of changes.
-- KEYS[1]   counts, which hold the number of the latest entry
-- KEYS[2]   changes
-- ARGV[1]   number of the last entry that is known, or '' to learn only where the stream ends
-- ARGV[2]   most entries
-- Returns   number of the latest entry, then per entry read its number and its rows (id and header of each)
local latest = redis.call('HGET', KEYS[1], 'changes') or '0'
local result = {latest}
if ARGV[1] ~= '' and tonumber(ARGV[1]) < tonumber(latest) then
  for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[1] .. '-0', '+', 'COUNT', ARGV[2])) do
    result[#result + 1] = string.match(entry[1], '^%d+')
    result[#result + 1] = entry[2][2]
  end
end
return result
