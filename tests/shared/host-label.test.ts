import { describe, expect, it } from 'vitest';
import { HostLabels, OTHER } from '../../shared/host-label.ts';

function visited(hosts: HostLabels, host: string, times: number): string {
  let label = '';
  for (let n = 0; n < times; n += 1) label = hosts.labelOf(host);
  return label;
}

describe('HostLabels', () => {
  it('gives a label to a host that is asked often, and none to one that is not', () => {
    const hosts = new HostLabels();
    expect(visited(hosts, 'once.test', 1)).toBe(OTHER);
    expect(visited(hosts, 'often.test', 50)).toBe('often.test');
    expect(hosts.labelOf('once.test')).toBe(OTHER);
  });

  it('gives no more than twenty, however many hosts there are', () => {
    const hosts = new HostLabels();
    const labels = new Set<string>();
    for (let host = 0; host < 100; host += 1) labels.add(visited(hosts, `h${host}.test`, 50));
    expect(labels.size).toBe(21);
    expect(labels.has(OTHER)).toBe(true);
  });

  it('finds the busy host among thousands that are asked once', () => {
    const hosts = new HostLabels();
    let label = '';
    for (let host = 0; host < 5_000; host += 1) {
      expect(hosts.labelOf(`h${host}.test`)).toBe(OTHER);
      label = hosts.labelOf('busy.test');
    }
    expect(label).toBe('busy.test');
  });
});
