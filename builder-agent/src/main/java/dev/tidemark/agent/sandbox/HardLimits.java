package dev.tidemark.agent.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a process of this one's user may raise its own limits: whatever asks for more is refused.
 *
 * @param processes of its user
 * @param dataBytes of each
 * @param fileBytes of a file
 */
record HardLimits(long processes, long dataBytes, long fileBytes) {

    /** None. */
    static final HardLimits NONE = new HardLimits(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    /** This process', which what it starts has, too; none where the system does not say. */
    static HardLimits ofThisProcess() {
        try {
            return read(Files.readAllLines(Path.of("/proc/self/limits")));
        } catch (IOException e) {
            return NONE;
        }
    }

    /** @param lines such as {@code Max processes   96365   96365   processes}: the second number is the hard limit */
    static HardLimits read(List<String> lines) {
        return new HardLimits(
                limit(lines, "Max processes"), limit(lines, "Max data size"), limit(lines, "Max file size"));
    }

    private static long limit(List<String> lines, String name) {
        Pattern line = Pattern.compile(Pattern.quote(name) + "\\s+\\S+\\s+(\\d{1,18})\\s.*");
        return lines.stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
