package dev.tidemark.service.streams;

import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Continues after a record that could not be decided, and after nothing else: what fails while a decision is applied must
 * stop the client, or exactly-once would commit half a decision.
 */
public final class DeadLetterUndecidable implements ProcessingExceptionHandler {

    private DeadLetters letters;

    @SuppressWarnings("NullAway.Init") // Kafka calls configure before anything else.
    public DeadLetterUndecidable() {}

    @Override
    public void configure(Map<String, ?> settings) {
        letters = DeadLetters.configured(settings);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        return exception instanceof UndecidableException
                ? Response.resume(letters.of(context, exception))
                : Response.fail();
    }
}
