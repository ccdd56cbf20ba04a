package dev.tidemark.notifier.topology;

import dev.tidemark.notifier.breakage.BlockedJob;
import dev.tidemark.notifier.breakage.Finding;
import dev.tidemark.notifier.breakage.Publication;
import dev.tidemark.notifier.codec.ConcernCodec;
import dev.tidemark.notifier.people.Reason;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.store.FindingEntry;
import dev.tidemark.schemas.wire.IdentityCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What of one breakage is whose. A large one concerns thousands, so its jobs are looked up by package. */
final class OwnParts {

    private final Map<String, List<Finding>> regressed = new HashMap<>();
    private final Map<String, List<BlockedJob>> blocked = new HashMap<>();
    private final Function<List<Finding>, List<FindingEntry>> proofs;

    /** @param proofs looks up the proofs of what stands, in its order */
    OwnParts(Publication publication, Function<List<Finding>, List<FindingEntry>> proofs) {
        publication
                .regressed()
                .forEach(finding -> regressed
                        .computeIfAbsent(finding.job().attribute(), first -> new ArrayList<>())
                        .add(finding));
        publication
                .blocked()
                .forEach(job -> blocked.computeIfAbsent(job.job().attribute(), first -> new ArrayList<>())
                        .add(job));
        this.proofs = proofs;
    }

    /** What is theirs who have these reasons, as much of it as they are told of. */
    ConcernCodec.Own of(List<Reason> reasons) {
        List<Finding> theirs = reasons.stream()
                .filter(reason -> reason.kind() == Reason.Kind.MAINTAINS)
                .flatMap(reason -> regressed.getOrDefault(reason.what(), List.of()).stream())
                .limit(ConcernCodec.REGRESSED_NAMED)
                .toList();
        List<JobRef> behind = reasons.stream()
                .filter(reason -> reason.kind() == Reason.Kind.BLOCKED)
                .flatMap(reason -> blocked.getOrDefault(reason.what(), List.of()).stream())
                .limit(ConcernCodec.BLOCKED_NAMED)
                .map(job -> IdentityCodec.jobRef(job.job()))
                .toList();
        return new ConcernCodec.Own(
                proofs.apply(theirs).stream().map(FindingEntry::getRegressed).toList(), behind);
    }
}
