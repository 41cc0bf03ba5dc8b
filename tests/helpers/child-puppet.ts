/** A child that does as its input says: answer, hang, die, or count what it was asked before. */
import workerpool from 'workerpool';
import { BEGUN } from '../../shared/forked.ts';

// As a machine without room for it does to a child.
if (process.env.TEST_STILLBORN) process.exit(1);

workerpool.worker({
  piece: (_: string, input: { deed: string }) => {
    workerpool.workerEmit(BEGUN);
    if (input.deed === 'hang') for (;;);
    if (input.deed === 'die') process.kill(process.pid, 'SIGSEGV');
    if (input.deed === 'exit') process.exit(3);
    if (input.deed === 'fail')
      return {
        error: { name: 'PermanentError', code: 'E_NOT_HTML', message: 'no page', stack: '' },
      };
    return { value: { pid: process.pid } };
  },
});
