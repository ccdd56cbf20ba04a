package dev.tidemark.service.streams;

import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Continues after a record that could not be decided, and after nothing else: what fails while a decision is applied must
 * stop the client, or exactly-once would commit half a decision.
 */
public final class DeadLetterUndecidable extends LogAndContinueProcessingExceptionHandler {

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        return exception instanceof UndecidableException
                ? super.handleError(context, record, exception)
                : Response.fail();
    }
}
