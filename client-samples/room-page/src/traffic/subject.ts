/** Names a message by its method, and by the method that it hands on, if it does: "notify › chat". */
export function subjectOf(method: string, data: unknown): string {
  const inner = typeof data === 'object' && data !== null && 'method' in data ? data.method : undefined;
  return typeof inner === 'string' && ['notify', 'request', 'spread'].includes(method) ? `${method} › ${inner}` : method;
}
