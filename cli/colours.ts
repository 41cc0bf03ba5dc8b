/**
 * Colours of what goes to stdout: only on a terminal that shows them, and never
 * with NO_COLOR. The library's own guess also colours pipes where `CI` is set.
 */
import pc from 'picocolors';

const { stdout } = process;

export const colours = pc.createColors(stdout.isTTY === true && stdout.hasColors());
