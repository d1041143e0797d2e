/** Why a call has failed. The message is for the operator. */
export class ApiError extends Error {
  /** The HTTP status; 0 without an answer. */
  readonly status: number;
  /** How many seconds to wait before the next try, for status 429. */
  readonly retryAfter: number;

  constructor(status: number, message: string, retryAfter = 0) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  static async of(response: Response): Promise<ApiError> {
    const isText = response.headers.get('Content-Type')?.startsWith('text/plain');
    const text = isText ? (await response.text().catch(() => '')).trim().slice(0, 500) : '';
    const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    return new ApiError(response.status, text || (words[response.status] ?? `The server answered with status ${response.status}.`), Number.isNaN(retryAfter) ? 60 : retryAfter);
  }
}

const words: Record<number, string> = {
  401: 'The key is wrong.',
  403: 'You are not allowed to do this.',
  404: 'There is no such room (any more).',
  429: 'Too many wrong keys.',
  503: 'The other instances cannot be reached.',
};

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
