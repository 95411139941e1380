import { ENVIRONMENT, readVariables } from './config/config.ts';
import { createLog } from './log/log.ts';
import { accessTokens } from './oauth/access-token.ts';
import { authorizerHandler } from './oauth/authorizer.ts';

const config = readVariables(ENVIRONMENT.pick({ LOG_LEVEL: true }), process.env);

/** What API Gateway asks before it lets a request of the web API through: the third handler of the same zip. */
export const handler = authorizerHandler((web) => accessTokens(web), createLog(config.LOG_LEVEL));
