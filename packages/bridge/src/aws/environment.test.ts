import { describe, expect, it } from 'vitest';
import { tidyEnvironment } from './environment.ts';

describe('tidyEnvironment', () => {
  it('trims the AWS variables, removes the empty ones, and leaves all others as they are', () => {
    const environment = {
      AWS_PROFILE: '',
      AWS_ACCESS_KEY_ID: ' AKIDEXAMPLE\r\n',
      AWS_SESSION_TOKEN: ' \t',
      AWS_REGION: 'eu-west-1',
      HOME: ' /home/x ',
      EMPTY: '',
    };
    tidyEnvironment(environment);
    expect(environment).toEqual({
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_REGION: 'eu-west-1',
      HOME: ' /home/x ',
      EMPTY: '',
    });
  });
});
