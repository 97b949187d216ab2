// The client of graphql-sse against the node: GraphQL over server-sent events, distinct connections mode.
import assert from 'node:assert/strict';
import { createClient } from 'graphql-sse';
import { authorization, changes, connector, run, until, url, whileChanging } from './check.mjs';

const client = (options) => createClient({ url, headers: authorization, retryAttempts: 0, ...options });

const single = async (of, payload) => {
  const results = [];
  for await (const result of of.iterate(payload)) results.push(result);
  assert.equal(results.length, 1);
  return results[0];
};

await run({
  'query': async () => {
    assert.deepEqual(await single(client(), { query: '{ __typename }' }), { data: { __typename: 'Query' } });
  },
  'mutation': async () => {
    const { data } = await single(client(), { query: 'mutation { deleteSite(input: { id: "nothing" }) { errors { __typename } } }' });
    assert.equal(data.deleteSite.errors[0].__typename, 'NotFoundError');
  },
  'subscription, completed by the client': async () => {
    const id = await connector();
    const stream = client().iterate(changes(id));
    await whileChanging(id, until('DISABLED', stream));
    await stream.return();
  },
  'operation that is not valid is told as a result': async () => {
    const result = await single(client(), { query: '{ nothing }' });
    assert.match(result.errors[0].message, /nothing/);
    assert.equal(result.data, undefined);
  },
  'error of a field comes with the result': async () => {
    assert.equal((await single(client(), { query: '{ sites(first: 0) { totalCount } }' })).errors[0].extensions.code, 'BAD_ARGUMENT');
  },
  'wrong key is 401': async () => {
    await assert.rejects(single(client({ headers: { authorization: 'Bearer wrong-wrong-wrong-wrong' } }), { query: '{ __typename }' }), (error) => error.response.status === 401);
  },
  'request that is not well-formed is 400': async () => {
    await assert.rejects(single(client(), { query: '{ __typename }', variables: [] }), (error) => error.response.status === 400);
  },
  'many operations side by side': async () => {
    const of = client();
    const id = await connector();
    const streams = Array.from({ length: 20 }, () => of.iterate(changes(id)));
    await whileChanging(id, Promise.all([
      ...streams.map((stream) => until('DISABLED', stream)),
      ...Array.from({ length: 20 }, (_, i) => single(of, { query: `{ a${i}: __typename }` }).then(({ data }) => assert.equal(data[`a${i}`], 'Query'))),
    ]));
    await Promise.all(streams.map((stream) => stream.return()));
  },
  'node shows signs of life': async () => {
    const aborting = new AbortController();
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...authorization, accept: 'text/event-stream', 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'subscription { trunkStateChanged(connectorId: "' + await connector() + '") { connectorId } }' }),
      signal: aborting.signal,
    });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of answer.body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.split(':\n\n').length > 2) break;
    }
    aborting.abort();
  },
  'single connection mode is not offered': async () => {
    assert.equal((await fetch(url, { method: 'PUT', headers: authorization })).status, 405);
  },
});
