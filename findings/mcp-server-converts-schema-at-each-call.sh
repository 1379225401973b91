#!/usr/bin/env bash
# @modelcontextprotocol/server 2.4.0 (npm) and what a call of a tool converts.
#
# Guess: a tool's input schema becomes JSON Schema where the tools are listed, once for each tool. A
#   call only validates its arguments, so it converts nothing, in either revision of the protocol.
# Seen: served by `createMcpHandler`, under revision 2026-07-28 every `tools/call` converts the called
#   tool's schema again; under 2025-11-25 none does. A `~standard.jsonSchema` that remembers its result
#   ends it.
set -euo pipefail
command -v npm >/dev/null || { echo "npm is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @modelcontextprotocol/server@2.4.0 zod@4.6.7
cat > try.mjs <<'JS'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
let conversions = 0;
const schema = z.object({ name: z.string() });
const { jsonSchema, ...standard } = schema['~standard'];
const counted = { '~standard': { ...standard, jsonSchema: { input: (o) => { conversions += 1; return jsonSchema.input(o); }, output: jsonSchema.output } } };
const handler = createMcpHandler(() => {
  const server = new McpServer({ name: 'probe', version: '1.0.0' });
  server.registerTool('greet', { description: 'Greets.', inputSchema: counted }, async ({ name }) => ({ content: [{ type: 'text', text: `Hello ${name}` }] }));
  return server;
});
async function call(revision) {
  const meta = revision < '2026' ? {} : { _meta: { 'io.modelcontextprotocol/protocolVersion': revision, 'io.modelcontextprotocol/clientInfo': { name: 'probe', version: '1.0.0' }, 'io.modelcontextprotocol/clientCapabilities': {} } };
  const request = new Request('http://localhost/mcp', { method: 'POST', headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': revision, 'mcp-method': 'tools/call', 'mcp-name': 'greet' }, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'greet', arguments: { name: 'Ada' }, ...meta } }) });
  const response = await handler.fetch(request);
  const text = await response.text();
  if (!text.includes('Hello Ada')) throw new Error(`${response.status} ${text}`);
}
for (const revision of ['2025-11-25', '2026-07-28']) {
  conversions = 0;
  for (let i = 0; i < 5; i += 1) await call(revision);
  console.log(`${revision}: 5 calls, ${conversions} conversions`);
}
JS
node try.mjs | tee seen.txt
diff - seen.txt <<'SEEN'
2025-11-25: 5 calls, 0 conversions
2026-07-28: 5 calls, 5 conversions
SEEN
