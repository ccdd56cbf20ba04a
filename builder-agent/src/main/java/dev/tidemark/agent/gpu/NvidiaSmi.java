package dev.tidemark.agent.gpu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks {@code nvidia-smi}. It may hang when a device is ill, so that it gets little time, and whatever goes wrong is an answer.
 * Thread-safe.
 */
public final class NvidiaSmi {

    private static final String QUERY = "index,uuid,name,compute_cap,memory.total,driver_version";
    private static final int FIELDS = 6;
    private static final long MIB = 1L << 20;
    /** What the dispatcher takes of a beat, all of which it refuses else. */
    private static final int MOST_GPUS = 256;

    private static final int LONGEST_TEXT = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String program;

    /** @param program its name or path */
    public NvidiaSmi(String program) {
        this.program = program;
    }

    /** What it says. */
    public sealed interface Answer {

        /** @param gpus in the order of their numbers; may be none */
        record Found(List<Gpu> gpus) implements Answer {
            public Found {
                gpus = List.copyOf(gpus);
            }
        }

        /** @param reason a part of a sentence */
        record Failed(String reason) implements Answer {}
    }

    /** All GPUs. */
    public Answer list() throws InterruptedException {
        return ask("--query-gpu=" + QUERY);
    }

    /** Whether one answers for itself: a device that fell off the bus does not. */
    public Answer look(Gpu gpu) throws InterruptedException {
        return ask("--id=" + gpu.uuid(), "--query-gpu=" + QUERY);
    }

    private Answer ask(String... arguments) throws InterruptedException {
        List<String> words = new ArrayList<>(List.of(program));
        words.addAll(List.of(arguments));
        words.add("--format=csv,noheader,nounits");
        Process process;
        try {
            process = new ProcessBuilder(words).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Answer.Failed("nvidia-smi cannot be run (%s)".formatted(e.getMessage()));
        }
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                return new Answer.Failed("nvidia-smi did not answer within %d s".formatted(PATIENCE.toSeconds()));
            }
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0
                    ? parse(printed)
                    : new Answer.Failed("nvidia-smi ended with status %d: %s"
                            .formatted(process.exitValue(), printed.strip().replaceAll("\\s*\\R\\s*", "; ")));
        } catch (IOException e) {
            return new Answer.Failed("nvidia-smi cannot be heard (%s)".formatted(e.getMessage()));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads lines such as {@code 0, GPU-5f6d…, NVIDIA H200, 9.0, 143771, 550.54.15}. */
    static Answer parse(String printed) {
        List<Gpu> gpus = new ArrayList<>();
        for (String line : printed.lines().filter(each -> !each.isBlank()).toList()) {
            String[] fields = line.split(",", -1);
            if (line.contains("No devices were found")) {
                return new Answer.Found(List.of());
            }
            if (fields.length != FIELDS) {
                return new Answer.Failed("nvidia-smi printed \"%s\"".formatted(line.strip()));
            }
            try {
                gpus.add(new Gpu(
                        Integer.parseInt(fields[0].strip()),
                        fields[1].strip(),
                        tellable(fields[2]),
                        Gpu.architecture(fields[3].strip()),
                        Long.parseLong(fields[4].strip()) * MIB,
                        tellable(fields[5])));
            } catch (NumberFormatException e) {
                // A device that is ill has [Unknown Error], [N/A] or [GPU is lost] where there should be a number.
                return new Answer.Failed("nvidia-smi printed \"%s\"".formatted(line.strip()));
            }
        }
        return new Answer.Found(gpus.stream().limit(MOST_GPUS).toList());
    }

    private static String tellable(String text) {
        return text.strip()
                .codePoints()
                .filter(each -> Character.isBmpCodePoint(each) && !Character.isISOControl(each))
                .limit(LONGEST_TEXT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
