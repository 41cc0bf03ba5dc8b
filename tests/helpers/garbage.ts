import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
/** Removes at once what nobody holds on to any more. */
export const collectGarbage = runInNewContext('gc') as () => void;
