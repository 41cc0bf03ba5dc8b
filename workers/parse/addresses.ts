/**
 * Where the links and pictures of an article lead. A relative address is
 * resolved against the article's own, or means a file dropped beside it.
 */
import { posix } from 'node:path';

export interface Place {
  /** What relative addresses are resolved against; null where the source names no address. */
  base: string | null;
  /** The dropped file, by its path below the inbox. */
  file: string;
}

const WEB = new Set(['http:', 'https:']);

/** An absolute http, https or mailto address; null for anything else. */
export function linkAddress(raw: string, { base }: Place): string | null {
  const url = parsed(raw, base);
  if (!url) return null;
  if (url.protocol === 'mailto:') return url.href;
  return WEB.has(url.protocol) && url.hostname !== '' ? url.href : null;
}

/**
 * The addresses that a picture's address may mean, best first: absolute URLs, percent-encoded,
 * and `companion:` paths below the inbox. Empty where it means none.
 */
export function pictureAddresses(raw: string, place: Place): string[] {
  const trimmed = raw.trim();
  if (trimmed === '' || /^(?:about|blob|cid|chrome|javascript):/i.test(trimmed)) return [];
  if (/^data:/i.test(trimmed)) return [trimmed];
  const url = parsed(trimmed, place.base);
  const web = url && WEB.has(url.protocol) && url.hostname.includes('.') ? [url.href] : [];
  const companion = companionOf(trimmed, place);
  if (companion === null) return web;
  // A path from the site's root is the server's; any other may as well lie beside the file.
  const mayLieHere = besidePage(companion) || place.base === null || !/^[\\/]/.test(trimmed);
  return mayLieHere ? [companion, ...web] : web;
}

/** The last part of an address's path. */
export function fileName(address: string): string {
  return (
    address
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1) ?? ''
  );
}

function parsed(raw: string, base: string | null): URL | null {
  const address = raw.trim().startsWith('//') ? `https:${raw.trim()}` : raw.trim();
  if (address === '') return null;
  try {
    return base === null ? new URL(address) : new URL(address, base);
  } catch {
    return null;
  }
}

function companionOf(raw: string, { file }: Place): string | null {
  const relative = relativePath(raw, posix.parse(file).name);
  if (relative === null) return null;
  const path = posix.normalize(posix.join(posix.dirname(file), relative));
  return path === '.' || path.startsWith('..') || path.startsWith('/') ? null : `companion:${path}`;
}

/** A relative path as such; of a full address the part from the page's own folder on. */
function relativePath(raw: string, page: string): string | null {
  const path = decoded(raw.replace(/[?#].*$/s, '')).replaceAll('\\', '/');
  const folder = [`/${page}_files/`, `/${page}.files/`].find((name) => path.includes(name));
  if (folder) return path.slice(path.lastIndexOf(folder) + 1);
  return /^(?:[a-z][a-z\d+.-]*:|\/)/i.test(path) || path === '' ? null : path;
}

function besidePage(companion: string): boolean {
  return /[_.]files\//.test(companion);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
