package dev.tidemark.planner.dispatch;

import java.util.ArrayList;
import java.util.List;

/**
 * What agents did not find in the artifact store of what a build reads.
 *
 * @param claims who did not find what, as long as nobody has confirmed it, in the order in which they first said so
 * @param restored attributes of inputs that were lost and are built again since the attempt that counts was made: that one may have
 *     looked for them before
 * @param again whether an attempt did, and the build is tried once more for it
 */
public record Missed(List<Claim> claims, List<String> restored, boolean again) {

    /** Nobody missed anything. */
    public static final Missed NOTHING = new Missed(List.of(), List.of(), false);

    /**
     * An agent did not find something.
     *
     * @param agent who
     * @param incarnation in which of its lives: the next one may find it, since its store was mended; empty where an earlier release
     *     kept it
     * @param inputs attributes, in order
     */
    public record Claim(String agent, String incarnation, List<String> inputs) {
        public Claim {
            inputs = List.copyOf(inputs);
        }

        private boolean isBy(String other, String life) {
            return agent.equals(other) && incarnation.equals(life);
        }

        private boolean names(List<String> some) {
            return inputs.stream().anyMatch(some::contains);
        }
    }

    public Missed {
        claims = List.copyOf(claims);
        restored = List.copyOf(restored);
    }

    /** Those of the inputs that the attempt cannot have looked for too early. */
    List<String> but(List<String> inputs) {
        return inputs.stream().filter(input -> !restored.contains(input)).toList();
    }

    /** Those of the inputs that another agent did not find either. */
    List<String> confirmed(String agent, List<String> inputs) {
        return inputs.stream()
                .filter(input -> claims.stream()
                        .anyMatch(claim ->
                                !claim.agent().equals(agent) && claim.inputs().contains(input)))
                .toList();
    }

    /** Who did not find any of the inputs, each once. */
    List<String> claimants(List<String> inputs) {
        return claims.stream()
                .filter(claim -> claim.names(inputs))
                .map(Claim::agent)
                .distinct()
                .toList();
    }

    /** One more says that something is lost; what he said before in this life, he has said. */
    Missed and(String agent, String incarnation, List<String> inputs) {
        List<Claim> all = new ArrayList<>(claims);
        if (all.stream().noneMatch(claim -> claim.isBy(agent, incarnation))) {
            all.add(new Claim(agent, incarnation, List.of()));
        }
        all.replaceAll(claim -> claim.isBy(agent, incarnation)
                ? new Claim(agent, incarnation, Demand.Failures.and(claim.inputs(), inputs))
                : claim);
        return new Missed(all, restored, again);
    }

    /**
     * An input is there again: who did not find it said nothing wrong.
     *
     * @param underWay whether an attempt was made before
     */
    Missed restored(String input, boolean underWay) {
        List<Claim> left = claims.stream()
                .map(claim -> new Claim(
                        claim.agent(),
                        claim.incarnation(),
                        claim.inputs().stream()
                                .filter(each -> !each.equals(input))
                                .toList()))
                .filter(claim -> !claim.inputs().isEmpty())
                .toList();
        return new Missed(left, underWay ? Demand.Failures.and(restored, List.of(input)) : restored, again);
    }

    /** An attempt is made now: it looks for everything anew. */
    Missed tried() {
        return restored.isEmpty() ? this : new Missed(claims, List.of(), again);
    }

    /** It is tried once more, and nothing is held against whoever tried. */
    Missed onceMore() {
        return again ? this : new Missed(claims, restored, true);
    }
}
