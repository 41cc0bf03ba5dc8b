/**
 * The gate's two scripts. Keys: leases (a sorted set, by when they end), host (a hash), failing and
 * busy (sets of addresses that failed in a row). Times in milliseconds by Redis's own clock, so that
 * the clocks of the workers do not matter.
 */

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Answers `{1, 0, ''}` for a turn, else `{0, milliseconds to wait at least, why}`. */
export const ENTER = `${NOW}
local member, most, interval, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local rests = tonumber(redis.call('HGET', KEYS[2], 'rests') or '0')
if rests > now then return {0, rests - now, redis.call('HGET', KEYS[2], 'why')} end
if redis.call('ZSCORE', KEYS[1], member) or redis.call('EXISTS', KEYS[1] .. ':' .. member) == 1 then
  return {0, 0, 'same'}
end
if redis.call('ZCARD', KEYS[1]) >= most then return {0, 0, 'full'} end
local next = tonumber(redis.call('HGET', KEYS[2], 'next') or '0')
if next > now then return {0, next - now, 'soon'} end
redis.call('ZADD', KEYS[1], now + lease, member)
redis.call('PEXPIRE', KEYS[1], lease * 2)
redis.call('HSET', KEYS[2], 'next', now + interval)
redis.call('PEXPIRE', KEYS[2], 3600000)
return {1, 0, ''}
`;

/** ARGV: member, kind, code, delay, then failures until a rest and its first and longest length, then busy answers until one is believed and the rest until then, then how long an address that was given is left alone. */
export const LEAVE = `${NOW}
local member, kind, code, delay = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
redis.call('ZREM', KEYS[1], member)
if kind == 'left' then return end
if kind == 'given' then redis.call('SET', KEYS[1] .. ':' .. member, '1', 'PX', ARGV[10]) end
if kind == 'given' or kind == 'answered' then redis.call('DEL', KEYS[3], KEYS[4]) return end
local set = kind == 'busy' and KEYS[4] or KEYS[3]
redis.call('SADD', set, member)
redis.call('PEXPIRE', set, 3600000)
local count = redis.call('SCARD', set)
local rest = 0
if kind == 'busy' then
  rest = delay
  if count < tonumber(ARGV[8]) then rest = math.min(delay, tonumber(ARGV[9])) end
elseif count >= tonumber(ARGV[5]) then
  rest = math.min(tonumber(ARGV[6]) * 2 ^ (count - tonumber(ARGV[5])), tonumber(ARGV[7]))
end
if rest > 0 then
  redis.call('HSET', KEYS[2], 'rests', now + math.floor(rest), 'why', code)
  redis.call('PEXPIRE', KEYS[2], math.floor(rest) + 3600000)
end
`;
