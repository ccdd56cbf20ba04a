package dev.tidemark.notifier.testing;

import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.Concern;
import dev.tidemark.schemas.event.DigestKind;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Notice;
import dev.tidemark.schemas.event.NoticeCause;
import dev.tidemark.schemas.event.PoolWork;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.schemas.event.ReasonKind;
import dev.tidemark.schemas.event.RegressedJob;
import dev.tidemark.schemas.event.TellingReason;
import dev.tidemark.schemas.event.Variant;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What people are told, for tests. */
public final class Told {

    static {
        // Avro copies no event before somebody has declared that events may be trusted.
        EventSerdes unused = new EventSerdes(RegistrySettings.WITHOUT_SERVER);
    }

    /** When everything of it happens. */
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** A log with all that a log can do to its reader. */
    public static final List<String> ODD_LOG = List.of(
            "\u001b[31merror:\u001b[0m <script>alert('x')</script> & ```",
            "\u202eevil\u0007 \u001b]0;title\u0007 @everyone",
            "x".repeat(5_000_000));

    private Told() {}

    public static Breakage breakage(String id, BreakageState state, int change, String... regressed) {
        return breakage(id, state, change, List.of("error: no member named pad"), regressed);
    }

    public static Breakage breakage(String id, BreakageState state, int change, List<String> log, String... regressed) {
        return Breakage.newBuilder()
                .setBreakage(id)
                .setWave("demo-1")
                .setWaves(List.of("demo-1"))
                .setSet("demo")
                .setBlamed(List.of(BumpRef.newBuilder()
                        .setAttribute("textkit")
                        .setFrom("1.0")
                        .setTo("2.0")
                        .setKind(BumpKind.ROUTINE)
                        .setPublisher("watcher")
                        .build()))
                .setFingerprint("f")
                .setRegressed(Arrays.stream(regressed)
                        .map(attribute -> job(attribute, log))
                        .toList())
                .setRegressedCount(regressed.length)
                .setBlocked(List.of(new JobRef("docs", "x86_64-linux", Variant.WAVE, null)))
                .setBlockedCount(1)
                .setAct(List.of("ada", "watcher"))
                .setState(state)
                .setChange(change)
                .setReason(
                        state == BreakageState.RESOLVED
                                ? "%s (x86_64-linux) is built in wave demo-2".formatted(regressed[0])
                                : null)
                .setRaisedAt(NOW)
                .setChangedAt(NOW.plusSeconds(60L * change))
                .setDueAt(NOW.plusSeconds(14 * 86_400))
                .build();
    }

    /** The same where the set has its jobs only with the bump: nothing says that they are good without it. */
    public static Breakage onlyWithTheBump(Breakage breakage) {
        return Breakage.newBuilder(breakage)
                .setRegressed(breakage.getRegressed().stream()
                        .map(job -> RegressedJob.newBuilder(job)
                                .setBaselineOutputHash("")
                                .build())
                        .toList())
                .build();
    }

    private static RegressedJob job(String attribute, List<String> log) {
        return RegressedJob.newBuilder()
                .setJob(new JobRef(attribute, "x86_64-linux", Variant.WAVE, null))
                .setVersion("1.5")
                .setFailure(Failure.newBuilder()
                        .setKind(FailureKind.BUILD_FAILED)
                        .setMessage("the recipe failed")
                        .setLogTail(log)
                        .setLogHash("a".repeat(64))
                        .setFingerprint("f")
                        .setAgent("north")
                        .build())
                .setTries(2)
                .setBaselineOutputHash("b".repeat(64))
                .setPath(List.of("textkit", attribute))
                .setMaintainers(List.of("ada"))
                .build();
    }

    /** A message to somebody. */
    public static InboxEntry entry(String person, String name, InboxKind kind, Breakage... breakages) {
        return InboxEntry.newBuilder()
                .setPerson(person)
                .setEntry(name)
                .setAt(NOW)
                .setKind(kind)
                .setConcerns(Arrays.stream(breakages)
                        .map(breakage -> Concern.newBuilder()
                                .setPerson(person)
                                .setReasons(List.of(new TellingReason(ReasonKind.MAINTAINS, "csv")))
                                .setBreakage(breakage)
                                .build())
                        .toList())
                .build();
    }

    /** That {@code textkit 2.0} is coming at somebody's packages, the first of which are likely to break. */
    public static Concern notice(String person, String wave, int likely, String... reached) {
        return Concern.newBuilder()
                .setPerson(person)
                .setReasons(List.of(new TellingReason(ReasonKind.REACHED, reached[0])))
                .setNotice(Notice.newBuilder()
                        .setWave(wave)
                        .setSet("demo")
                        .setAt(NOW)
                        .setBumps(
                                breakage("b-1", BreakageState.RAISED, 1, "csv").getBlamed())
                        .setPackages(12)
                        .setJobs(24)
                        .setRefused(4)
                        .setLevels(3)
                        .setPools(List.of(new PoolWork("x86_64-linux.free", 20, 7_300.0)))
                        .setLongestSeconds(610)
                        .setCauses(likely > 0 ? List.of(NoticeCause.LIKELY_BREAK) : List.of())
                        .setReached(IntStream.range(0, reached.length)
                                .mapToObj(each -> new ReachedPackage(
                                        reached[each], List.of("x86_64-linux"), List.of(person), 0.4, each < likely))
                                .toList())
                        .setTheirs(reached.length + 2)
                        .build())
                .build();
    }

    /** Something with these in it. */
    public static InboxEntry told(String person, String name, InboxKind kind, Concern... concerns) {
        return InboxEntry.newBuilder()
                .setPerson(person)
                .setEntry(name)
                .setAt(NOW)
                .setKind(kind)
                .setDigest(kind == InboxKind.DIGEST ? DigestKind.WEEKLY : null)
                .setConcerns(List.of(concerns))
                .build();
    }
}
