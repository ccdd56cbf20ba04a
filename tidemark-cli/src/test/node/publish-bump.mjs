// A watcher that knows nothing but the topic, its key and the registry. Prints where the record went, as JSON.
import { args, kafkaAt, registryAt } from './clients.mjs';

const TOPIC = 'tidemark.version-bump.v1';
const SUBJECT = 'dev.tidemark.schemas.event.VersionBump';

const [brokers, registryUrl, set, attribute, to, partitioner] = args(
  6,
  'publish-bump.mjs BROKERS REGISTRY_URL SET ATTRIBUTE VERSION PARTITION, a number, or "default" for what kafkajs picks',
);
const registry = registryAt(registryUrl);
const value = await registry.encode(await registry.getLatestSchemaId(SUBJECT), {
  set,
  attribute,
  from: null,
  to,
  kind: 'ROUTINE',
  publisher: 'stranger',
  seenAt: BigInt(Date.now()),
});
const message = { key: `${set}:${attribute}`, value };
if (partitioner !== 'default') {
  message.partition = Number(partitioner);
}

const producer = kafkaAt(brokers).producer();
await producer.connect();
const [{ topicName: topic, partition, baseOffset: offset }] = await producer.send({ topic: TOPIC, messages: [message] });
await producer.disconnect();
console.log(JSON.stringify({ topic, partition, offset }));
