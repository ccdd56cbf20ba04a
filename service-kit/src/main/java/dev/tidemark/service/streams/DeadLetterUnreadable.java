package dev.tidemark.service.streams;

import dev.tidemark.schemas.wire.RegistryFailure;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Continues after a record that nobody can read. While the registry is away nothing is known of the record: the client
 * stops instead, and reads it again after a restart.
 */
public final class DeadLetterUnreadable implements DeserializationExceptionHandler {

    private DeadLetters letters;

    @SuppressWarnings("NullAway.Init") // Kafka calls configure before anything else.
    public DeadLetterUnreadable() {}

    @Override
    public void configure(Map<String, ?> settings) {
        letters = DeadLetters.configured(settings);
    }

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        return RegistryFailure.isOutage(exception) ? Response.fail() : Response.resume(letters.of(context, exception));
    }
}
