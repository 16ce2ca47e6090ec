-- Reads the beginnings of rows that share a hash tag.
-- KEYS      rows
-- ARGV[1]   the last byte to read, from 0
-- Returns   per row: its beginning, '' for what is of another type, or nil when there is none
local beginnings = {}
for i, row in ipairs(KEYS) do
  local beginning = redis.pcall('GETRANGE', row, 0, ARGV[1])
  if type(beginning) == 'table' then
    beginnings[i] = ''
  elseif beginning == '' then
    beginnings[i] = false
  else
    beginnings[i] = beginning
  end
end
return beginnings
