package dev.tidemark.benchmarks.farm;

import dev.tidemark.cli.simulated.SimulatedAgents;
import dev.tidemark.schemas.event.Build;
import dev.tidemark.schemas.event.Purpose;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What simulated agents were asked for and what they answered, as they themselves write it down. Safe for any thread. */
final class AgentLedger implements SimulatedAgents.Watcher {

    /** What is asked for a second time says so. */
    private static final Set<Purpose> AGAIN =
            EnumSet.of(Purpose.INFRA_RETRY, Purpose.CONFIRM, Purpose.RETRY, Purpose.RESTORE);

    private final Map<String, Key> keys = new LinkedHashMap<>();
    private long answers;

    /** A build key and every attempt at it, in the order in which agents heard of them. */
    private static final class Key {
        private final String attribute;
        private final Map<String, Attempt> attempts = new LinkedHashMap<>();

        private Key(String attribute) {
            this.attribute = attribute;
        }
    }

    /** An attempt, its purpose, and whether its agent was asked before the one before had answered. */
    private static final class Attempt {
        private final String agent;
        private final Purpose purpose;
        private final boolean besideAnother;
        private Optional<Boolean> built = Optional.empty();
        private boolean cancelled;

        private Attempt(String agent, Purpose purpose, boolean besideAnother) {
            this.agent = agent;
            this.purpose = purpose;
            this.besideAnother = besideAnother;
        }

        private boolean isOpen() {
            return built.isEmpty() && !cancelled;
        }

        @Override
        public String toString() {
            return "%s on %s, %s"
                    .formatted(
                            purpose,
                            agent,
                            built.map(good -> good ? "built" : "failed").orElse("open"));
        }
    }

    /** The same attempt again is the same. */
    @Override
    public synchronized void asked(String agent, Build build, long nanos) {
        Key key = keys.computeIfAbsent(
                build.getSpec().getBuildKey(), first -> new Key(build.getSpec().getAttribute()));
        boolean beside = key.attempts.values().stream().anyMatch(Attempt::isOpen);
        key.attempts.putIfAbsent(build.getAttempt(), new Attempt(agent, build.getPurpose(), beside));
    }

    @Override
    public synchronized void answered(Build build, boolean built) {
        attempt(build).built = Optional.of(built);
        answers++;
    }

    @Override
    public synchronized void cancelled(Build build) {
        attempt(build).cancelled = true;
    }

    private Attempt attempt(Build build) {
        Key key = Objects.requireNonNull(keys.get(build.getSpec().getBuildKey()), "a key that was asked for");
        return Objects.requireNonNull(key.attempts.get(build.getAttempt()), "an attempt that was asked for");
    }

    /** How many attempts were answered so far. */
    synchronized long answers() {
        return answers;
    }

    /**
     * What became of a build key.
     *
     * @param purposes of every attempt at it, in the order in which agents heard of them
     * @param built how many of those built it
     */
    record Story(String attribute, List<Purpose> purposes, int built) {}

    /** Of every key that was asked for. */
    synchronized List<Story> stories() {
        return keys.values().stream()
                .map(key -> new Story(
                        key.attribute,
                        key.attempts.values().stream()
                                .map(attempt -> attempt.purpose)
                                .toList(),
                        (int) key.attempts.values().stream()
                                .filter(attempt -> attempt.built.orElse(false))
                                .count()))
                .toList();
    }

    /** How many attempts have a purpose. */
    synchronized long asked(Purpose purpose) {
        return keys.values().stream()
                .flatMap(key -> key.attempts.values().stream())
                .filter(attempt -> attempt.purpose == purpose)
                .count();
    }

    /**
     * Every key that was asked for twice without a purpose that says why, built again after it had been built, or built twice at
     * once, as a sentence.
     */
    synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        keys.values().forEach(key -> {
            List<Attempt> attempts = new ArrayList<>(key.attempts.values());
            for (int number = 0; number < attempts.size(); number++) {
                boolean second = number > 0;
                Attempt attempt = attempts.get(number);
                boolean wrong = second != AGAIN.contains(attempt.purpose)
                        || attempt.besideAnother
                        || (second && attempts.get(number - 1).built.orElse(false));
                if (wrong) {
                    problems.add("%s: attempt %d of %s"
                            .formatted(
                                    key.attribute,
                                    number + 1,
                                    attempts.stream().map(Attempt::toString).collect(Collectors.joining("; "))));
                }
            }
        });
        return problems;
    }
}
