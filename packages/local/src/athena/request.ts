import { isObject } from '@case-insights/core/json-text';
import { invalidRequest } from './api-error.ts';

export type Members = Readonly<Record<string, unknown>>;

/** The members of a request, checked as they are read. */
export class Request {
  readonly all: Members;

  constructor(members: Members) {
    this.all = members;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw invalidRequest(`${name} is missing`);
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.read(name, (value): value is string => typeof value === 'string');
  }

  optionalNumber(name: string): number | undefined {
    return this.read(name, (value): value is number => typeof value === 'number');
  }

  texts(name: string): string[] {
    const isTexts = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string');
    return this.read(name, isTexts) ?? [];
  }

  /** A structure; empty when it is absent. */
  members(name: string): Request {
    return new Request(this.read(name, isObject) ?? {});
  }

  /** A text that is equal for requests with equal members, one member left out. */
  fingerprint(except: string): string {
    return JSON.stringify(
      Object.entries(this.all)
        .filter(([name]) => name !== except)
        .sort(),
    );
  }

  private read<T>(name: string, is: (value: unknown) => value is T): T | undefined {
    const value = this.all[name];
    if (value === undefined || value === null) return undefined;
    if (!is(value)) throw invalidRequest(`${name} has the wrong type`);
    return value;
  }
}
