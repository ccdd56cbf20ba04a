package dev.tidemark.planner.policy;

import dev.tidemark.planner.build.WaveTerms;
import dev.tidemark.schemas.identity.Glob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What was decided about a set. Where several entries speak of a package, the one that names it exactly counts, else the first
 * in the document.
 *
 * @param pace how soon a bump is taken up
 * @param company which bumps go together
 * @param barriers which bumps are not taken up at all
 * @param heavyweights bumps of which a set carries few at once
 * @param principals who may say SECURITY, in the document's order
 * @param spending how waves are carried, and what they may cost
 */
public record Policy(
        Pace pace,
        Company company,
        Barriers barriers,
        Heavyweights heavyweights,
        List<String> principals,
        Spending spending) {

    /**
     * Of a set for which nobody has applied one: a routine bump opens a wave of its own at once, one of a release of several
     * packages waits an hour for the others, a prerelease is held, and nobody may say SECURITY.
     */
    public static final Policy NONE = new Policy(
            new Pace(List.of(), Duration.ZERO, Restart.SECURITY),
            new Company(List.of(), Duration.ofHours(1), Batching.NONE),
            new Barriers(List.of(), List.of(), true),
            Heavyweights.NONE,
            List.of(),
            new Spending(WaveTerms.NONE, OptionalDouble.empty(), OptionalDouble.empty()));

    public Policy {
        principals = List.copyOf(principals);
    }

    /** One that takes nothing up by itself, for a reason. */
    public static Policy holdingAll(String reason) {
        return new Policy(
                NONE.pace(),
                NONE.company(),
                new Barriers(List.of(new Hold(Hold.ALL, reason, Optional.empty())), List.of(), true),
                NONE.heavyweights(),
                NONE.principals(),
                NONE.spending());
    }

    /**
     * How soon a bump is taken up.
     *
     * @param cadences for packages that are not to be built as often as they are released
     * @param age how long ago the publisher must have seen a routine bump
     * @param restart which newer bump ends a running wave that carries its package
     */
    public record Pace(List<Cadence> cadences, Duration age, Restart restart) {
        public Pace {
            cadences = List.copyOf(cadences);
            requireNotNegative("age", age);
        }

        /** At most one wave carries the package in this time; empty where any number may. */
        public Optional<Duration> cadence(String attribute) {
            Optional<Cadence> exact = cadences.stream()
                    .filter(cadence -> cadence.packages().text().equals(attribute))
                    .findFirst();
            return exact.or(() -> cadences.stream()
                            .filter(cadence -> cadence.packages().matches(attribute))
                            .findFirst())
                    .map(Cadence::every);
        }
    }

    /** At most one wave in this time carries each of these packages. */
    public record Cadence(Glob packages, Duration every) {
        public Cadence {
            requireNotNegative("cadence", every);
        }
    }

    /** Which newer bump ends a running wave that carries an older one of its package. */
    public enum Restart {
        /** None: a routine one waits, one that is SECURITY opens a wave beside it. */
        NEVER,
        /** One that is SECURITY. */
        SECURITY,
        /** Every one. */
        ALWAYS
    }

    /**
     * Which bumps go together.
     *
     * @param groups by name, in the document's order
     * @param releaseWindow how long a bump waits for the others of a release whose packages its publisher named
     * @param batching routine bumps that have nothing to do with each other
     */
    public record Company(List<Group> groups, Duration releaseWindow, Batching batching) {
        public Company {
            groups = List.copyOf(groups);
            requireNotNegative("window", releaseWindow);
        }

        /** The first group that a package belongs to. */
        public Optional<Group> group(String attribute) {
            return groups.stream()
                    .filter(group -> group.members().stream().anyMatch(glob -> glob.matches(attribute)))
                    .findFirst();
        }
    }

    /**
     * Packages that move together: a bump of one waits for the others', then one wave carries them all.
     *
     * @param name for people
     * @param members who they are
     * @param window how long the first waits before it goes with those that have come
     */
    public record Group(String name, List<Glob> members, Duration window) {
        public Group {
            members = List.copyOf(members);
            requireNotNegative("window", window);
        }
    }

    /**
     * Routine bumps with no path between them share a wave.
     *
     * @param size how many at most; 1 where each has a wave of its own
     * @param window how long the first of them waits for others
     */
    public record Batching(int size, Duration window) {

        /** Each has a wave of its own. */
        public static final Batching NONE = new Batching(1, Duration.ZERO);

        public Batching {
            if (size < 1) {
                throw new IllegalArgumentException("size is " + size + ": use at least 1");
            }
            requireNotNegative("window", window);
        }
    }

    /**
     * Which bumps are not taken up.
     *
     * @param holds by a person, for a reason
     * @param exclusions packages whose bumps are never taken up
     * @param prereleases whether routine bumps to a prerelease are held
     */
    public record Barriers(List<Hold> holds, List<Glob> exclusions, boolean prereleases) {
        public Barriers {
            holds = List.copyOf(holds);
            exclusions = List.copyOf(exclusions);
        }

        /** What excludes a package, if anything does. */
        public Optional<Glob> exclusion(String attribute) {
            return exclusions.stream().filter(glob -> glob.matches(attribute)).findFirst();
        }

        /** The hold on everything that stands at this time, if any. */
        public Optional<Hold> holdOnAll(Instant now) {
            return holds.stream()
                    .filter(Hold::isOnAll)
                    .filter(hold -> hold.until().map(now::isBefore).orElse(true))
                    .findFirst();
        }

        /** The hold on a package that stands at this time, if any. */
        public Optional<Hold> hold(String attribute, Instant now) {
            return holds.stream()
                    .filter(hold -> hold.packages().matches(attribute))
                    .filter(hold -> hold.until().map(now::isBefore).orElse(true))
                    .findFirst();
        }
    }

    /**
     * A package that somebody wants left alone for a while.
     *
     * @param packages which
     * @param reason why, for people
     * @param until when it ends by itself; empty when it does not
     */
    public record Hold(Glob packages, String reason, Optional<Instant> until) {
        private static final Glob ALL = new Glob("*");

        /** Whether it is on all packages there can be. */
        boolean isOnAll() {
            return packages.equals(ALL);
        }
    }

    /**
     * Bumps that rebuild much.
     *
     * @param packages by name
     * @param dependents and every package that more others than so many depend on, directly or not; empty where the number does
     *     not matter
     * @param atOnce how many waves of a set may carry one at the same time
     */
    public record Heavyweights(List<Glob> packages, OptionalInt dependents, int atOnce) {

        /** Nothing is one. */
        public static final Heavyweights NONE = new Heavyweights(List.of(), OptionalInt.empty(), 1);

        public Heavyweights {
            packages = List.copyOf(packages);
            if (atOnce < 1) {
                throw new IllegalArgumentException("atOnce is " + atOnce + ": use at least 1");
            }
            if (dependents.isPresent() && dependents.getAsInt() < 0) {
                throw new IllegalArgumentException("dependents is " + dependents.getAsInt() + ": use at least 0");
            }
        }
    }

    /**
     * How waves are carried, and what those of a set may cost.
     *
     * @param terms of each wave
     * @param cpuHoursAWeek agents' time without a GPU, in hours, of the waves that ended within seven days; with so much spent,
     *     routine bumps wait. Empty for no limit
     * @param gpuHoursAWeek the same with a GPU
     */
    public record Spending(WaveTerms terms, OptionalDouble cpuHoursAWeek, OptionalDouble gpuHoursAWeek) {
        public Spending {
            requirePositive("cpuHoursAWeek", cpuHoursAWeek);
            requirePositive("gpuHoursAWeek", gpuHoursAWeek);
        }

        private static void requirePositive(String what, OptionalDouble hours) {
            if (hours.isPresent() && !(hours.getAsDouble() > 0 && Double.isFinite(hours.getAsDouble()))) {
                throw new IllegalArgumentException(what + " is " + hours.getAsDouble() + ": use more than 0");
            }
        }
    }

    private static void requireNotNegative(String what, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException(what + " is " + duration + ": use at least 0s");
        }
    }
}
