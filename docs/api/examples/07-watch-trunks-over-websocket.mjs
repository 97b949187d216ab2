#!/usr/bin/env node
// Each change of a trunk as it happens, over WebSocket: npm install graphql-ws, and ws where node has no WebSocket of its own.
// A connector is switched off and on meanwhile, so that there is something to see.
// Prints: Hamburg: DISABLED
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { SC_URL, SC_KEY } = process.env;
const authorization = `Bearer ${SC_KEY}`;
const client = createClient({ url: SC_URL.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: { authorization } });

const ask = async (query, variables) => {
  const answer = await fetch(SC_URL, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.json()).data;
};

const { sites } = await ask('{ sites { nodes { connectors { nodes { id name } } } } }');
const { id } = sites.nodes.flatMap((site) => site.connectors.nodes).find((connector) => connector.name === 'Hamburg');

const changes = client.iterate({
  query: `subscription ($connector: ID!) {
    trunkStateChanged(connectorId: $connector) { connector { name } trunk { state cause } }
  }`,
  variables: { connector: id },
});

// What changed before the subscription began is not told: it is switched until something was heard.
let heard = false;
const switching = (async () => {
  for (let off = true; !heard || !off; off = !off) {
    await ask(`mutation ($id: ID!) { ${off ? 'disable' : 'enable'}Connector(input: { id: $id }) { connector { enabled } } }`, { id });
  }
})();

for await (const { data } of changes) {
  const { connector, trunk } = data.trunkStateChanged;
  console.log(`${connector.name}: ${trunk.state}`);
  if (trunk.state === 'DISABLED') break;
}
heard = true;
await switching;
await client.dispose();
