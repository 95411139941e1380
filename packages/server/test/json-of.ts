/** The JSON of an answer, for a test to look into. */
export async function jsonOf(response: Response) {
  return JSON.parse(await response.text());
}
