package dev.tidemark.cli.agent;

import dev.tidemark.schemas.event.FailureKind;
import dev.tidemark.schemas.identity.Sha256;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Packages side by side that are built well from version 1 of a root, and each fails in another way from its version 2. */
final class FailingRecipes {

    static final String ROOT = "root";
    static final String LOG_LIMIT = "log-limit";
    static final String BROKEN = "it lacks a test for this root";
    static final String OUT_OF_MEMORY = "out-of-memory";

    private static final String FETCH_FAILED = "fetch-failed";
    private static final String HASH_MISMATCH = "hash-mismatch";
    private static final String TIMED_OUT = "timed-out";
    private static final String SILENT = "silent";

    /** By the package. */
    static final SortedMap<String, Fate> FATES = new TreeMap<>(Map.ofEntries(
            Map.entry("build-failed", Fate.ofPackage(FailureKind.BUILD_FAILED)),
            Map.entry("test-failed", Fate.ofPackage(FailureKind.TEST_FAILED)),
            Map.entry(LOG_LIMIT, Fate.ofPackage(FailureKind.LOG_LIMIT)),
            Map.entry("output-limit", new Fate(FailureKind.OUTPUT_LIMIT, 3, 3)),
            Map.entry(HASH_MISMATCH, new Fate(FailureKind.HASH_MISMATCH, 3, 3)),
            Map.entry("pin-conflict", Fate.ofPackage(FailureKind.PIN_CONFLICT)),
            Map.entry("evaluation-failed", Fate.ofPackage(FailureKind.EVALUATION_FAILED)),
            Map.entry(TIMED_OUT, Fate.ofEither(FailureKind.TIMED_OUT)),
            Map.entry(SILENT, Fate.ofEither(FailureKind.SILENT)),
            Map.entry(FETCH_FAILED, Fate.ofEither(FailureKind.FETCH_FAILED)),
            Map.entry(OUT_OF_MEMORY, Fate.ofEither(FailureKind.OUT_OF_MEMORY))));

    /** What may be the farm's doing is tried at another agent first. */
    static final List<String> ELSEWHERE = List.of(TIMED_OUT, SILENT, FETCH_FAILED);

    private FailingRecipes() {}

    /**
     * What becomes of one of them.
     *
     * @param begun how often it is begun in all, the build without the bump among them
     * @param ended how often its recipe comes to its end
     */
    record Fate(FailureKind kind, int begun, int ended) {

        /** Tried twice with the bump. */
        private static Fate ofPackage(FailureKind kind) {
            return new Fate(kind, 3, 1);
        }

        /** May be the farm's doing, so that it is tried once more. */
        private static Fate ofEither(FailureKind kind) {
            return new Fate(kind, 4, 1);
        }
    }

    /**
     * Adds them, and besides one that succeeds, one that the set refuses, and what is behind others.
     *
     * @param ledger of the farm
     * @param mirror what they download from
     * @param patient what an agent must have to build most of them
     * @param strict the same for those that meet a limit of time
     */
    static void addTo(LedgerSet set, Ledger ledger, Mirror mirror, String patient, String strict) throws IOException {
        set.bumped(ROOT, List.of(patient), "1", "2");
        Set<String> late = Set.of(TIMED_OUT, SILENT);
        for (Map.Entry<String, String> each : works(ledger).entrySet()) {
            set.add(
                    each.getKey(),
                    List.of(ROOT),
                    List.of(late.contains(each.getKey()) ? strict : patient),
                    "echo 'made of root'\nif test \"$(cat \"$deps/%s/word\")\" = 2; then\n%sfi\necho well > \"$out/word\"\n"
                            .formatted(ROOT, each.getValue()));
        }
        Sha256 digest = Mirror.digest("1");
        List<String> root = List.of(ROOT);
        set.fetch(HASH_MISMATCH, root, List.of(patient), digest, downloads(mirror.address() + "/$word"));
        set.fetch(
                FETCH_FAILED,
                root,
                List.of(patient),
                digest,
                """
                case "$(cat "$deps/%s/word")" in 1) from=%s ;; *) from=%s ;; esac
                """.formatted(ROOT, mirror.address(), mirror.nobodys()) + downloads("$from/1"));
        set.broken("refused", root, List.of(patient), BROKEN);
        set.add("behind-refused", List.of("refused"), List.of(patient), "true\n");
        set.add("behind-failed", List.of("build-failed"), List.of(patient), "true\n");
    }

    /** What is in the command line of each process that does not want to end. */
    static String stubborn(Ledger ledger) {
        return ledger.gates().resolve("stubborn").toString();
    }

    private static SortedMap<String, String> works(Ledger ledger) {
        SortedMap<String, String> works = new TreeMap<>();
        works.put("succeeds", "true\n");
        works.put("build-failed", "echo 'tidemark-phase: compile'; echo 'error: no such word'; exit 1\n");
        works.put("test-failed", "echo 'tidemark-phase: test'; echo 'FAILED: words'; exit 1\n");
        works.put(LOG_LIMIT, "yes\n");
        works.put("output-limit", "head -c 200000 /dev/zero > \"$out/large\"\n");
        works.put("pin-conflict", "echo '  - root<2 not satisfied by version 2'; exit 1\n");
        works.put("evaluation-failed", says("evaluation-failed it has no such attribute"));
        works.put(TIMED_OUT, """
                trap '' TERM HUP INT
                sh -c 'trap "" TERM; while :; do sleep 1 & wait; done' %1$s-child &
                setsid sh -c 'while :; do sleep 1 & wait; done' %1$s-escaped &
                while :; do echo busy; sleep 0.1; done
                """.formatted(stubborn(ledger)));
        works.put(SILENT, "echo once; sleep 1000\n");
        works.put(OUT_OF_MEMORY, "head -c 300000000 /dev/zero | tail -c 300000000 > \"$TMPDIR/all\"\n");
        return works;
    }

    private static String downloads(String address) {
        return "echo downloading\nword=$(cat \"$deps/%s/word\")\ncurl -fsS \"%s\" -o \"$out/source\"\n"
                .formatted(ROOT, address);
    }

    private static String says(String failure) {
        return "echo 'tidemark-failure: %s'; exit 1\n".formatted(failure);
    }
}
