import { describe, expect, it } from 'vitest';
import { withoutRemoteContent } from './remote-content.ts';

describe('withoutRemoteContent', () => {
  it.each([
    ['See ![chart](https://evil.example/p?d=secret) now', 'See (image removed: chart) now'],
    ['![](//evil.example/x.png)', '(image removed)'],
    ['![x][ref]\n\n[ref]: https://evil.example/a', '(image removed: x)\n\n[ref]: https ://evil.example/a'],
    ['[click](https://evil.example/?q=1 "title")', 'click (https ://evil.example/?q=1)'],
    ['[click](javascript:alert(1))', 'click (javascript :alert(1))'],
    ['[click](//evil.example)', 'click (//evil.example)'],
    ['<https://evil.example/x>', '<https ://evil.example/x>'],
    ['at HTTP://EVIL.example/x and ftp://evil.example', 'at HTTP ://EVIL.example/x and ftp ://evil.example'],
    ['www.evil.example', 'www .evil.example'],
    ['<img src="https://evil.example/x">', '&lt;img src="https ://evil.example/x">'],
    ['<IFRAME src=x></IFRAME><script>1</script>', '&lt;IFRAME src=x>&lt;/IFRAME>&lt;script>1&lt;/script>'],
    ['https://docs.aws.amazon.com.evil.example/x', 'https ://docs.aws.amazon.com.evil.example/x'],
    ['https://aws.amazon.com@evil.example/', 'https ://aws.amazon.com@evil.example/'],
    ['https://bucket.s3.amazonaws.com/x', 'https ://bucket.s3.amazonaws.com/x'],
  ])('takes the reach out of %j', (answer, expected) => expect(withoutRemoteContent(answer)).toBe(expected));

  it.each([
    'Raise the limit: [guide](https://docs.aws.amazon.com/lambda/latest/dg/limits.html).',
    'https://repost.aws/questions/x',
    'a < b, x[1], **bold** (see #17238490112), `arn:aws:s3:::bucket`',
    '| a | b |\n|---|---|\n| 1 | <none> |',
  ])('leaves the rest as it is: %j', (answer) => {
    expect(withoutRemoteContent(answer)).toBe(answer);
  });

  it.each(['![', '[', '](', 'http:', '<a ', '![a](b'])('reads a long run of %j', (piece) => {
    withoutRemoteContent(piece.repeat(100_000 / piece.length));
  });
});
