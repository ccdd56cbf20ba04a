package dev.tidemark.notifier.breakage;

import dev.tidemark.schemas.identity.JobId;
import java.util.List;

/**
 * One proven root cause in one wave.
 *
 * @param id its identity
 * @param blamed the bumps to blame
 * @param fingerprint what its failures have in common
 * @param regressed the jobs that regressed, ordered
 * @param blocked the jobs blocked behind them, ordered
 * @param act handles of who can act: who maintains what regressed, then the bumped package, then who published the bump
 */
public record Breakage(
        String id,
        List<Bump> blamed,
        String fingerprint,
        List<JudgedJob.Regressed> regressed,
        List<JobId> blocked,
        List<String> act) {}
