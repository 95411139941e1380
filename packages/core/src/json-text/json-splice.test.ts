import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMembers, elements, memberText, replaceMember } from './json-splice.ts';

describe('addMembers', () => {
  it.each([
    ['{"a":1}', '{"params":{"_meta":{"k":"v"}},"a":1}'],
    ['{"a":1,"params":{"x":[1,2]}}', '{"a":1,"params":{"_meta":{"k":"v"},"x":[1,2]}}'],
    ['{ "params" : { "_meta" : { } } }', '{ "params" : { "_meta" : {"k":"v"} } }'],
    ['{"params":{"_meta":{"z":9}}}', '{"params":{"_meta":{"k":"v","z":9}}}'],
    ['{"params":{"s":"\\"_meta\\":{"}}', '{"params":{"_meta":{"k":"v"},"s":"\\"_meta\\":{"}}'],
    ['{"params":1,"params":{}}', '{"params":1,"params":{"_meta":{"k":"v"}}}'],
    ['{"p\\u0061rams":{}}', '{"p\\u0061rams":{"_meta":{"k":"v"}}}'],
    ['{"p\\u0061ram":{}}', '{"params":{"_meta":{"k":"v"}},"p\\u0061ram":{}}'],
    ['{"params":[1]}', '{"params":[1]}'],
    ['[1]', '[1]'],
    ['\t\r\n {"a":1}', '\t\r\n {"params":{"_meta":{"k":"v"}},"a":1}'],
    ['{}', '{"params":{"_meta":{"k":"v"}}}'],
    ['{"params":{"_meta":null}}', '{"params":{"_meta":{"k":"v"}}}'],
    ['{"id":1, "params" : null }', '{"id":1, "params" : {"_meta":{"k":"v"}} }'],
    ['{"params":{"_meta": null ,"a":1}}', '{"params":{"_meta": {"k":"v"} ,"a":1}}'],
    ['{"params":"{\\\\"}', '{"params":"{\\\\"}'],
    ['{"s":"\\\\\\"","params":{}}', '{"s":"\\\\\\"","params":{"_meta":{"k":"v"}}}'],
    [
      '{"x":{"params":{}},"y":[{"params":{}}]}',
      '{"params":{"_meta":{"k":"v"}},"x":{"params":{}},"y":[{"params":{}}]}',
    ],
    ['{"a":{"s":"}"},"params":{"b":"]"}}', '{"a":{"s":"}"},"params":{"_meta":{"k":"v"},"b":"]"}}'],
    ['{"xparams":{},"paramsx":{}}', '{"params":{"_meta":{"k":"v"}},"xparams":{},"paramsx":{}}'],
    ['{"a":-1.5e+3 , "params" :{}}', '{"a":-1.5e+3 , "params" :{"_meta":{"k":"v"}}}'],
  ])('turns %s into %s', (text, expected) => {
    expect(addMembers(text, ['params', '_meta'], { k: 'v' })).toBe(expected);
  });

  it('leaves the text as it is when there is nothing to add', () => {
    expect(addMembers('{ "params":{"_meta":{}}}', ['params', '_meta'], {})).toBe('{ "params":{"_meta":{}}}');
    expect(addMembers('{"params":{"a":1}}', ['params'], {})).toBe('{"params":{"a":1}}');
  });

  it('adds to the object itself where the path is empty', () => {
    expect(addMembers(' {"a":1}', [], { k: 1 })).toBe(' {"k":1,"a":1}');
  });

  it('leaves numbers as they were written', () => {
    const text = '{"params":{"big":12345678901234567890,"exact":1.0,"small":1e-7}}';
    expect(addMembers(text, ['params', '_meta'], { k: 1 })).toContain(
      '"big":12345678901234567890,"exact":1.0,"small":1e-7',
    );
  });

  it('adds exactly what JSON.parse then finds there, whatever else the text holds', () => {
    const params = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(
        params,
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(0, 1, 2),
        (rest, meta, space) => {
          const message = { ...rest, params: { ...rest, _meta: meta } };
          const members = { 'case-insights/call': 'id' };
          const expected = JSON.parse(
            JSON.stringify({ ...message, params: { ...rest, _meta: { ...meta, ...members } } }),
          );
          const spliced = addMembers(JSON.stringify(message, null, space), ['params', '_meta'], members);
          expect(JSON.parse(spliced)).toEqual(expected);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('elements', () => {
  it.each([
    [' [ ] ', []],
    ['[1 ,\n"a,]" , {"b":[1,2]},[ ],null]', ['1', '"a,]"', '{"b":[1,2]}', '[ ]', 'null']],
  ])('cuts %s', (text, expected) => {
    expect(elements(text)).toEqual(expected);
  });

  it('cuts an array into the texts of its elements', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 2), (values, space) => {
        const texts = elements(JSON.stringify(values, null, space));
        expect(texts.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(values)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('memberText and replaceMember', () => {
  it.each([
    ['{"id":1}', ['id'], '1', '{"id":X}'],
    [
      ' { "a" : {"id":2}, "id" : 12345678901234567890 }',
      ['id'],
      '12345678901234567890',
      ' { "a" : {"id":2}, "id" : X }',
    ],
    ['{"params":{"requestId":"a\\"b"}}', ['params', 'requestId'], '"a\\"b"', '{"params":{"requestId":X}}'],
    ['{"id":1,"id":2}', ['id'], '2', '{"id":1,"id":X}'],
    ['{"a":1}', ['id'], undefined, '{"a":1}'],
    ['{"params":null}', ['params', 'requestId'], undefined, '{"params":null}'],
    ['{"a":["b",1]}', ['a', 'b'], undefined, '{"a":["b",1]}'],
    ['[1]', ['id'], undefined, '[1]'],
  ])('in %s at %j find %s and put another there', (text, path, value, replaced) => {
    expect(memberText(text, path)).toBe(value);
    expect(replaceMember(text, path, 'X')).toBe(replaced);
  });
});
