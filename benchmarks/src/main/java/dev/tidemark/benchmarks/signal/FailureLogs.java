package dev.tidemark.benchmarks.signal;

import dev.tidemark.fingerprint.CauseReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The logs of builds that really failed by which fingerprints are judged, as other builds would have written them: with other folders,
 * digests and times. What a log names is what its builder failed of; that a bump did it, none says.
 */
final class FailureLogs {

    private static final String FOLDER = "failure-fingerprint/src/test/resources/dev/tidemark/fingerprint/logs";
    private static final List<String> PARTS = List.of("tuned", "held-out");

    private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{12,}\\b|(?<=/nix/store/)[0-9a-z]{32}");
    private static final Pattern PLACE =
            Pattern.compile("(?<![\\w.])/(?:build|tmp|root|home|work|var|mnt)/[^/\\s'\":]+");
    private static final Pattern TIME =
            Pattern.compile("\\b\\d\\d:\\d\\d:\\d\\d\\b|\\b\\d+(?:\\.\\d+)? ?(?:s|ms|sec|seconds)\\b");
    private static final Pattern DIGIT = Pattern.compile("\\d");
    private static final String HEX = "0123456789abcdef";

    private final List<Kind> kinds;

    /**
     * What a log says.
     *
     * @param name of the cause
     * @param family of the tools that say it
     * @param logs two or more that say it
     */
    record Kind(String name, String family, List<List<String>> logs) {
        Kind {
            logs = List.copyOf(logs);
        }
    }

    private FailureLogs(List<Kind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /** @param home the checkout that they are in */
    static FailureLogs in(Path home) {
        TreeMap<String, List<List<String>>> logs = new TreeMap<>();
        for (String part : PARTS) {
            try (Stream<Path> files = Files.list(home.resolve(FOLDER).resolve(part))) {
                for (Path file : files.sorted().toList()) {
                    String name = file.getFileName().toString();
                    logs.computeIfAbsent(name.substring(0, name.indexOf('.')), first -> new ArrayList<>())
                            .add(List.of(Files.readString(file).split("\n")));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new FailureLogs(logs.entrySet().stream()
                .map(each -> new Kind(each.getKey(), family(each.getKey()), each.getValue()))
                .toList());
    }

    /** Such as `cmake` of `cmake-message`. */
    private static String family(String name) {
        int end = name.indexOf('-');
        return end < 0 ? name : name.substring(0, end);
    }

    int size() {
        return kinds.size();
    }

    Kind any(Random random) {
        return kinds.get(random.nextInt(kinds.size()));
    }

    /** Another one, of the same family or of another; where a family has no other, of another. */
    Kind beside(Kind first, boolean ofSameFamily, Random random) {
        List<Kind> alike = kinds.stream()
                .filter(kind -> !kind.equals(first))
                .filter(kind -> kind.family().equals(first.family()) == ofSameFamily)
                .toList();
        return alike.isEmpty() ? beside(first, false, random) : alike.get(random.nextInt(alike.size()));
    }

    /** What is made of such a log, by one that another build wrote. */
    String fingerprint(Kind kind, Random random) {
        List<String> log = kind.logs().get(random.nextInt(kind.logs().size()));
        String place = "/build/tm-" + random.nextInt(1_000_000);
        List<String> written =
                log.stream().map(line -> elsewhere(line, place, random)).toList();
        return CauseReader.of(written, "it failed").fingerprint().hex();
    }

    private static String elsewhere(String line, String place, Random random) {
        String moved = PLACE.matcher(line).replaceAll(place);
        String later = TIME.matcher(moved)
                .replaceAll(time -> DIGIT.matcher(time.group()).replaceAll(digit -> String.valueOf(random.nextInt(6))));
        return DIGEST.matcher(later).replaceAll(digest -> hex(digest, random));
    }

    private static String hex(MatchResult digest, Random random) {
        StringBuilder hex = new StringBuilder();
        for (int at = digest.start(); at < digest.end(); at++) {
            hex.append(HEX.charAt(random.nextInt(HEX.length())));
        }
        return hex.toString();
    }
}
