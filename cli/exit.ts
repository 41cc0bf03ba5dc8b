/** Why a command ends other than well, as its exit code says (CONTRACT "Commands"). */
export const exitCodes = {
  well: 0,
  someFailed: 1,
  usage: 2,
  service: 3,
  interrupted: 130,
} as const;

export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

export function usageError(message: string): CommandError {
  return new CommandError(exitCodes.usage, message);
}

/** Redis, or the disk of the archive. */
export function serviceError(message: string, options?: ErrorOptions): CommandError {
  return new CommandError(exitCodes.service, message, options);
}
