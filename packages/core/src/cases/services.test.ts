import { describe, expect, it } from 'vitest';
import { SERVICE_CODES } from './service-codes.ts';
import { renamedServices, serviceCodes, serviceName, unknownServices } from './services.ts';

describe('serviceCodes', () => {
  it.each(Object.entries(SERVICE_CODES))('finds all codes of %s, however it is cased', (name, codes) => {
    expect(serviceCodes(name)).toEqual(codes);
    expect(serviceCodes(name.toLowerCase())).toEqual(codes);
    expect(serviceCodes(` ${name.toUpperCase()} `)).toEqual(codes);
  });

  it.each([
    ['Amazon S3', 'S3'],
    ['AWS Lambda', 'Lambda'],
    ['aws glue', 'Glue'],
    ['Amazon Elastic Compute Cloud', 'EC2'],
    ['Relational Database Service', 'RDS'],
    ['route53', 'Route 53'],
    ['API-Gateway', 'API Gateway'],
    ['apigateway', 'API Gateway'],
    ['cloud watch', 'CloudWatch'],
    ['Dynamo DB', 'DynamoDB'],
    ['Kubernetes', 'EKS'],
    ['ALB', 'ELB'],
    ['lambda edge', 'Lambda@Edge'],
    ['Dynamo', 'DynamoDB'],
    ['ec2 instances', 'EC2'],
    ['S3 Buckets', 'S3'],
    ['rds database', 'RDS'],
    ['Lambda functions', 'Lambda'],
  ])('understands %s as %s', (said, name) => {
    expect(serviceCodes(said)).toEqual(serviceCodes(name));
    expect(Object.keys(SERVICE_CODES)).toContain(name);
  });

  it('takes a code for itself alone, though its service has others', () => {
    expect(serviceCodes('amazon-elastic-compute-cloud-linux')).toEqual([
      'amazon-elastic-compute-cloud-linux',
    ]);
    expect(serviceCodes('Amazon-Relational-Database-Service-Aurora')).toEqual([
      'amazon-relational-database-service-aurora',
    ]);
    expect(serviceCodes('amazon-database-migration-service')).toEqual(['amazon-database-migration-service']);
  });

  it.each(['EC2,RDS', 'ec2 and rds', 'EC2 | rds instances', 'rds; EC2 or EC2'])(
    'takes %j for two',
    (several) => {
      expect(new Set(serviceCodes(several))).toEqual(
        new Set([...serviceCodes('EC2'), ...serviceCodes('RDS')]),
      );
    },
  );

  it('says which of several it does not know', () => {
    expect(unknownServices('EC2, Lamda, s3')).toEqual(['Lamda']);
    expect(unknownServices('amazon-dynamodb')).toEqual([]);
    expect(unknownServices(' Elastic ')).toEqual(['Elastic']);
    expect(serviceCodes('EC2, Lamda')).toEqual([...serviceCodes('EC2'), 'lamda']);
    expect(serviceCodes(',')).toEqual([',']);
  });

  it('says which of several go by another name than is written', () => {
    expect(renamedServices('Kubernetes, ec2, Amazon S3, Lamda, amazon-dynamodb')).toEqual([
      ['Kubernetes', 'EKS'],
      ['Amazon S3', 'S3'],
    ]);
    expect(renamedServices('Aurora')).toEqual([]);
  });

  it('takes what it does not know for a code', () => {
    expect(serviceCodes(' Service-Of-Tomorrow ')).toEqual(['service-of-tomorrow']);
    expect(serviceCodes('__proto__')).toEqual(['__proto__']);
    expect(serviceCodes('コンピュート')).toEqual(['コンピュート']);
  });
});

describe('serviceName', () => {
  it('knows every code, and names it so that a filter on the name finds it', () => {
    for (const code of Object.values(SERVICE_CODES).flat()) {
      expect(serviceCodes(serviceName(code))).toContain(code);
    }
  });

  it.each([
    ['amazon-elastic-compute-cloud-windows', 'EC2'],
    ['AMAZON-SIMPLE-STORAGE-SERVICE', 'S3'],
    ['amazon-relational-database-service-aurora', 'RDS'],
    ['service-relational-database-service-proxy', 'RDS'],
    ['service-of-tomorrow', 'service-of-tomorrow'],
    ['unknown', 'unknown'],
  ])('shows %s as %s', (code, name) => {
    expect(serviceName(code)).toBe(name);
  });
});
