package dev.tidemark.service;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where a plain consumer puts what it could not read. */
public interface DeadLetters extends AutoCloseable {

    /**
     * Puts it there, or says in the log why it could not be put; does not fail.
     *
     * @param record with its key as it lies there: not every stranger's key is text
     * @param reason as a sentence with the next step
     */
    void send(ConsumerRecord<byte[], byte[]> record, String reason);

    /** Waits a little for what is on its way. */
    @Override
    void close();
}
