import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { json } from './answers.ts';

/** The operations of Lambda that the commands use. */
export class LambdaStub {
  /** The code that was uploaded to the function itself. */
  code: { bytes: number; sha256: string } | undefined;

  constructor(private readonly functionExists: () => boolean) {}

  answer(url: URL, body: string, response: ServerResponse) {
    if (url.pathname.endsWith('/code')) {
      const zip = Buffer.from((JSON.parse(body) as { ZipFile: string }).ZipFile, 'base64');
      this.code = { bytes: zip.length, sha256: createHash('sha256').update(zip).digest('base64') };
      return json(response, 200, {});
    }
    if (!this.functionExists())
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
