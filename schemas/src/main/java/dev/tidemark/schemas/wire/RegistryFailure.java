package dev.tidemark.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;

/**
 * Why an event could not be read: is the registry away, or is the record at fault? The first passes, the second does not.
 * And what to say of a registry that does not do what it is asked.
 */
public final class RegistryFailure {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TIMED_OUT = 408;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;

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

    /** True when the record names a schema that the registry does not have. */
    static boolean isUnknownSchema(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RestClientException answer) {
                return saysThereIsNone(answer);
            }
        }
        return false;
    }

    /** What to say when no answer comes. */
    static RegistryException unreachable(RegistrySettings settings, IOException cause) {
        return new RegistryException(away(settings, cause), true, cause);
    }

    /** What to say of an outage, whatever the reason is wrapped in. */
    static String away(RegistrySettings settings, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && !(root instanceof RestClientException)) {
            root = root.getCause();
        }
        if (root instanceof RestClientException answer) {
            return String.valueOf(
                    refused(settings, "to look up a schema", answer).getMessage());
        }
        return root instanceof JsonProcessingException
                ? noRegistry(settings, "it answers something else than JSON")
                : "the schema registry %s does not answer (%s): start it, or set the registry's URL to where it is"
                        .formatted(settings.place(), reason(root));
    }

    private static String noRegistry(RegistrySettings settings, String answer) {
        return "%s is no schema registry (%s): give the URL of its Confluent API, such as http://host:8081, or http://host:8080/apis/ccompat/v7 for Apicurio"
                .formatted(settings.place(), answer);
    }

    /** What to say when the registry lacks what this release writes. */
    static String unregistered(RegistrySettings settings, String what) {
        return "the schema registry %s does not know %s as this release writes it: run tidemark schemas register --registry %s"
                .formatted(settings.place(), what, settings.place());
    }

    /**
     * What to say of an answer that is not the one asked for.
     *
     * @param asked what the registry was to take or to do
     */
    static RegistryException refused(RegistrySettings settings, String asked, RestClientException answer) {
        String place = settings.place();
        String reason = reason(answer);
        String sentence = switch (answer.getStatus()) {
            case UNAUTHORIZED, FORBIDDEN ->
                "the schema registry %s does not let us in (%d: %s): set basic.auth.credentials.source=USER_INFO and basic.auth.user.info, or bearer.auth.credentials.source=STATIC_TOKEN and bearer.auth.token, among the registry's client settings"
                        .formatted(place, answer.getStatus(), reason);
            case NOT_FOUND -> noRegistry(settings, "404: " + reason);
            case CONFLICT ->
                "the schema registry %s refuses %s, because it does not fit the versions that are there (%s): see which they are at /subjects/…/versions, remove those that are not Tidemark's, or use a registry of its own"
                        .formatted(place, asked, reason);
            default ->
                "the schema registry %s refuses %s (%d: %s): see its log"
                        .formatted(place, asked, answer.getStatus(), reason);
        };
        return new RegistryException(sentence, mayPass(answer.getStatus()), answer);
    }

    /** A plain 404 is also what a proxy answers while the registry behind it starts. */
    private static boolean mayPass(int status) {
        return status >= SERVER_ERRORS
                || List.of(NOT_FOUND, TIMED_OUT, TOO_MANY).contains(status);
    }

    /** The first line, since servers like to send pages. */
    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }

    /** Avro reads from memory: bytes that end too early, or are no number, are I/O to it too. */
    private static boolean isOfTheBytes(IOException broken) {
        return broken instanceof EOFException || broken.getClass().getName().startsWith("org.apache.avro.");
    }
}
