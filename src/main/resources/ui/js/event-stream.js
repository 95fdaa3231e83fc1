// Reads a stream of server-sent events from the body of an answer. EventSource cannot send a key.

/**
 * Yields the events of a body until it ends, as WHATWG's HTML standard says in "Interpreting an event stream".
 * Comments and fields other than id, event and data are left out.
 */
export async function* events(body) {
  let event = {};
  for await (const line of lines(body)) {
    if (line === '') {
      if (event.data !== undefined) {
        yield { id: event.id ?? '', type: event.event ?? 'message', data: event.data };
      }
      event = {};
      continue;
    }
    const [, name, value] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
    event[name] = name === 'data' && event.data !== undefined ? `${event.data}\n${value ?? ''}` : value ?? '';
  }
}

/** Yields the lines of a body without their ends. The rest after the last end of a line is no line. */
async function* lines(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      const parts = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = parts.pop();
      yield* parts;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
