import type { IncomingMessage, ServerResponse } from 'node:http';
import { xmlBody } from './answers.ts';
import type { World } from './world.ts';

/** The operations of S3 that the commands use. */
export class S3Stub {
  /** Size in bytes by `<bucket>/<key>`. */
  readonly objects = new Map<string, number>();
  readonly buckets = new Set<string>();
  readonly versioned = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly calls: string[],
  ) {}

  answer(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse) {
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = `${bucket}/${rest.join('/')}`;
    this.calls.push(
      `s3.${request.method} ${rest.length > 0 && rest[0] !== '' ? 'object' : 'bucket'}${url.search.replace(/x-id=\w+/, '').replace(/^\?$/, '')}`,
    );
    const isObject = rest.join('') !== '';
    const expected = request.headers['x-amz-expected-bucket-owner'];
    if (this.buckets.has(bucket) && (expected ?? this.world.bucketOwner) !== this.world.bucketOwner) {
      return void response.writeHead(403).end();
    }
    const there = isObject ? this.objects.has(key) : this.buckets.has(bucket);
    if (request.method === 'HEAD') return void response.writeHead(there ? 200 : 404).end();
    if (request.method === 'PUT' && isObject) this.objects.set(key, body.length);
    if (request.method === 'PUT' && !isObject && url.searchParams.size === 0) this.buckets.add(bucket);
    if (request.method === 'PUT' && url.searchParams.has('versioning')) this.versioned.add(bucket);
    if (request.method === 'DELETE') this.buckets.delete(bucket);
    if (request.method === 'POST' && url.searchParams.has('delete')) {
      for (const [, name] of body.toString().matchAll(/<Key>([^<]+)<\/Key>/g)) {
        this.objects.delete(`${bucket}/${name}`);
      }
      return xmlBody(response, '<DeleteResult/>');
    }
    if (request.method === 'GET' && url.searchParams.has('versioning')) {
      const status = this.versioned.has(bucket) ? '<Status>Enabled</Status>' : '';
      return xmlBody(response, `<VersioningConfiguration>${status}</VersioningConfiguration>`);
    }
    if (request.method === 'GET') {
      const prefix = `${bucket}/${url.searchParams.get('prefix') ?? ''}`;
      const keys = [...this.objects.keys()].filter((name) => name.startsWith(prefix));
      const contents = keys
        .map(
          (name) => `<Version><Key>${name.slice(bucket.length + 1)}</Key><VersionId>v1</VersionId></Version>`,
        )
        .join('');
      return xmlBody(response, `<ListVersionsResult>${contents}</ListVersionsResult>`);
    }
    response.writeHead(200).end();
  }
}
