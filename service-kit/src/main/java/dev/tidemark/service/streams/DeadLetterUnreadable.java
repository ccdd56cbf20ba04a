package dev.tidemark.service.streams;

import dev.tidemark.schemas.wire.RegistryFailure;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/**
 * Continues after a record that nobody can read. While the registry is away nothing is known of the record: the client
 * stops instead, and reads it again after a restart.
 */
public final class DeadLetterUnreadable extends LogAndContinueExceptionHandler {

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        return RegistryFailure.isOutage(exception) ? Response.fail() : super.handleError(context, record, exception);
    }
}
