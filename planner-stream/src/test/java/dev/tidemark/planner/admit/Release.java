package dev.tidemark.planner.admit;

import dev.tidemark.planner.admit.AdmitBump.SetEvent;
import dev.tidemark.planner.admit.BumpStatus.Force;
import dev.tidemark.planner.admit.BumpStatus.Publication;
import dev.tidemark.planner.build.Bump;
import dev.tidemark.planner.build.Urgency;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a publisher says, as a test writes it down. */
record Release(
        Bump bump,
        Duration age,
        @Nullable String name,
        List<String> together,
        @Nullable Force force) {

    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    static Release of(String attribute, String to) {
        return of(attribute, "", to);
    }

    static Release of(String attribute, String from, String to) {
        return new Release(
                new Bump(attribute, from, to, Urgency.ROUTINE, "watcher"), Duration.ZERO, null, List.of(), null);
    }

    Release change(String change) {
        return with(new Bump(
                bump.attribute(), bump.from(), bump.to(), bump.urgency(), bump.publisher(), change, bump.advisories()));
    }

    Release security(String publisher, String... advisories) {
        return with(new Bump(
                bump.attribute(),
                bump.from(),
                bump.to(),
                Urgency.SECURITY,
                publisher,
                bump.change(),
                List.of(advisories)));
    }

    private Release with(Bump other) {
        return new Release(other, age, name, together, force);
    }

    Release seen(Duration ago) {
        return new Release(bump, ago, name, together, force);
    }

    Release together(String release, String... attributes) {
        return new Release(bump, age, release, List.of(attributes), force);
    }

    Release forced(String by, String reason) {
        return new Release(bump, age, name, together, new Force(by, reason));
    }

    SetEvent event(Instant now) {
        return new SetEvent.BumpPublished(bump, new Publication(now.minus(age), name, together, force, TRACE));
    }
}
