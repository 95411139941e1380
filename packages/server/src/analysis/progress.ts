/** An answer grows by a token or two at a time; nobody reads more than so many tokens' news. */
const REPORT_EVERY = 100;

/** Reports how far an answer is, every hundred tokens. */
export function answering(progress: (message: string) => void): (outputTokens: number) => void {
  let next = 1;
  return (outputTokens) => {
    if (outputTokens < next) return;
    next = outputTokens + REPORT_EVERY;
    progress(`The model is answering: about ${outputTokens} tokens so far.`);
  };
}
