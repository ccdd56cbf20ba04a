package dev.tidemark.service.streams;

import dev.tidemark.schemas.wire.RegistryFailure;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;

/** Why a topology has stopped, in words for a person. */
final class Stop {

    private Stop() {}

    /** @param stateFolder where the topology keeps its stores */
    static String reason(Throwable failure, Path stateFolder) {
        if (isBecauseOf(failure, MissingSourceTopicException.class)) {
            return "the farm's topics are missing: run tidemark topics apply and restart it";
        }
        if (isOfAFullDisk(failure)) {
            return "the disk of the state folder %s is full: free space there, or set streams.state-folder to another place, and restart it; nothing is lost"
                    .formatted(stateFolder);
        }
        if (isBecauseOf(failure, GroupIdNotFoundException.class)
                || isBecauseOf(failure, InconsistentGroupProtocolException.class)) {
            return "its group still has members that use the other group protocol (%s): stop them, wait until their sessions are over, and restart it"
                    .formatted(message(root(failure)));
        }
        if (RegistryFailure.isOutage(failure)) {
            return "the schema registry did not answer (%s): restart it once the registry does"
                    .formatted(message(root(failure)));
        }
        Throwable root = root(failure);
        return root == failure ? message(failure) : "%s (%s)".formatted(message(failure), message(root));
    }

    private static boolean isBecauseOf(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Neither Java nor RocksDB has a type for it: both say it in the words of the C library. */
    private static boolean isOfAFullDisk(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String message(Throwable failure) {
        return Optional.ofNullable(failure.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .orElseGet(failure::toString);
    }
}
