package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.breakage.Breakage;
import dev.tidemark.notifier.breakage.Publication;
import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.identity.WaveId;
import dev.tidemark.schemas.store.FindingEntry;
import dev.tidemark.schemas.wire.IdentityCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Breakages as everybody sees them. */
public final class BreakageCodec {

    /** How many jobs, and people who only know, a record names. */
    public static final int NAMED = 50;

    private static final int WITH_LOG = 10;

    private BreakageCodec() {}

    /**
     * The record of a breakage that stands.
     *
     * @param proofs of the first {@link #NAMED} regressed jobs, in their order
     */
    public static dev.tidemark.schemas.event.Breakage standing(
            String set, Publication publication, List<FindingEntry> proofs, List<String> scopes) {
        Breakage breakage = publication.breakage();
        WaveId newest = told(breakage).extent().wave();
        List<String> act = publication.act();
        return changed(
                        dev.tidemark.schemas.event.Breakage.newBuilder()
                                .setBreakage(breakage.id())
                                .setWave(newest.value())
                                .setSet(set)
                                .setBlamed(proofs.stream()
                                        .filter(proof -> proof.getWave().equals(newest.value()))
                                        .findFirst()
                                        .or(() -> proofs.stream().findFirst())
                                        .orElseThrow()
                                        .getBlamed())
                                .setFingerprint(breakage.cause().fingerprint())
                                .setRegressed(regressed(proofs))
                                .setRegressedCount(publication.regressedCount())
                                .setBlocked(publication.firstBlocked(NAMED).stream()
                                        .map(IdentityCodec::jobRef)
                                        .toList())
                                .setBlockedCount(publication.blocked().size())
                                .setAct(act)
                                .setKnow(
                                        publication.know().stream().limit(NAMED).toList())
                                .setKnowCount(publication.know().size())
                                .setScopes(scopes),
                        breakage)
                .build();
    }

    /**
     * The record of a breakage that is no more.
     *
     * @param before its last record
     */
    public static dev.tidemark.schemas.event.Breakage resolved(
            Publication publication, dev.tidemark.schemas.event.Breakage before) {
        return changed(
                        dev.tidemark.schemas.event.Breakage.newBuilder(before)
                                .setBlocked(List.of())
                                .setBlockedCount(0)
                                .setReason(
                                        publication.breakage().course().ending().orElseThrow()),
                        publication.breakage())
                .build();
    }

    private static dev.tidemark.schemas.event.Breakage.Builder changed(
            dev.tidemark.schemas.event.Breakage.Builder event, Breakage breakage) {
        Breakage.Told told = told(breakage);
        return event.setState(BreakageState.valueOf(told.state().name()))
                .setChange(told.change())
                .setWaves(breakage.course().waves().stream().map(WaveId::value).toList())
                .setAnswer(breakage.course()
                        .answer()
                        .map(BreakageStoreCodec::answer)
                        .orElse(null))
                .setRaisedAt(told.times().raisedAt())
                .setChangedAt(told.times().changedAt())
                .setDueAt(told.times().dueAt());
    }

    private static Breakage.Told told(Breakage breakage) {
        return breakage.told().orElseThrow(() -> new AssertionError("what is published was told"));
    }

    /** What a client can filter by without reading the record. */
    public static Headers headers(dev.tidemark.schemas.event.Breakage breakage) {
        Headers headers = headers(breakage.getWave(), breakage.getSet());
        breakage.getScopes().forEach(scope -> RecordHeader.SCOPE.add(headers, scope));
        breakage.getRegressed().stream()
                .map(job -> job.getJob().getAttribute())
                .distinct()
                .forEach(attribute -> RecordHeader.PACKAGE.add(headers, attribute));
        breakage.getAct().forEach(handle -> RecordHeader.MAINTAINER.add(headers, handle));
        return headers;
    }

    /** What a breakage's tombstone is filtered by. */
    public static Headers headers(String wave, String set) {
        RecordHeaders headers = new RecordHeaders();
        RecordHeader.SET.add(headers, set);
        RecordHeader.WAVE.add(headers, wave);
        return headers;
    }

    private static List<RegressedJob> regressed(List<FindingEntry> proofs) {
        List<RegressedJob> regressed = new ArrayList<>();
        for (FindingEntry proof : proofs) {
            RegressedJob job = proof.getRegressed();
            regressed.add(regressed.size() < WITH_LOG ? job : inBrief(job));
        }
        return regressed;
    }

    /** Without what makes it long. */
    static RegressedJob inBrief(RegressedJob job) {
        return RegressedJob.newBuilder(job)
                .setFailure(BreakageStoreCodec.withoutLog(job.getFailure()))
                .setChangedInputs(List.of())
                .build();
    }
}
