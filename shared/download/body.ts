/**
 * Reads the body of an answer and unpacks it, counting both sides: undici's own limit counts bytes
 * on the wire only, and 2 kB of gzip in gzip are a gigabyte.
 */
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { PermanentError } from '../errors.ts';

/** No page or picture packs better than this; looked at after the first megabyte. */
const MAX_RATIO = 200;
const RATIO_FROM = 1_000_000;

const UNPACKERS: Record<string, () => ReturnType<typeof createGunzip>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
};

/** Throws PermanentError E_ENCODING, E_DECODED_SIZE, and whatever breaks the connection. */
export async function readBody(
  { headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<Buffer> {
  // Held before anything may be thrown: a body that nobody listens to takes the process with it.
  body.on('error', () => undefined);
  try {
    const unpack = unpackerFor(headers['content-encoding']);
    if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    return unpack
      ? await unpacked(body, unpack(), maxBytes)
      : await collect(counted(body, maxBytes), maxBytes, { bytes: Number.POSITIVE_INFINITY });
  } catch (error) {
    body.destroy();
    throw error;
  }
}

async function unpacked(
  body: AsyncIterable<Buffer>,
  unpack: ReturnType<typeof createGunzip>,
  maxBytes: number,
): Promise<Buffer> {
  const wire = { bytes: 0 };
  let content: Buffer = Buffer.alloc(0);
  await pipeline(counted(body, maxBytes, wire), unpack, async (stream) => {
    content = await collect(stream, maxBytes, wire);
  });
  return content;
}

/** Packed data may be endless and still unpack to nothing, so the wire has the same limit. */
async function* counted(source: AsyncIterable<Buffer>, maxBytes: number, wire = { bytes: 0 }) {
  for await (const chunk of source) {
    wire.bytes += chunk.length;
    if (wire.bytes > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}

async function collect(
  source: AsyncIterable<Buffer>,
  maxBytes: number,
  wire: { bytes: number },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    if (size > RATIO_FROM && size > wire.bytes * MAX_RATIO) {
      throw new PermanentError(
        'E_DECODED_SIZE',
        `The answer unpacks to more than ${MAX_RATIO} times its size.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function unpackerFor(header: string | string[] | undefined) {
  const layers = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((layer) => layer.trim())
    .filter((layer) => layer !== '' && layer !== 'identity');
  const [layer] = layers;
  if (layer === undefined) return null;
  const unpacker = layers.length === 1 ? UNPACKERS[layer] : undefined;
  if (unpacker) return unpacker;
  const named = layers.slice(0, 5).join(', ').slice(0, 100);
  throw new PermanentError(
    'E_ENCODING',
    `The answer is packed in a way that is not accepted: ${named}`,
  );
}

function tooLarge(maxBytes: number): PermanentError {
  const megabytes = (maxBytes / 1_000_000).toFixed(1);
  return new PermanentError('E_DECODED_SIZE', `The answer is larger than ${megabytes} MB.`);
}
