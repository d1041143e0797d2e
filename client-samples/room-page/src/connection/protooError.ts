/** An error response: a code and a reason, whatever the transport. */
export class ProtooError extends Error {
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason);
    this.name = 'ProtooError';
    this.code = code;
  }

  static of(error: unknown): ProtooError {
    return error instanceof ProtooError ? error : new ProtooError(500, error instanceof Error ? error.message : String(error));
  }
}
