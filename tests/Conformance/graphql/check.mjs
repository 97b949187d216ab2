// What the suites share: where the node is, how a check is told, and how something is changed so that there are events to hear.
import assert from 'node:assert/strict';

export const url = process.env.SC_URL;
export const key = process.env.SC_KEY;
export const authorization = { authorization: `Bearer ${key}` };

const bound = 15_000;

/** Runs each check and tells it in a line: "ok NAME" or "not ok NAME: why". */
export async function run(checks) {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    let timer;
    try {
      await Promise.race([
        check(),
        new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`not within ${bound} ms`)), bound); }),
      ]);
      console.log(`ok ${name}`);
    } catch (error) {
      failed++;
      console.log(`not ok ${name}: ${error?.stack ?? JSON.stringify(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }
  process.exit(failed === 0 ? 0 : 1);
}

/** The data of an operation that must succeed, over HTTP. */
export async function ask(query, variables) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await answer.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

let count = 0;

/** A connector whose far end does not matter. */
export async function connector() {
  const name = `${process.argv[1].split('/').at(-1)} ${process.pid} ${++count}`;
  const { createSite } = await ask('mutation ($name: String!) { createSite(input: { name: $name }) { site { id } } }', { name });
  const { createConnector } = await ask(
    `mutation ($site: ID!) { createConnector(input: {
       siteId: $site, name: "East", connectionType: GENERIC_IP_AUTH, ipAddress: "127.0.0.1:9", enabled: false, extensionRanges: [{ min: "200", max: "299" }]
     }) { connector { id } errors { ... on Error { message } } } }`,
    { site: createSite.site.id });
  assert.deepEqual(createConnector.errors, []);
  return createConnector.connector.id;
}

/** Switches a connector off or on, which changes the state of its trunk. */
export const switchTo = (enabled, id) =>
  ask(`mutation ($id: ID!) { ${enabled ? 'enable' : 'disable'}Connector(input: { id: $id }) { errors { ... on Error { message } } } }`, { id });

/** Each change of one trunk. */
export const changes = (connectorId) => ({
  query: 'subscription ($connectorId: ID!) { trunkStateChanged(connectorId: $connectorId) { connectorId trunk { state } } }',
  variables: { connectorId },
});

/** The next results of an iterator until one is of that trunk state. */
export async function until(state, iterator) {
  for (;;) {
    const { value, done } = await iterator.next();
    assert.ok(!done, 'the stream ended');
    assert.equal(value.errors, undefined, JSON.stringify(value.errors));
    if (value.data.trunkStateChanged.trunk.state === state) return;
  }
}

/** Changes a trunk again and again until something else is done: a change before a subscription began is not told. */
export async function whileChanging(id, done) {
  let isDone = false;
  const end = done.finally(() => { isDone = true; });
  const turning = (async () => {
    for (let enabled = true; !isDone; enabled = !enabled) await switchTo(enabled, id);
  })();
  await end;
  await turning;
}
