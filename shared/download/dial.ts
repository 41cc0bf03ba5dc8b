/**
 * Opens connections for shared/download.ts. The check sits in the look-up that the socket itself
 * makes, so the address that was checked is the address that is dialled, whatever the resolver
 * says a moment later. A literal IP address is never looked up: checkAddress() has seen it.
 */
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import {
  type AddressRules,
  isAllowed,
  isPublicAddress,
  literalAddress,
  privateAddress,
} from '../address.ts';

export interface ResolvedAddress {
  address: string;
  family: number;
}

export type Resolve = (hostname: string) => Promise<ResolvedAddress[]>;

/** Node waits 250 ms for an address before it gives it up for the next: too short across an ocean. */
const NEXT_ADDRESS_AFTER = 2_000;

/** The system's resolver: every answer, in its order. */
export const resolveName: Resolve = (hostname) => lookup(hostname, { all: true });

export function dialer(
  rules: AddressRules,
  resolve: Resolve,
  timeout: number,
  authorities: string[] | undefined,
): buildConnector.connector {
  const options = {
    timeout,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER,
    ...(authorities && { ca: authorities }),
  };
  const trusting = buildConnector({ ...options, lookup: lookupThrough(resolve) });
  const guarded = buildConnector({ ...options, lookup: lookupThrough(publicOnly(resolve)) });

  return (target, callback) => {
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
    if (isAllowed(target.hostname, port, rules)) return trusting(target, callback);
    const literal = literalAddress(target.hostname);
    if (literal && !isPublicAddress(literal)) {
      return callback(privateAddress(target.hostname, literal), null);
    }
    guarded(target, (error, socket) => {
      if (error) return callback(error, null);
      const remote = socket.remoteAddress ?? 'nowhere';
      if (isPublicAddress(remote)) return callback(null, socket);
      socket.destroy();
      callback(privateAddress(target.hostname, remote), null);
    });
  };
}

/** One private answer condemns the name: nobody who means well mixes the two. */
function publicOnly(resolve: Resolve): Resolve {
  return async (hostname) => {
    const addresses = await resolve(hostname);
    const denied = addresses.find(({ address }) => !isPublicAddress(address));
    if (denied) throw privateAddress(hostname, denied.address);
    return addresses;
  };
}

function lookupThrough(resolve: Resolve): LookupFunction {
  return (hostname, { all }, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) {
          callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
        } else if (all) {
          callback(null, addresses);
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}
