// The audits of graphql-http: what the specification of GraphQL over HTTP asks of a server.
import { serverAudits } from 'graphql-http';
import { authorization, url } from './check.mjs';

let failed = 0;
const told = { MUST: [0, 0], SHOULD: [0, 0], MAY: [0, 0] };
for (const audit of serverAudits({ url, fetchFn: (address, init) => fetch(address, { ...init, headers: { ...init?.headers, ...authorization } }) })) {
  const result = await audit.fn();
  const level = audit.name.split(' ')[0];
  const isOk = result.status === 'ok';
  told[level][isOk ? 0 : 1]++;
  if (level === 'MUST' && !isOk) failed++;
  console.log(`${isOk ? 'ok' : level === 'MUST' ? 'not ok' : 'no'} ${audit.id} ${audit.name}${isOk ? '' : `: ${result.reason}`}`);
}

// Those that the suite names without a test: 39AA, EE52, BC58.
for (const [name, init, expected] of [
  ['BC58 SHOULD use 401 or 403 when the request is not permitted', { headers: { accept: 'application/graphql-response+json' } }, 401],
  ['EE52 MUST use 2xx when the response has data that is not null', {
    method: 'POST', headers: { ...authorization, accept: 'application/graphql-response+json', 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ __typename node(id: "nothing") { id } }', extensions: {} }),
  }, 200],
  ['39AA MUST accept a map for {extensions} in a GET', { headers: { ...authorization, accept: 'application/graphql-response+json' } }, 200, '?query=%7B__typename%7D&extensions=%7B%22some%22%3A%22value%22%7D'],
].map(([name, init, expected, search = '?query=%7B__typename%7D']) => [name, [init.method ? url : url + search, init], expected])) {
  const { status } = await fetch(...init);
  if (status !== expected) failed++;
  console.log(`${status === expected ? 'ok' : 'not ok'} ${name}${status === expected ? '' : `: ${status}`}`);
}

for (const [level, [passed, missed]] of Object.entries(told)) console.log(`${level}: ${passed} of ${passed + missed}`);
process.exit(failed === 0 && told.MUST[0] > 0 ? 0 : 1);
