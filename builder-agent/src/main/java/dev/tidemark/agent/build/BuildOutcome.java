package dev.tidemark.agent.build;

import dev.tidemark.fingerprint.Cause;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a build ended. */
public sealed interface BuildOutcome {

    /** How long it took, from the request to the outcome. */
    Duration duration();

    /**
     * @param outputHash of the packed output in the artifact store
     * @param outputBytes size of the packed output
     * @param derivation path of the Nix derivation that was built; empty where there is none
     */
    record Succeeded(Sha256 outputHash, long outputBytes, Optional<String> derivation, Duration duration)
            implements BuildOutcome {

        /** Of a recipe that is no derivation. */
        public Succeeded(Sha256 outputHash, long outputBytes, Duration duration) {
            this(outputHash, outputBytes, Optional.empty(), duration);
        }
    }

    /**
     * @param message one sentence for a person
     * @param logTail the log's last lines
     * @param logHash of the whole log in the artifact store; empty when none was written or it could not be kept
     * @param cause what it failed of
     * @param phase what the recipe was doing, in its own word; empty when it did not say
     * @param lostInputs of INPUT_LOST: attributes of the inputs that could not be read back, in order; {@link PackageId#WORKSPACE} where
     *     that is the workspace
     */
    record Failed(
            FailureKind kind,
            String message,
            List<String> logTail,
            Optional<Sha256> logHash,
            Cause cause,
            String phase,
            Duration duration,
            List<String> lostInputs)
            implements BuildOutcome {

        public Failed {
            logTail = List.copyOf(logTail);
            lostInputs = List.copyOf(lostInputs);
        }

        /** One that is not due to lost inputs. */
        public Failed(
                FailureKind kind,
                String message,
                List<String> logTail,
                Optional<Sha256> logHash,
                Cause cause,
                String phase,
                Duration duration) {
            this(kind, message, logTail, logHash, cause, phase, duration, List.of());
        }

        /**
         * What it is to be built from is not in the artifact store, or damaged there.
         *
         * @param lost attributes of these inputs
         */
        public static Failed inputsLost(List<String> lost, String message, Duration duration) {
            return new Failed(
                    FailureKind.INPUT_LOST,
                    message,
                    List.of(),
                    Optional.empty(),
                    Cause.ofMessage(message),
                    "",
                    duration,
                    lost);
        }

        /** The same, of which there is a log that says no more of the cause. */
        public Failed withLog(Sha256 log, List<String> tail) {
            return new Failed(kind, message, tail, Optional.of(log), cause, phase, duration, lostInputs);
        }

        /** The same with its log, of which the agent is to blame for another reason. */
        public Failed asFaultOfAgent(String why) {
            return new Failed(FailureKind.AGENT_FAULT, why, logTail, logHash, Cause.ofMessage(why), phase, duration);
        }

        /** A failure before there was a recipe; where something is lost, that is the workspace. */
        public static Failed withoutRecipe(FailureKind kind, String message, Duration duration) {
            return kind == FailureKind.INPUT_LOST
                    ? inputsLost(List.of(PackageId.WORKSPACE), message, duration)
                    : withoutLog(kind, message, duration);
        }

        /** A failure before the recipe wrote anything: its message is its cause. */
        public static Failed withoutLog(FailureKind kind, String message, Duration duration) {
            return new Failed(kind, message, List.of(), Optional.empty(), Cause.ofMessage(message), "", duration);
        }
    }

    /**
     * A wave's workspace is published, and what the set evaluates to in it was said.
     *
     * @param workspace digest of its document in the artifact store
     * @param jobs how many were said
     */
    record Prepared(Sha256 workspace, int jobs, Duration duration) implements BuildOutcome {}

    /** It was stopped because nobody wants it any more; there is nobody to tell. */
    record Cancelled(Duration duration) implements BuildOutcome {}
}
