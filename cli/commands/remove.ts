/** `offprint remove ID [--reason TEXT]`: takes an article down. */

import { archiveIsThere } from '../../shared/archive-marker.ts';
import { ArticleId } from '../../shared/article.ts';
import { takeDown } from '../../workers/publish/take-down.ts';
import { exitCodes, serviceError, usageError } from '../exit.ts';
import type { Act } from '../main.ts';
import { openHome } from '../places.ts';

export const act: Act = async ([id = ''], { config, json, options, terminal }) => {
  if (!ArticleId.safeParse(id).success)
    throw usageError(`${id} is not an article's id; offprint status FILE shows it.`);
  const { archive, state } = await openHome(config);
  if (!(await archiveIsThere(archive)))
    throw serviceError(`There is no archive at ${config.archive}.`);
  const reason = options.reason === undefined ? null : String(options.reason);
  const removed = await takeDown({ archive, state }, { id, reason, at: new Date().toISOString() });
  if (!removed) throw usageError(`The archive has no article ${id}.`);
  if (json) terminal.out(JSON.stringify({ removed: id, reason }, null, 2));
  else terminal.out(`${id} is taken down; the same file will be refused (E_REMOVED).`);
  if (removed.picturesStay) {
    terminal.say(
      'Its pictures stay for now, since articles are under way that may show them. When nothing is: offprint verify --prune',
    );
  }
  return exitCodes.well;
};
