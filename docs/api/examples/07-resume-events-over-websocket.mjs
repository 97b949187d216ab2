#!/usr/bin/env node
// What happens, over WebSocket, without a gap when the connection breaks: npm install graphql-ws, and ws where node has no WebSocket of its own.
// The cursor is asked for before the state is read; each event has the cursor behind it, which any node of the cluster understands.
// Prints: LOCAL_NUMBER 105
// Prints: Connection lost.
// Prints: LOCAL_NUMBER 106
// Prints: LOCAL_NUMBER 107
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { SC_URL, SC_KEY } = process.env;
const authorization = `Bearer ${SC_KEY}`;

const ask = async (query, variables) => {
  const answer = await fetch(SC_URL, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()).data;
};

/** Tells events from a cursor on until one is of that number; returns the cursor behind it. */
const watch = async (site, after, last) => {
  const client = createClient({ url: SC_URL.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: { authorization } });
  const events = client.iterate({
    query: `subscription ($site: ID!, $after: String) {
      events(siteId: $site, topics: [ROUTING, TRUNKS], after: $after) {
        cursor
        ... on RoutingChange { kind number exists }
        ... on TrunkStateChange { connector { name } trunk { state cause } }
      }
    }`,
    variables: { site, after },
  });
  for await (const { data, errors } of events) {
    if (errors) throw new Error(errors[0].message); // EVENTS_GONE: read the state anew, and begin at a new cursor.
    const { cursor, kind, number, exists, connector, trunk } = data.events;
    console.log(trunk ? `${connector.name} is ${trunk.state}` : `${kind} ${number ?? ''} ${exists ? 'is there' : 'is gone'}`);
    if (number !== last) continue;
    await client.dispose();
    return cursor;
  }
};

const put = (siteId, number) => ask(
  'mutation ($input: PutLocalNumbersInput!) { putLocalNumbers(input: $input) { errors { ... on Error { message } } } }',
  { input: { siteId, numbers: [{ number, owner: `Desk ${number}` }] } });

const { eventCursor, sites } = await ask('{ eventCursor sites { nodes { id name } } }');
const { id } = sites.nodes.find((site) => site.name === 'Berlin');
await put(id, '105');
const cursor = await watch(id, eventCursor, '105');

console.log('Connection lost.');
await put(id, '106');
await put(id, '107');
await watch(id, cursor, '107');
