import { describe, expect, it } from 'vitest';
import { openLog } from '../../shared/log.ts';
import { REDACTED } from '../../shared/redact.ts';

const TOKEN = 'correct-horse-battery';

describe('the log', () => {
  it('is JSON without secrets, those of child loggers and errors included', () => {
    const lines: string[] = [];
    const secrets = new Set<string>();
    const log = openLog('info', { secrets, destination: { write: (line) => lines.push(line) } });
    secrets.add(TOKEN);
    const child = log.child({ address: 'https://ada:swordfish@news.test/a?sig=swordfish' });
    child.warn({ err: new Error(`refused ${TOKEN}`) }, '港口 https://news.test/?token=swordfish');
    const [line = ''] = lines;
    expect(line).not.toMatch(/swordfish|correct-horse/);
    expect(JSON.parse(line)).toMatchObject({
      msg: `港口 https://news.test/?token=${REDACTED}`,
      err: { message: `refused ${REDACTED}` },
    });
  });
});
