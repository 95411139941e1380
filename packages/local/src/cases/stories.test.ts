import { describe, expect, it } from 'vitest';
import { generateCases, type SampleCase } from './generate.ts';
import { ROOT_CAUSES } from './root-causes/index.ts';
import { intensity, STORIES } from './stories.ts';

describe('STORIES', () => {
  it('are 92 different ones of 34 root causes, all of which occur', () => {
    expect(new Set(STORIES.map(({ name }) => name)).size).toBe(92);
    expect(new Set(STORIES.map(({ rootCauseName }) => rootCauseName))).toEqual(
      new Set(Object.keys(ROOT_CAUSES)),
    );
    expect(Object.keys(ROOT_CAUSES)).toHaveLength(34);
  });

  it.each(Object.entries(ROOT_CAUSES))('words "%s" in 54 ways, subject included', (_, rootCause) => {
    const { subject, problem, cause, resolution } = rootCause;
    expect([subject, problem, cause, resolution].map((texts) => new Set(texts).size)).toEqual([2, 3, 3, 3]);
  });
});

describe('the stories of generated cases', () => {
  const cases = generateCases({ count: 5_000, until: '2025-08-01' });
  const groupedBy = (nameOf: (item: SampleCase) => string) => {
    const groups = new Map<string, SampleCase[]>();
    for (const item of cases) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item]);
    return groups;
  };
  const stories = groupedBy(({ story }) => story);

  it('are all told, with three events and the case that gives orders', () => {
    expect(stories.size).toBe(92 + 3 + 1);
  });

  it('are in no field that a file or a table has', () => {
    const [first] = cases;
    expect(first?.story).toBeDefined();
    expect(JSON.stringify(first?.record)).not.toContain(first?.story);
  });

  it('cannot be told from category and service alone', () => {
    const columns = groupedBy(({ record }) => `${record.RCA_Category} ${record.serviceCode}`);
    const several = [...columns.values()].filter(
      (group) => new Set(group.map(({ story }) => story)).size > 1,
    );
    expect(several.length).toBeGreaterThan(columns.size / 3);
    const parts = new Set(
      (stories.get('RDS: connections not reused') ?? []).map(
        ({ record }) => `${record.RCA_Category} ${record.serviceCode}`,
      ),
    );
    expect(parts.size).toBeGreaterThan(5);
  });

  it('rise, fall, begin and end over the months', () => {
    const halves = (name: string) => {
      const times = (stories.get(name) ?? []).map(({ record }) => record.timeCreated ?? '2024-08-01');
      return [times.filter((time) => time < '2024-08-01').length, times.length] as const;
    };
    const [risingEarly, rising] = halves('RDS: connections not reused');
    expect(risingEarly / rising).toBeLessThan(0.4);
    const [fallingEarly, falling] = halves('S3: burst of traffic');
    expect(fallingEarly / falling).toBeGreaterThan(0.55);
    const [newEarly] = halves('Bedrock: quota at its default');
    expect(newEarly).toBeLessThan(3);
  });
});

describe('intensity', () => {
  it.each([
    ['steady', 0, 1],
    ['rising', 0, 0.2],
    ['rising', 1, 1],
    ['falling', 0, 1],
    ['new', 0.74, 0],
    ['new', 0.75, 1],
    ['over', 0.49, 1],
    ['over', 0.5, 0],
  ] as const)('of a %s story at %d is %d', (course, elapsed, expected) => {
    expect(intensity(course, elapsed)).toBeCloseTo(expected);
  });
});
