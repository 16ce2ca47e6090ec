-- The server's time. Without effect on any key.
-- KEYS[1]   tells the node of a cluster whose clock all processes share
-- Returns   seconds and microseconds since 1970
return redis.call('TIME')
