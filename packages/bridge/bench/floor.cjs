#!/usr/bin/env node
// The floor of the bench: the smallest loop that signs each line of stdin and posts it. No event streams, no errors,
// no options; environment credentials, one endpoint. What the bridge needs beyond this is the price of its features.
const { createHash, createHmac } = require('node:crypto');
const http = require('node:http');

const url = new URL(process.env.MCP_SERVER_URL);
const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_REGION: region } = process.env;
const agent = new http.Agent({ keepAlive: true });
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

function post(body) {
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = `${date.slice(0, 8)}/${region}/execute-api/aws4_request`;
  const names = 'content-type;host;x-amz-date';
  const canonical = `POST\n${url.pathname}\n\ncontent-type:application/json\nhost:${url.host}\nx-amz-date:${date}\n\n${names}\n${sha256(body)}`;
  const key = scope.split('/').reduce(hmac, `AWS4${secret}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const headers = {
    accept: 'application/json, text/event-stream',
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amz-date': date,
  };
  const request = http.request(url, { method: 'POST', headers, agent }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => {
      if (chunks.length > 0) process.stdout.write(`${Buffer.concat(chunks)}\n`);
    });
  });
  request.end(body);
}

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) if (line !== '') post(line);
});
process.stdin.on('end', () => agent.destroy());
