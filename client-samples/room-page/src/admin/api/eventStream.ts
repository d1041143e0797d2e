/** Reads the data of each event without a type of a `text/event-stream`. EventSource would do so, too, but cannot send a key. */
export async function* eventsOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let data: string[] = [];
  let hasType = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }

      const lines = (rest + value).split('\n');
      rest = lines.pop()!;
      for (const line of lines.map((text) => text.replace(/\r$/, ''))) {
        if (line === '') {
          if (data.length > 0 && !hasType) {
            yield data.join('\n');
          }

          data = [];
          hasType = false;
        } else if (line.startsWith('event:')) {
          hasType = true;
        } else if (line.startsWith('data:')) {
          data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
        }
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
