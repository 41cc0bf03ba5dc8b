/**
 * Self-signed certificates for tests, made on the spot: Node can sign but not write X.509, so the
 * few lines of DER are here (RFC 5280, 4.1). No private key lies in the repository.
 */
import { generateKeyPairSync, sign } from 'node:crypto';

export interface Certificate {
  /** PEM */
  cert: string;
  key: string;
}

const ECDSA_WITH_SHA256 = sequence(hex('06082a8648ce3d040302'));
const YEAR = 365 * 24 * 3_600_000;

/** Good for `host`, for a year around now, or for one long past. */
export function certificateFor(host: string, { expired = false } = {}): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const middle = Date.now() - (expired ? 3 * YEAR : 0);
  const name = sequence(tagged(0x31, sequence(hex('0603550403'), text(0x0c, host))));
  const names = sequence(hex('0603551d11'), tagged(0x04, sequence(text(0x82, host))));
  const toBeSigned = sequence(
    tagged(0xa0, hex('020102')),
    hex('020101'),
    ECDSA_WITH_SHA256,
    name,
    sequence(time(middle - YEAR), time(middle + YEAR)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(names)),
  );
  const signature = tagged(0x03, hex('00'), sign('sha256', toBeSigned, privateKey));
  const der = sequence(toBeSigned, ECDSA_WITH_SHA256, signature);
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function text(tag: number, value: string): Buffer {
  return tagged(tag, Buffer.from(value));
}

/** GeneralizedTime */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);
  return text(0x18, `${digits}Z`);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}
