import { readVariables } from './config/config.ts';
import { AUTHORIZER_ENVIRONMENT, parseWebAccess } from './config/web-access.ts';
import { createLog } from './log/log.ts';
import { accessTokens } from './oauth/access-token.ts';
import { authorizerHandler } from './oauth/authorizer.ts';

const config = readVariables(AUTHORIZER_ENVIRONMENT, process.env);
const web = parseWebAccess(config.WEB_ACCESS);

/** What API Gateway asks before it lets a request of the web API through: the third handler of the same zip. */
export const handler = authorizerHandler(web, accessTokens(web), createLog(config.LOG_LEVEL));
