// SPDX-License-Identifier: MIT
// Loaded into dataforseo-mcp-server before it starts (NODE_OPTIONS=--require): its address is a constant, and what is asked there costs money, so it is answered
// here with the path that was asked for.
globalThis.fetch = async (url) => {
  const address = String(url?.url ?? url);
  if (!address.startsWith('https://api.dataforseo.com/')) throw new Error(`Only DataForSEO's interface may be asked here, not ${address}`);
  const task = {status_code: 20000, result: [{asked: new URL(address).pathname}]};
  return new Response(JSON.stringify({status_code: 20000, tasks: [task]}), {headers: {'content-type': 'application/json'}});
};
