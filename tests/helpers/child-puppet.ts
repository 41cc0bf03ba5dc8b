/** A child that does as its input says: answer, hang, die, or count what it was asked before. */
import workerpool from 'workerpool';

workerpool.worker({
  piece: (_: string, input: { deed: string }) => {
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
