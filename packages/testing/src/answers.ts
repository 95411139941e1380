/** The JSON of an answer. */
export async function jsonOf(response: Response) {
  return JSON.parse(await response.text());
}

/** The JSON of each event of an event stream that carries any, in order. */
export function eventsOf(stream: string) {
  return stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)));
}
