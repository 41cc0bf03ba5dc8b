import { describe, expect, it } from 'vitest';
import { linkAddress, pictureAddresses } from '../../../workers/parse/addresses.ts';

const BASE = 'https://news.test/2020/story.html';
const at = (base: string | null, file = 'press/story.html') => ({ base, file });

describe('linkAddress', () => {
  it('resolves relative addresses and gives protocol-relative ones https', () => {
    expect(linkAddress('../a?b=1', at(BASE))).toBe('https://news.test/a?b=1');
    expect(linkAddress('//other.test/x', at(null))).toBe('https://other.test/x');
  });

  it('knows http, https and mailto, and nothing else', () => {
    expect(linkAddress('mailto:desk@news.test', at(BASE))).toBe('mailto:desk@news.test');
    for (const raw of [
      'javascript:alert(1)',
      'data:text/html,x',
      'file:///etc/passwd',
      ' java\nscript:1',
      '',
    ]) {
      expect(linkAddress(raw, at(BASE))).toBeNull();
    }
  });

  it('gives up on a relative address where the source names none of its own', () => {
    expect(linkAddress('/a', at(null))).toBeNull();
  });
});

describe('pictureAddresses', () => {
  it('percent-encodes what is not ASCII', () => {
    expect(pictureAddresses('https://news.test/码头.png', at(BASE))).toEqual([
      'https://news.test/%E7%A0%81%E5%A4%B4.png',
    ]);
  });

  it('looks beside the article first, then on the web where the article has an address', () => {
    expect(pictureAddresses('pier.jpg', at(BASE))).toEqual([
      'companion:press/pier.jpg',
      'https://news.test/2020/pier.jpg',
    ]);
  });

  it('looks on the web only for what stands against the root of the site', () => {
    expect(pictureAddresses('/pier.jpg', at(BASE))).toEqual(['https://news.test/pier.jpg']);
  });

  it('takes it for a file dropped beside the article where it has none', () => {
    expect(pictureAddresses('img/pier%201.jpg?v=2', at(null))).toEqual([
      'companion:press/img/pier 1.jpg',
    ]);
  });

  it('looks first in the folder that a browser saved with the page', () => {
    expect(pictureAddresses('./story_files/pier.jpg', at(BASE))).toEqual([
      'companion:press/story_files/pier.jpg',
      'https://news.test/2020/story_files/pier.jpg',
    ]);
    expect(pictureAddresses('https://news.test/2020/story_files/pier.jpg', at(BASE))).toEqual([
      'companion:press/story_files/pier.jpg',
      'https://news.test/2020/story_files/pier.jpg',
    ]);
  });

  it('never leaves the inbox', () => {
    expect(pictureAddresses('../pier.jpg', at(null))).toEqual(['companion:pier.jpg']);
    for (const raw of [
      '../../pier.jpg',
      '../../../etc/passwd',
      '%2e%2e/%2e%2e/x.jpg',
      '/etc/passwd',
      '..\\..\\x.jpg',
    ]) {
      expect(pictureAddresses(raw, at(null))).toEqual([]);
    }
  });

  it('drops what leads nowhere: nothing, a cut-off host, other schemes', () => {
    for (const raw of [
      '',
      'https://th',
      'blob:https://news.test/1',
      'about:blank',
      'cid:1',
      'http://',
    ]) {
      expect(pictureAddresses(raw, at(BASE))).toEqual([]);
    }
  });
});
