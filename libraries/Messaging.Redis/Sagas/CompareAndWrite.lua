-- Writes, creates or deletes one saga row, if it is still what the caller believes it to be.
--
-- A row is a STRING: 16 lower-case hex digits (8 of version, 8 that name this life of the row), then the saga as JSON.
-- The second half of the header keeps a row that was deleted and created again from passing for the old one.
--
-- KEYS[1]  the row
-- ARGV[1]  the header the row must have; '' = there must be no row
-- ARGV[2]  the new row, header included; '' = delete
-- ARGV[3]  time to live of the new row in milliseconds; '0' = none
--
-- Returns {1}           done
--         {0, current}  refused: the row has another header; current is the whole row, so that a retry needs no GET
--         {-1}          refused: the row has vanished

if redis.call('GETRANGE', KEYS[1], 0, 15) ~= ARGV[1] then
    local current = redis.call('GET', KEYS[1])
    if current then
        return {0, current}
    end
    return {-1}
end

if ARGV[2] == '' then
    redis.call('DEL', KEYS[1])
elseif ARGV[3] == '0' then
    redis.call('SET', KEYS[1], ARGV[2])
else
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return {1}
