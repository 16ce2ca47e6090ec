-- Takes ids whose time has come and moves that time to the end of a lease. Rows in states that who asks does not know are left to those who do.
-- KEYS[1]   index
-- ARGV[1]   now (milliseconds since 1970)
-- ARGV[2]   end of the lease
-- ARGV[3]   most ids to take
-- ARGV[4]   what keys of rows begin with: which rows are looked at shows only here
-- ARGV[5]   letters of the states that are known
-- Returns   the ids
local most, taken, left, looked = tonumber(ARGV[3]), {}, {}, 0
repeat
  local ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', looked, most - #taken)
  looked = looked + #ids
  for _, id in ipairs(ids) do
    -- An error: what is there is no row at all. Whoever takes it finds out.
    local letter = redis.pcall('GETRANGE', ARGV[4] .. id, 13, 13)
    local is_newer = type(letter) == 'string' and string.find(letter, '^%u') and not string.find(ARGV[5], letter, 1, true)
    local list = is_newer and left or taken
    list[#list + 1] = id
  end
until #ids == 0 or #taken == most or #left >= 1000

local function put_off(ids)
  for _, id in ipairs(ids) do
    redis.call('ZADD', KEYS[1], ARGV[2], id)
  end
end

put_off(taken)
-- So many of them would be looked at again and again, and what is behind them never.
if #left >= 1000 then
  put_off(left)
end
return taken
