// Reads topics from their beginning to the ends that they have now, decodes every value and encodes it again with the
// schema that it names. Prints one line of JSON for each topic, in the order given. Status 1 when any came out different.
import { randomUUID } from 'node:crypto';
import { args, kafkaAt, registryAt } from './clients.mjs';

const PATIENCE_MS = 60_000;

const [brokers, registryUrl, ...topics] = args(3, 'round-trip.mjs BROKERS REGISTRY_URL TOPIC…');
const kafka = kafkaAt(brokers);
const registry = registryAt(registryUrl);
const admin = kafka.admin();
await admin.connect();

const reports = new Map(
  topics.map((topic) => [topic, { topic, records: 0, tombstones: 0, identical: 0, differing: [], undecodable: [] }]),
);
const unread = await partitionsWithRecords();
if (unread.size > 0) {
  await readAll();
}
await admin.disconnect();

reports.forEach((report) => console.log(JSON.stringify(report)));
process.exitCode = [...reports.values()].some((report) => report.differing.length > 0) ? 1 : 0;

/** The end of each partition that holds anything. */
async function partitionsWithRecords() {
  const ends = new Map();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      if (BigInt(high) > BigInt(low)) {
        ends.set(`${topic}/${partition}`, BigInt(high));
      }
    }
  }
  return ends;
}

async function readAll() {
  const groupId = `stranger-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  try {
    await new Promise((resolve, reject) => {
      const timeout = setTimeout(
        () => reject(new Error(`not read to their ends within ${PATIENCE_MS} ms: ${[...unread.keys()].join(', ')}`)),
        PATIENCE_MS,
      );
      const finish = (settle) => (value) => {
        clearTimeout(timeout);
        settle(value);
      };
      // Told of every batch: one of transaction markers alone, which end a partition, never comes to eachBatch.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset } }) => {
        const key = `${topic}/${partition}`;
        if (unread.has(key) && BigInt(lastOffset) + 1n >= unread.get(key)) {
          unread.delete(key);
        }
        if (unread.size === 0) {
          finish(resolve)();
        }
      });
      consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => restart || finish(reject)(error));
      consumer.run({ autoCommit: false, eachBatch: readBatch }).catch(finish(reject));
    });
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]);
  }
}

async function readBatch({ batch, resolveOffset }) {
  const { topic, partition, messages } = batch;
  const end = unread.get(`${topic}/${partition}`) ?? 0n;
  for (const message of messages) {
    if (BigInt(message.offset) < end) {
      await compare(reports.get(topic), partition, message);
    }
    resolveOffset(message.offset);
  }
}

async function compare(report, partition, { offset, value }) {
  report.records++;
  if (value === null) {
    report.tombstones++;
    return;
  }
  let again;
  try {
    again = await registry.encode(value.readInt32BE(1), await registry.decode(value));
  } catch (error) {
    report.undecodable.push({ partition, offset, reason: error.message });
    return;
  }
  if (value.equals(again)) {
    report.identical++;
  } else {
    report.differing.push({ partition, offset, was: value.toString('hex'), is: again.toString('hex') });
  }
}
