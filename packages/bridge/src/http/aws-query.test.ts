import { afterEach, describe, expect, it, vi } from 'vitest';
import { element, serviceUrl } from './aws-query.ts';

afterEach(() => vi.unstubAllEnvs());

describe('serviceUrl', () => {
  it.each([
    ['eu-west-1', 'https://sts.eu-west-1.amazonaws.com/'],
    ['us-gov-west-1', 'https://sts.us-gov-west-1.amazonaws.com/'],
    ['cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn/'],
    ['us-iso-east-1', 'https://sts.us-iso-east-1.c2s.ic.gov/'],
    ['us-isob-east-1', 'https://sts.us-isob-east-1.sc2s.sgov.gov/'],
    ['eusc-de-east-1', 'https://sts.eusc-de-east-1.amazonaws.eu/'],
  ])('of %s is in the domain of its partition', (region, url) => {
    vi.stubEnv('AWS_ENDPOINT_URL', undefined);
    vi.stubEnv('AWS_ENDPOINT_URL_STS', undefined);
    expect(serviceUrl('sts', region).href).toBe(url);
  });

  it.each(['eu-west-1.evil.example/', 'x@evil.example/', ''])(
    'is none for %j, which is no region',
    (region) => {
      vi.stubEnv('AWS_ENDPOINT_URL', undefined);
      vi.stubEnv('AWS_ENDPOINT_URL_STS', undefined);
      expect(() => serviceUrl('sts', region)).toThrow(/is not an AWS region/);
    },
  );

  it("is what the AWS SDKs' own variables say, the service's before the common one", () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1/');
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', 'http://127.0.0.1:2/');
    expect(serviceUrl('sts', 'eu-west-1').port).toBe('1');
    expect(serviceUrl('cloudformation', 'eu-west-1').port).toBe('2');
  });
});

describe('element', () => {
  it('is the text of the first element by that name, as it was before it was XML', () => {
    expect(element('Message', '<Message>a &lt;b&gt; &amp;lt; c</Message><Message>d</Message>')).toBe(
      'a <b> &lt; c',
    );
    expect(element('Code', '<Message>a</Message>')).toBeUndefined();
  });
});
