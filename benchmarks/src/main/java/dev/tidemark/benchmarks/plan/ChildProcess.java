package dev.tidemark.benchmarks.plan;

import dev.tidemark.service.ServiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A command as a process of its own, and what it and its children took of the processor, as bash's {@code time} says. */
public final class ChildProcess implements Duel.Contender {

    private static final Pattern TIMES = Pattern.compile("(?s).*?([0-9]+\\.[0-9]{3}) ([0-9]+\\.[0-9]{3})\\s*");
    private static final double MILLIS = 1000;

    private final Path folder;
    private final List<String> command;
    private final SortedMap<String, String> environment;

    /** @param folder where it runs */
    public ChildProcess(Path folder, List<String> command) {
        this(folder, command, Map.of());
    }

    /** @param environment variables beside those of this process */
    ChildProcess(Path folder, List<String> command, Map<String, String> environment) {
        this.folder = folder;
        this.command = List.copyOf(command);
        this.environment = new TreeMap<>(environment);
    }

    /** Whether a program is on the PATH. */
    static boolean isInstalled(String program) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .anyMatch(place -> !place.isEmpty() && Files.isExecutable(Path.of(place, program)));
    }

    /** @throws ServiceException when it cannot run, or ends with another status than 0 */
    @Override
    public double turn() throws InterruptedException {
        List<String> timed =
                new ArrayList<>(List.of("bash", "-c", "TIMEFORMAT='%3U %3S'; time \"$@\" >/dev/null 2>&1", "bash"));
        timed.addAll(command);
        try {
            ProcessBuilder builder = new ProcessBuilder(timed)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().put("LC_ALL", "C");
            builder.environment().putAll(environment);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new ServiceException("%s ended with status %d: run it by hand in %s to see why"
                        .formatted(String.join(" ", command), status, folder));
            }
            return millis(said);
        } catch (IOException e) {
            throw new ServiceException("bash cannot be run (%s): install it".formatted(e.getMessage()), e);
        }
    }

    /** User's and system's time together. */
    static double millis(String said) {
        Matcher times = TIMES.matcher(said);
        if (!times.matches()) {
            throw new ServiceException("bash did not say what the command took, but \"%s\"".formatted(said.strip()));
        }
        return (Double.parseDouble(times.group(1)) + Double.parseDouble(times.group(2))) * MILLIS;
    }
}
