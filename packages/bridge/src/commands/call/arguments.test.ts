import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedTool } from '../../upstream/tool-list.ts';
import { readArguments, typedArguments } from './arguments.ts';

const none = () => Promise.reject(new Error('stdin was read'));

const TOOL: ListedTool = {
  name: 'count',
  title: 'Count',
  description: '',
  readOnly: true,
  whole: {},
  inputSchema: {
    type: 'object',
    properties: {
      days_back: { type: 'integer' },
      ratio: { type: 'number' },
      fresh: { type: 'boolean' },
      account: { type: 'string' },
      maybe: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      either: { type: ['number', 'string'] },
      tags: { type: 'array', items: { type: 'string' } },
      years: { type: 'array', items: { type: 'integer' } },
      where: { type: 'object' },
      mode: { enum: ['a', 'b'] },
      free: {},
    },
    additionalProperties: false,
  },
};

describe('readArguments', () => {
  it.each([
    [[], { kind: 'json', value: {} }],
    [['{"a": 1}'], { kind: 'json', value: { a: 1 } }],
    [
      ['a=1', 'b=x=y', 'c='],
      {
        kind: 'pairs',
        pairs: [
          ['a', '1'],
          ['b', 'x=y'],
          ['c', ''],
        ],
      },
    ],
  ])('reads %j', async (words, expected) => {
    expect(await readArguments(words, none)).toEqual(expected);
  });

  it('takes the object from stdin for "-"', async () => {
    expect(await readArguments(['-'], async () => '{"a": [1]}\n')).toEqual({
      kind: 'json',
      value: { a: [1] },
    });
  });

  it.each([
    [['days'], /"days" is not key=value/],
    [['=3'], /"=3" is not key=value/],
    [['{"a": 1'], /The argument is not valid JSON/],
    [['{"a": 1}', 'b=2'], /"b=2" is too much/],
  ])('refuses %j', async (words, message) => {
    await expect(readArguments(words, none)).rejects.toThrow(message);
  });

  it.each([
    ['', /What came on stdin is not valid JSON/],
    ['[1]', /is JSON but no object/],
  ])('refuses %j on stdin', async (input, message) => {
    await expect(readArguments(['-'], async () => input)).rejects.toThrow(message);
  });
});

describe('typedArguments', () => {
  it.each<[string, unknown]>([
    ['days_back=30', 30],
    ['days_back=-3', -3],
    ['ratio=0.5', 0.5],
    ['ratio=1e3', 1000],
    ['fresh=true', true],
    ['account=012345678901', '012345678901'],
    ['account=true', 'true'],
    ['account=', ''],
    ['maybe=4', 4],
    ['maybe=null', null],
    ['either=2', 2],
    ['either=two', 'two'],
    ['tags=x', ['x']],
    ['tags=["x", "y"]', ['x', 'y']],
    ['years=2025', [2025]],
    ['where={"a": 1}', { a: 1 }],
    ['mode=c', 'c'],
    ['free=1', '1'],
  ])('reads %s by the schema', (word, expected) => {
    const [key = '', value = ''] = word.split(/=(.*)/s);
    expect(typedArguments([[key, value]], TOOL)).toEqual({ [key]: expected });
  });

  it('collects a repeated key where it takes a list', () => {
    const pairs = [
      ['tags', 'x'],
      ['tags', 'y'],
    ] as const;
    expect(typedArguments(pairs, TOOL)).toEqual({ tags: ['x', 'y'] });
  });

  it.each([
    ['days_back', '3.5', /days_back takes a whole number, not "3\.5"/],
    ['days_back', '', /days_back takes a whole number, not ""/],
    ['ratio', 'NaN', /ratio takes a number/],
    ['fresh', 'yes', /fresh takes true or false/],
    ['maybe', 'x', /maybe takes a whole number or null/],
    ['years', 'x', /years takes a whole number/],
    ['tags', '[1', /tags begins like a JSON list/],
    ['days', '3', /count takes no "days"; it takes days_back, ratio/],
  ])('refuses %s=%s', (key, value, message) => {
    expect(() => typedArguments([[key, value]], TOOL)).toThrow(message);
  });

  it('refuses a repeated key where it takes one value', () => {
    const pairs = [
      ['days_back', '1'],
      ['days_back', '2'],
    ] as const;
    expect(() => typedArguments(pairs, TOOL)).toThrow(/days_back is given twice/);
  });

  it('hands any text on to an argument that takes text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(typedArguments([['account', text]], TOOL)).toEqual({ account: text });
      }),
    );
  });
});
