import { describe, expect, it } from 'vitest';
import { readTemplate } from '../../src/template.ts';
import { evaluate } from '../evaluate.ts';
import { ID } from './options.ts';

const text = readTemplate('add-ons/waf.yaml');
const EXISTING = 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/mine/1234';

describe('the add-on waf', () => {
  it.each([
    [{}, '${ManagedRules.Arn}'],
    [{ WebAcl: 'managed' }, '${ManagedRules.Arn}'],
    [{ WebAcl: EXISTING }, EXISTING],
  ] as [Record<string, string>, string][])('with %o puts %s in front of the stage', (options, arn) => {
    const { resources } = evaluate(text, { ...ID, ...options });
    expect(resources.WebAclAssociation?.Properties).toEqual({
      ResourceArn: 'arn:aws:apigateway:us-east-1::/restapis/import(mcp-case-insights-ApiId)/stages/prod',
      WebACLArn: arn,
    });
    expect('ManagedRules' in resources).toBe(options.WebAcl !== EXISTING);
    expect(resources).not.toHaveProperty('WebApiAssociation');
  });

  it('puts the same in front of the API of the add-on web', () => {
    const { resources } = evaluate(text, { ...ID, WebAcl: EXISTING, WebApiId: 'abc123' });
    expect(resources.WebApiAssociation?.Properties).toEqual({
      ResourceArn: 'arn:aws:apigateway:us-east-1::/restapis/abc123/stages/prod',
      WebACLArn: EXISTING,
    });
  });
});
