package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.AgentKey;
import dev.tidemark.schemas.identity.Sha256;
import java.time.Instant;
import java.util.HexFormat;

/** Lets simulated agents build, which sign nothing: each by its name, as it likes, with a key whose secret nobody has. */
public final class SimulatedEnrolment {

    private static final String ED25519 = "302a300506032b6570032100";

    private SimulatedEnrolment() {}

    public static Enrolment of(String agent) {
        Sha256 point = Sha256.builder().add("simulated").add(agent).build();
        AgentKey key = AgentKey.of(HexFormat.of().parseHex(ED25519 + point.hex()));
        return new Enrolment(
                agent, key, Enrolment.Maxima.NONE, Enrolment.Standing.SERVING, "simulation", "", Instant.EPOCH);
    }
}
