package dev.tidemark.notifier.codec;

import dev.tidemark.notifier.breakage.Breakage;
import dev.tidemark.notifier.breakage.Bump;
import dev.tidemark.notifier.breakage.JudgedJob;
import dev.tidemark.notifier.breakage.Proof;
import dev.tidemark.schemas.catalogue.RecordHeader;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.wire.IdentityCodec;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Breakages as everybody sees them. */
public final class BreakageCodec {

    private static final int BLOCKED_NAMED = 50;

    private BreakageCodec() {}

    /** The record. */
    public static dev.tidemark.schemas.event.Breakage event(String wave, String set, Breakage breakage) {
        return dev.tidemark.schemas.event.Breakage.newBuilder()
                .setBreakage(breakage.id())
                .setWave(wave)
                .setSet(set)
                .setBlamed(breakage.blamed().stream().map(BreakageCodec::ref).toList())
                .setFingerprint(breakage.fingerprint())
                .setRegressed(breakage.regressed().stream()
                        .map(BreakageCodec::regressed)
                        .toList())
                .setBlocked(breakage.blocked().stream()
                        .limit(BLOCKED_NAMED)
                        .map(IdentityCodec::jobRef)
                        .toList())
                .setBlockedCount(breakage.blocked().size())
                .setAct(breakage.act())
                .build();
    }

    /** What a client can filter by without reading the record. */
    public static Headers headers(String wave, String set, Breakage breakage) {
        Headers headers = headers(wave, set);
        breakage.regressed().stream()
                .map(job -> job.id().attribute())
                .distinct()
                .forEach(attribute -> RecordHeader.PACKAGE.add(headers, attribute));
        breakage.act().forEach(handle -> RecordHeader.MAINTAINER.add(headers, handle));
        return headers;
    }

    /** What a breakage's tombstone is filtered by. */
    public static Headers headers(String wave, String set) {
        RecordHeaders headers = new RecordHeaders();
        RecordHeader.SET.add(headers, set);
        RecordHeader.WAVE.add(headers, wave);
        return headers;
    }

    private static RegressedJob regressed(JudgedJob.Regressed job) {
        Proof proof = job.proof();
        return RegressedJob.newBuilder()
                .setJob(IdentityCodec.jobRef(job.id()))
                .setVersion(job.version())
                .setFailure(new Failure(
                        FailureKind.valueOf(proof.kind()),
                        proof.message(),
                        proof.logTail(),
                        proof.logHash(),
                        proof.fingerprint(),
                        proof.agent(),
                        proof.phase(),
                        List.of()))
                .setTries(proof.tries())
                .setBaselineOutputHash(proof.baselineOutputHash())
                .setPath(job.path())
                .setMaintainers(job.maintainers())
                .build();
    }

    private static BumpRef ref(Bump bump) {
        return new BumpRef(
                bump.attribute(),
                bump.from(),
                bump.to(),
                bump.security() ? BumpKind.SECURITY : BumpKind.ROUTINE,
                bump.publisher(),
                null,
                List.of(),
                null);
    }
}
