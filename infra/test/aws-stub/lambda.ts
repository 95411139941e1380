import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { json } from './answers.ts';

/** The operations of Lambda that the commands use. */
export class LambdaStub {
  /** The code that was uploaded to the function itself. */
  code: { bytes: number; sha256: string } | undefined;

  /** Invocations, as `function payload`, and what they answer. */
  readonly invocations: string[] = [];
  invocation: { readonly answer: object; readonly error?: string } | undefined;

  constructor(private readonly functionExists: () => boolean) {}

  answer(url: URL, body: string, response: ServerResponse) {
    if (url.pathname.endsWith('/code')) {
      const zip = Buffer.from((JSON.parse(body) as { ZipFile: string }).ZipFile, 'base64');
      this.code = { bytes: zip.length, sha256: createHash('sha256').update(zip).digest('base64') };
      return json(response, 200, {});
    }
    const invoked = /functions\/([^/]+)\/invocations$/.exec(url.pathname)?.[1];
    if (invoked !== undefined && this.invocation !== undefined) {
      this.invocations.push(`${invoked} ${body}`);
      const { answer, error } = this.invocation;
      return json(response, 200, answer, error === undefined ? {} : { 'x-amz-function-error': error });
    }
    if (invoked !== undefined || !this.functionExists())
      return json(
        response,
        404,
        { Message: 'not found' },
        { 'x-amzn-errortype': 'ResourceNotFoundException' },
      );
    const Configuration = {
      State: 'Active',
      LastUpdateStatus: 'Successful',
      CodeSha256: this.code?.sha256,
    };
    json(response, 200, url.pathname.endsWith('/configuration') ? Configuration : { Configuration });
  }
}
