import { describe, expect, it } from 'vitest';
import { classify } from '../json-rpc.ts';
import { retryRule } from './retry-rule.ts';

const message = (method: string, id?: number) => classify({ jsonrpc: '2.0', method, id })!;

describe('retryRule', () => {
  it.each([
    ['initialize', 'safe'],
    ['server/discover', 'safe'],
    ['ping', 'safe'],
    ['tools/list', 'safe'],
    ['prompts/list', 'safe'],
    ['prompts/get', 'safe'],
    ['resources/list', 'safe'],
    ['resources/templates/list', 'safe'],
    ['resources/read', 'safe'],
    ['completion/complete', 'safe'],
    ['tools/call', 'costly'],
    ['subscriptions/listen', 'costly'],
    ['resources/subscribe', 'costly'],
    ['logging/setLevel', 'costly'],
    ['some/extension', 'costly'],
  ])('takes %s as %s to repeat', (method, rule) => {
    expect(retryRule([message(method, 1)])).toBe(rule);
  });

  it.each([
    ['notifications/initialized', 'safe'],
    ['notifications/cancelled', 'safe'],
    ['notifications/progress', 'costly'],
  ])('takes %s as %s to repeat', (method, rule) => {
    expect(retryRule([message(method)])).toBe(rule);
  });

  it('lets one costly message of a batch decide for all', () => {
    expect(retryRule([message('ping', 1), message('tools/list', 2)])).toBe('safe');
    expect(retryRule([message('ping', 1), message('tools/call', 2)])).toBe('costly');
  });

  it('never repeats an answer of the client', () => {
    expect(retryRule([classify({ jsonrpc: '2.0', id: 1, result: {} })!])).toBe('costly');
  });
});
