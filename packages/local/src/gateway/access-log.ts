import { accessLogTime } from './event.ts';

/** One line of the access log, as the template formats it: sizes in bytes and times in ms are numbers. */
export interface AccessLogEntry {
  readonly requestId: string;
  readonly timestamp: string;
  readonly httpMethod: string;
  readonly resourcePath: string;
  readonly path: string;
  readonly status: number;
  readonly responseTime: number;
  readonly responseLength: number;
  readonly clientIp: string;
  readonly userAgent: string;
  readonly caller: string;
  readonly user: string;
  readonly error: string;
  readonly errorType: string;
}

export interface FinishedRequest {
  readonly requestId: string;
  readonly receivedAt: number;
  readonly finishedAt: number;
  readonly httpMethod: string;
  readonly resourcePath: string | undefined;
  readonly path: string;
  readonly status: number;
  readonly responseLength: number;
  readonly clientIp: string;
  readonly userAgent: string | undefined;
  readonly caller: string | undefined;
  readonly user: string | undefined;
  readonly error: string | undefined;
  readonly errorType: string | undefined;
}

/** The entry for a request that was answered or whose client disconnected. Unknown values are `-`, as on AWS. */
export function accessLogEntry(request: FinishedRequest): AccessLogEntry {
  return {
    requestId: request.requestId,
    timestamp: accessLogTime(request.receivedAt),
    httpMethod: request.httpMethod,
    resourcePath: request.resourcePath ?? '-',
    path: request.path,
    status: request.status,
    responseTime: request.finishedAt - request.receivedAt,
    responseLength: request.responseLength,
    clientIp: request.clientIp,
    userAgent: request.userAgent ?? '-',
    caller: request.caller ?? '-',
    user: request.user ?? '-',
    error: request.error ?? '-',
    errorType: request.errorType ?? '-',
  };
}
