// The client of graphql-ws against the node: the protocol graphql-transport-ws.
import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { authorization, changes, connector, run, until, url, whileChanging } from './check.mjs';

const socketUrl = url.replace(/^http/, 'ws');
const client = (options) => createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: authorization, retryAttempts: 0, ...options });

/** Runs an operation with one result. */
const single = async (of, payload) => {
  const results = [];
  for await (const result of of.iterate(payload)) results.push(result);
  assert.equal(results.length, 1);
  return results[0];
};

/** The code with which the node closes the socket. */
const closeOf = (options) => new Promise((resolve) => {
  client({ ...options, lazy: false, onNonLazyError: () => {}, on: { closed: (event) => resolve([event.code, event.reason]) } });
});

/** What a client says that does not know the protocol, and how the node answers. */
const rude = (...messages) => new Promise((resolve, reject) => {
  const socket = new WebSocket(socketUrl, 'graphql-transport-ws', { headers: authorization });
  socket.on('open', () => messages.forEach((message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message))));
  socket.on('close', (code) => resolve(code));
  socket.on('error', reject);
});

await run({
  'query': async () => {
    const of = client();
    assert.deepEqual(await single(of, { query: '{ __typename }' }), { data: { __typename: 'Query' } });
    await of.dispose();
  },
  'query with variables and operation name': async () => {
    const of = client();
    const result = await single(of, { query: 'query A { __typename } query B($id: ID!) { node(id: $id) { id } }', operationName: 'B', variables: { id: 'nothing' } });
    assert.deepEqual(result, { data: { node: null } });
    await of.dispose();
  },
  'mutation': async () => {
    const of = client();
    const { data } = await single(of, { query: 'mutation { deleteSite(input: { id: "nothing" }) { errors { __typename } } }' });
    assert.equal(data.deleteSite.errors[0].__typename, 'NotFoundError');
    await of.dispose();
  },
  'subscription, completed by the client; its socket serves on': async () => {
    const of = client();
    const id = await connector();
    const stream = of.iterate(changes(id));
    await whileChanging(id, until('DISABLED', stream));
    await stream.return();
    assert.deepEqual(await single(of, { query: '{ __typename }' }), { data: { __typename: 'Query' } });
    await of.dispose();
  },
  'operation that is not valid is refused with its errors': async () => {
    const of = client();
    await assert.rejects(single(of, { query: '{ nothing }' }), (errors) => errors[0].message.includes('nothing'));
    await assert.rejects(single(of, { query: 'subscription { trunkStateChanged(siteId: "rubbish") { connectorId } }' }), (errors) => errors[0].extensions.code === 'BAD_ARGUMENT');
    assert.deepEqual(await single(of, { query: '{ __typename }' }), { data: { __typename: 'Query' } });
    await of.dispose();
  },
  'error of a field comes with the result': async () => {
    const of = client();
    const result = await single(of, { query: '{ sites(first: 0) { totalCount } }' });
    assert.equal(result.errors[0].extensions.code, 'BAD_ARGUMENT');
    await of.dispose();
  },
  'wrong key in connection_init is 4403': async () => {
    assert.deepEqual(await closeOf({ connectionParams: { authorization: 'Bearer wrong-wrong-wrong-wrong' } }), [4403, 'Forbidden']);
  },
  'no key is 4403': async () => {
    assert.equal((await closeOf({ connectionParams: undefined }))[0], 4403);
  },
  'ping of the client is answered': async () => {
    let pongs = 0;
    const of = client({ lazy: false, keepAlive: 100, on: { pong: () => { pongs++; } } });
    while (pongs < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    await of.dispose();
  },
  'node shows signs of life': async () => {
    let pings = 0;
    class Watched extends WebSocket {
      constructor(...args) {
        super(...args);
        this.on('ping', () => { pings++; });
      }
    }
    const of = client({ lazy: false, webSocketImpl: Watched });
    while (pings < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await of.dispose();
  },
  'many operations over one socket': async () => {
    let sockets = 0;
    const of = client({ on: { connected: () => { sockets++; } } });
    const id = await connector();
    const streams = Array.from({ length: 50 }, () => of.iterate(changes(id)));
    const all = Promise.all([
      ...streams.map((stream) => until('DISABLED', stream)),
      ...Array.from({ length: 40 }, (_, i) => single(of, { query: `{ a${i}: __typename }` }).then(({ data }) => assert.equal(data[`a${i}`], 'Query'))),
    ]);
    await whileChanging(id, all);
    await Promise.all(streams.map((stream) => stream.return()));
    assert.equal(sockets, 1);
    await of.dispose();
  },
  'close of the client is answered with 1000': async () => {
    const closed = new Promise((resolve) => {
      const of = client({ lazy: false, on: { connected: () => of.dispose(), closed: (event) => resolve([event.code, event.wasClean]) } });
    });
    assert.deepEqual(await closed, [1000, true]);
  },
  'subscribe before connection_init is 4401': async () => {
    assert.equal(await rude({ type: 'subscribe', id: '1', payload: { query: '{ __typename }' } }), 4401);
  },
  'second connection_init is 4429': async () => {
    assert.equal(await rude({ type: 'connection_init' }, { type: 'connection_init' }), 4429);
  },
  'id in use is 4409': async () => {
    const subscribe = { type: 'subscribe', id: '1', payload: { query: 'subscription { trunkStateChanged { connectorId } }' } };
    assert.equal(await rude({ type: 'connection_init' }, subscribe, subscribe), 4409);
  },
  'message that is none is 4400': async () => {
    assert.equal(await rude({ type: 'connection_init' }, '{'), 4400);
    assert.equal(await rude({ type: 'connection_init' }, { type: 'hello' }), 4400);
  },
  'other subprotocol is 4406': async () => {
    const socket = new WebSocket(socketUrl, { headers: authorization });
    assert.equal(await new Promise((resolve, reject) => { socket.on('close', resolve); socket.on('error', reject); }), 4406);
  },
});
