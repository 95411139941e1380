import type { APIGatewayProxyEventHeaders, APIGatewayProxyEventMultiValueHeaders } from 'aws-lambda';

/** The headers of an event of API Gateway. */
export interface EventHeaders {
  readonly headers?: APIGatewayProxyEventHeaders | null;
  readonly multiValueHeaders?: APIGatewayProxyEventMultiValueHeaders | null;
}

/** All values of a header, in whatever spelling its name was sent. */
export function valuesOf({ headers, multiValueHeaders }: EventHeaders, name: string): readonly string[] {
  // Where the multi-value form is present, it is the complete one.
  return Object.entries({ ...headers, ...multiValueHeaders })
    .filter(([spelled]) => spelled.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
}
