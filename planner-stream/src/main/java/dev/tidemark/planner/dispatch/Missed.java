package dev.tidemark.planner.dispatch;

import java.util.ArrayList;
import java.util.List;

/**
 * What agents did not find in the artifact store of what a build reads.
 *
 * @param claims who did not find what, as long as nobody has confirmed it, in the order in which they first said so
 * @param restored attributes of inputs that were lost and are built again since the attempt that counts was made: that one may have
 *     looked for them before
 */
public record Missed(List<Claim> claims, List<String> restored) {

    /** Nobody missed anything. */
    public static final Missed NOTHING = new Missed(List.of(), List.of());

    /**
     * An agent did not find something.
     *
     * @param agent who
     * @param inputs attributes, in order
     */
    public record Claim(String agent, List<String> inputs) {
        public Claim {
            inputs = List.copyOf(inputs);
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

    /** One more says that something is lost; what he said before, he has said. */
    Missed and(String agent, List<String> inputs) {
        List<Claim> all = new ArrayList<>(claims);
        if (all.stream().noneMatch(claim -> claim.agent().equals(agent))) {
            all.add(new Claim(agent, List.of()));
        }
        all.replaceAll(claim ->
                claim.agent().equals(agent) ? new Claim(agent, Demand.Failures.and(claim.inputs(), inputs)) : claim);
        return new Missed(all, restored);
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
                        claim.inputs().stream()
                                .filter(each -> !each.equals(input))
                                .toList()))
                .filter(claim -> !claim.inputs().isEmpty())
                .toList();
        return new Missed(left, underWay ? Demand.Failures.and(restored, List.of(input)) : restored);
    }

    /** An attempt is made now: it looks for everything anew. */
    Missed tried() {
        return restored.isEmpty() ? this : new Missed(claims, List.of());
    }
}
