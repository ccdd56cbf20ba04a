package dev.tidemark.notifier.courier.github;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.notifier.courier.Outcome;
import dev.tidemark.notifier.letter.Clean;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kohsuke.github.HttpException;

/** What a failure of GitHub's means, and what an operator does about it. */
final class Faults {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WORDS = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;
    private static final int INVALID = 422;

    private Faults() {}

    /** Whether something is not there any more. */
    static boolean isGone(IOException e) {
        int status = status(e);
        return status == NOT_FOUND || status == GONE;
    }

    /**
     * The next step, where GitHub takes nothing at all before an operator has done something about it.
     *
     * @return empty when it is not that
     */
    static Optional<String> ofTracker(IOException e, String repository) {
        String said = "(%d: %s)".formatted(status(e), words(e));
        return switch (status(e)) {
            case UNAUTHORIZED ->
                Optional.of("GitHub does not know who posts %s: put a token or key that holds where github.login says"
                        .formatted(said));
            case FORBIDDEN ->
                Optional.of("GitHub forbids it %s: give who posts the right to write issues in %s"
                        .formatted(said, repository));
            case NOT_FOUND ->
                Optional.of(
                        "GitHub has no repository %s for who posts %s: correct github.repository, or let them see it"
                                .formatted(repository, said));
            case GONE ->
                Optional.of("%s has no issues %s: turn them on there, or name another tracker in github.repository"
                        .formatted(repository, said));
            default -> Optional.empty();
        };
    }

    /** The next step, where it cannot post when it starts, whatever the reason. */
    static String ofStart(IOException e, String repository) {
        return ofTracker(e, repository)
                .orElseGet(() -> "breakages cannot be posted to %s yet, and are tried again: %s"
                        .formatted(repository, words(e)));
    }

    /** Whether GitHub takes what was sent for wrong in itself. */
    static boolean isInvalid(IOException e) {
        return status(e) == INVALID;
    }

    /**
     * What became of the delivery. What an operator can mend is tried again, so that nothing is lost over it; what is wrong with this one
     * alone is refused.
     */
    static Outcome outcome(IOException e, String repository) {
        return isInvalid(e)
                ? new Outcome.Refused("GitHub does not take it (%d: %s)".formatted(INVALID, words(e)))
                : Outcome.failed(ofTracker(e, repository).orElseGet(() -> words(e)));
    }

    /** 0 when there was no answer. */
    private static int status(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof HttpException http && http.getResponseCode() > 0) {
                return http.getResponseCode();
            }
            if (each instanceof FileNotFoundException) {
                return NOT_FOUND;
            }
        }
        return 0;
    }

    /** Its own words, without the JSON round them, else those of the cause that knows most. */
    static String words(Throwable e) {
        String all = String.valueOf(e.getMessage());
        int json = all.indexOf('{');
        if (json >= 0) {
            try {
                JsonNode message = JSON.readTree(all.substring(json)).path("message");
                if (message.isTextual()) {
                    return Clean.line(message.textValue(), WORDS);
                }
            } catch (JsonProcessingException notJson) {
                return Clean.line(all, WORDS);
            }
        }
        @Nullable Throwable cause = e.getCause();
        boolean saysNothing = status(e) == 0 && e instanceof HttpException;
        return saysNothing && cause != null ? words(cause) : Clean.line(all, WORDS);
    }
}
