package dev.tidemark.schemas.wire;

import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.EOFException;
import java.io.IOException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;

/**
 * Why an event could not be read: is the registry away, or is the record at fault? The first passes, the second does not.
 */
public final class RegistryFailure {

    private static final int NOT_FOUND = 404;

    private RegistryFailure() {}

    /**
     * True when the registry could not be asked, or answered anything but which schema it is: nothing is known of the
     * record, which should be read again later. False when it knows no such schema, and when the bytes are at fault.
     */
    public static boolean isOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case RestClientException answer -> {
                    return !saysThereIsNone(answer);
                }
                // What Confluent's client makes of status 429; of all others it keeps the answer as the cause.
                case ThrottlingQuotaExceededException later -> {
                    return true;
                }
                case IOException broken
                when !isOfTheBytes(broken) -> {
                    return true;
                }
                default -> {}
            }
        }
        return false;
    }

    /** The registry's own codes are 40401 (subject), 40402 (version), 40403 (schema); a plain 404 is somebody else's. */
    private static boolean saysThereIsNone(RestClientException answer) {
        return answer.getStatus() == NOT_FOUND && answer.getErrorCode() / 100 == NOT_FOUND;
    }

    /** Avro reads from memory: bytes that end too early, or are no number, are I/O to it too. */
    private static boolean isOfTheBytes(IOException broken) {
        return broken instanceof EOFException || broken.getClass().getName().startsWith("org.apache.avro.");
    }
}
