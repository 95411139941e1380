import { describe, expect, it } from 'vitest';
import { nearNames } from './near-names.ts';

describe('nearNames', () => {
  const names = [
    'DynamoDB',
    'RDS',
    'Redshift',
    'EC2',
    'EC2 Image Builder',
    'ECS',
    'EKS',
    'Lambda',
    'S3',
    'Limit reached',
    'Quota reached',
    'Other quota',
  ];
  it.each([
    ['Dynamo', ['DynamoDB']],
    ['dynamo-db', ['DynamoDB']],
    ['lamda', ['Lambda']],
    ['red shift', ['Redshift']],
    ['ec2', ['EC2', 'EC2 Image Builder', 'ECS']],
    ['quantum', []],
    ['', []],
    ['!', []],
    ['limits', ['Limit reached']],
    ['quotas', ['Quota reached', 'Other quota']],
  ])('of %j are %j', (word, expected) => expect(nearNames(word, names)).toEqual(expected));
});
