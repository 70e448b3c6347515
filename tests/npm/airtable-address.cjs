// SPDX-License-Identifier: MIT
// Loaded into airtable-mcp-server before it starts (NODE_OPTIONS=--require): its address is a constant, so what it sends there goes to a stub instead.
const real = globalThis.fetch;
const stub = process.env.AIOS_AIRTABLE_STUB;
globalThis.fetch = (url, options) => {
  const address = String(url);
  if (!address.startsWith('https://api.airtable.com/')) throw new Error(`Only Airtable's interface may be asked here, not ${address}`);
  return real(address.replace('https://api.airtable.com', stub), options);
};
