// The two clients as the scripts use them.
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import avro from 'avsc';
import { Kafka, logLevel } from 'kafkajs';

// Avro's longs have 64 bits and a JavaScript number has 53: what is not to be lost must be a BigInt.
const exactLong = avro.types.LongType.__with({
  fromBuffer: (bytes) => bytes.readBigInt64LE(),
  toBuffer: (value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value) => typeof value === 'bigint',
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
});

/** A registry's client that loses nothing. */
export function registryAt(url) {
  const typeHook = (schema) => ((schema.type ?? schema) === 'long' ? exactLong : undefined);
  return new SchemaRegistry({ host: url }, { [SchemaType.AVRO]: { typeHook } });
}

/** A client of brokers, `host:port` separated by commas. Standard output stays the script's own. */
export function kafkaAt(brokers) {
  return new Kafka({
    clientId: 'stranger',
    brokers: brokers.split(','),
    logLevel: logLevel.ERROR,
    logCreator: () => ({ namespace, log }) => console.error(`${namespace}: ${log.message} ${log.error ?? ''}`),
  });
}

/** The script's arguments; says how it is used and ends when there are fewer than it needs. */
export function args(needed, usage) {
  const given = process.argv.slice(2);
  if (given.length < needed) {
    console.error(`usage: ${usage}`);
    process.exit(2);
  }
  return given;
}
