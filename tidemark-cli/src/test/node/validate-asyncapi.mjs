// Reads an AsyncAPI document with AsyncAPI's own parser, its Avro schemas included. Prints what the parser has to say, a
// line each; status 1 when any of it is an error, or when a message has Avro of a version that the parser lets pass unread.
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { fromFile, Parser } from '@asyncapi/parser';
import { args } from './clients.mjs';

const SEVERITIES = ['error', 'warning', 'information', 'hint'];

const [file] = args(1, 'validate-asyncapi.mjs FILE');
const avro = AvroSchemaParser();
const known = avro.getMimeTypes();
const { document, diagnostics } = await fromFile(new Parser({ schemaParsers: [{ ...avro, parse }] }), file).parse();
const complaints = diagnostics.map(({ severity, code, message, path, range }) => ({
  severity: SEVERITIES[severity],
  text: `${code} at ${path.join('/')} (line ${range.start.line + 1}): ${message}`,
}));
for (const message of document?.allMessages().all() ?? []) {
  const format = message.schemaFormat() ?? '';
  if (format.includes('avro') && !known.includes(format)) {
    complaints.push({ severity: 'error', text: `message ${message.id()}: ${format} is none of ${known.join(', ')}` });
  }
}
complaints.forEach(({ severity, text }) => console.log(`${severity} ${text}`));
if (document) {
  const { length: channels } = document.channels().all();
  const messages = document.allMessages().all();
  const { length: withAvro } = messages.filter((message) => known.includes(message.schemaFormat() ?? ''));
  const counts = `${withAvro} messages with Avro, ${messages.length - withAvro} without`;
  console.log(`AsyncAPI ${document.version()}: ${channels} channels, ${counts}`);
}
process.exitCode = document && !complaints.some(({ severity }) => severity === 'error') ? 0 : 1;

/** Of a document of version 3 the parser only converts the schemas; that they are valid must be asked for. */
async function parse(input) {
  const [problem] = await avro.validate(input);
  if (problem) {
    throw new Error(`${problem.path.join('/')}: ${problem.message}`);
  }
  return avro.parse(input);
}
