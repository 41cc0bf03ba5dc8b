/** The files that others start Offprint with: they parse, name only what there is, and leave no setting out. */
import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { queueNames } from '../../queues/producer.ts';
import { settingNames } from '../../shared/config.ts';

const read = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8');

/** Settings that the file sets itself, or that a container has no use for. */
const NOT_HANDED_ON = ['REDIS_URL', 'OFFPRINT_HOME', 'OFFPRINT_REDIS_SERVER'];

describe('docker-compose.yml', async () => {
  const compose = parse(await read('docker-compose.yml'), { merge: true });

  it('hands every setting on', () => {
    const handed = Object.keys({
      ...compose['x-settings'],
      ...compose.services.app.environment,
      ...compose.services.worker.environment,
    });
    expect(
      settingNames.filter((name) => !handed.includes(name) && !NOT_HANDED_ON.includes(name)),
    ).toEqual([]);
    const ours = handed.filter((name) => !name.startsWith('AWS_'));
    expect(ours.filter((name) => !settingNames.includes(name))).toEqual([]);
  });

  it('mounts only files that are there, and keeps to what version 1.29 knows', async () => {
    const mounts = Object.values<{ volumes?: string[] }>(compose.services).flatMap(
      ({ volumes = [] }) => volumes.filter((one) => one.startsWith('./')),
    );
    expect(mounts.length).toBeGreaterThan(0);
    for (const mount of mounts)
      await access(new URL(`../../${mount.split(':')[0]}`, import.meta.url));
    expect(compose.name).toBeUndefined();
    expect(compose.services.s3.profiles).toEqual(['s3']);
    expect(compose.services.grafana.profiles).toEqual(['metrics']);
  });

  it('lets Prometheus ask app and worker where they listen', async () => {
    const { scrape_configs: jobs } = parse(await read('docs/monitoring/prometheus.yml'));
    expect(jobs[0].static_configs[0].targets).toEqual(['app:4100']);
    const { OFFPRINT_METRICS_PORT: port } = compose.services.worker.environment;
    expect(jobs[0].dns_sd_configs[0]).toMatchObject({ names: ['worker'], port: Number(port) });
    const { datasources } = parse(await read('docs/monitoring/grafana/datasources/offprint.yml'));
    expect(datasources[0]).toMatchObject({ type: 'prometheus', url: 'http://prometheus:9090' });
    const { providers } = parse(await read('docs/monitoring/grafana/dashboards/offprint.yml'));
    expect(compose.services.grafana.volumes.join()).toContain(`${providers[0].options.path}/`);
  });
});

describe('docs/kubernetes/offprint.yaml', async () => {
  const documents = parseAllDocuments(await read('docs/kubernetes/offprint.yaml'));
  const objects = documents.map((one) => one.toJS());

  it('parses, and sets only settings that there are', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    expect(objects.map(({ kind }) => kind)).toContain('ScaledObject');
    const { data } = objects.find(({ kind }) => kind === 'ConfigMap');
    const names = Object.keys(data).filter((name) => !name.startsWith('AWS_'));
    expect(names.filter((name) => !settingNames.includes(name))).toEqual([]);
  });

  it('scales by lists that BullMQ keeps', () => {
    const { spec } = objects.find(({ kind }) => kind === 'ScaledObject');
    const lists = spec.triggers.map(
      ({ metadata }: { metadata: { listName: string } }) => metadata.listName,
    );
    const known = queueNames.map((name) => `offprint:${name}:wait`);
    expect(lists.filter((name: string) => !known.includes(name))).toEqual([]);
  });
});
