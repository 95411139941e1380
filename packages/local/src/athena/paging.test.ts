import { describe, expect, it } from 'vitest';
import { invalidRequest } from './api-error.ts';
import { type PageRequest, readPage } from './paging.ts';

const ask = (request: Partial<PageRequest> = {}) => ({
  owner: 'query-1',
  token: undefined,
  maxResults: undefined,
  ...request,
});
const token = (text: string) => Buffer.from(text).toString('base64url');

describe('readPage', () => {
  it('shows as much as a page may hold when nobody asks for less', () => {
    expect(readPage(2500, 1000, ask())).toEqual({
      start: 0,
      end: 1000,
      next: { NextToken: token('query-1\n1000') },
    });
  });

  it('leads through a list, and ends with its last item', () => {
    const first = readPage(5, 1000, ask({ maxResults: 2 }));
    const second = readPage(5, 1000, ask({ maxResults: 2, token: first.next.NextToken }));
    const third = readPage(5, 1000, ask({ maxResults: 2, token: second.next.NextToken }));
    expect([first, second, third].map(({ start, end }) => [start, end])).toEqual([
      [0, 2],
      [2, 4],
      [4, 5],
    ]);
    expect(third.next).toEqual({});
    expect(readPage(4, 1000, ask({ maxResults: 2, token: first.next.NextToken })).next).toEqual({});
  });

  it.each([0, -1, 1.5, 51])('refuses %d items a page where 50 are the most', (maxResults) => {
    expect(() => readPage(5, 50, ask({ maxResults }))).toThrow(
      invalidRequest('MaxResults must be between 1 and 50'),
    );
  });

  it.each([
    ['of another list', token('query-2\n1')],
    ['without a place', token('query-1')],
    ['with a place that is no number', token('query-1\n1x')],
    ['with a place below zero', token('query-1\n-1')],
    ['that is empty', ''],
  ])('refuses a token %s', (_, given) => {
    expect(() => readPage(5, 50, ask({ token: given }))).toThrow(invalidRequest('NextToken is invalid'));
  });
});
